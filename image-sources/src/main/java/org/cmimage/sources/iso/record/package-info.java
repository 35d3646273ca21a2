/**
 * The records of an ISO 9660 file system: volume descriptors, directory records, and the entries of
 * Rock Ridge. Central type: {@link org.cmimage.sources.iso.record.DirectoryReader}. Internal to
 * {@code sources.iso}.
 *
 * <p>Formats: ECMA-119, 3rd edition; IEEE P1281 (SUSP 1.12) and IEEE P1282 (RRIP 1.12) with the
 * older RRIP 1.10; the Joliet Specification 1.0; {@code zisofs} as in the kernel and libisofs.
 * Numbers that are stored in both byte orders are read from the little-endian half, as by Linux.
 *
 * <p>All records are hostile input. A record is read inside the bounds of its sector, a directory
 * inside those of the image, and continuation areas within a number of bytes and areas.
 */
@NullMarked
package org.cmimage.sources.iso.record;

import org.jspecify.annotations.NullMarked;
