/**
 * tar archives in all common formats: v7, ustar, GNU and PAX, byte for byte. Central type: {@link
 * org.cmimage.sources.tar.TarReader}.
 *
 * <p>Formats: POSIX.1-2017 pax "Extended Header" and "ustar Interchange Format"; GNU tar 1.35
 * manual, appendix "Tar Internals"; the SCHILY, LIBARCHIVE and RHT keywords as star(5),
 * libarchive's tar(5) and GNU tar's xheader.c write them. An archive is hostile input: every number
 * and length is bounded, and an unexpected end is an error.
 */
@NullMarked
package org.cmimage.sources.tar;

import org.jspecify.annotations.NullMarked;
