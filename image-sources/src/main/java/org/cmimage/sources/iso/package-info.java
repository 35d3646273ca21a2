/**
 * ISO 9660 images, read in place and without being mounted. Central type: {@link
 * org.cmimage.sources.iso.IsoImage}.
 *
 * <p>An image is opened over {@link org.cmimage.sources.bytes.RandomAccessBytes}; its files are
 * such bytes again. Rock Ridge names take precedence, then those of Joliet, then plain ones. To
 * find a file only the directories on its path are read, however large the image is.
 *
 * <p>Formats: as {@link org.cmimage.sources.iso.record}; "El Torito" Bootable CD-ROM Format
 * Specification 1.0; UEFI Specification 2.10, §5 (partition tables). Not supported: UDF,
 * interleaved files, several volumes of one set, sparse files of Rock Ridge, zisofs version 2.
 *
 * <p>An image is hostile input: directories may not overlap, so that no directory is read twice;
 * links are followed inside the image and in a bounded number; a file beyond the end of the image
 * is a fault when it is read.
 */
@NullMarked
package org.cmimage.sources.iso;

import org.jspecify.annotations.NullMarked;
