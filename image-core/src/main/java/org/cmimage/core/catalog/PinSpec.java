package org.cmimage.core.catalog;

/**
 * A record of preferences, in the words of apt_preferences(5).
 *
 * @param packages names or patterns of packages, separated by blanks; {@code *} for all
 * @param pin which versions, such as {@code release n=bookworm-backports}
 * @param priority theirs, such as 500
 * @param place where it is written, for messages
 */
public record PinSpec(String packages, String pin, String priority, String place) {}
