package org.cmimage.sources.deb.archive;

/**
 * A file of a package's control archive.
 *
 * @param name a single component, such as {@code postinst}
 * @param mode permission bits
 * @param mtime seconds since the epoch
 * @param content must not be modified
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ControlMember(String name, int mode, long mtime, byte[] content) {}
