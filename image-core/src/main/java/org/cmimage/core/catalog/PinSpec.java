package org.cmimage.core.catalog;

/**
 * A record of preferences, in the terms of apt_preferences(5).
 *
 * @param packages names or patterns of packages, separated by blanks; {@code *} for all
 * @param pin the versions, such as {@code release n=bookworm-backports}
 * @param priority the versions' priority, such as 500
 * @param place the place of the record, for messages
 */
public record PinSpec(String packages, String pin, String priority, String place) {}
