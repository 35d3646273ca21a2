/**
 * squashfs 4.0 images, read in place: from a file, or from a file in a medium. Central type: {@link
 * org.cmimage.sources.squashfs.SquashfsImage}.
 *
 * <p>Format: the Linux kernel's {@code fs/squashfs/squashfs_fs.h} and "The SquashFS archive format"
 * of the squashfs-tools-ng project. Inodes, directories, fragments, owners and extended attributes
 * are in tables of compressed blocks of 8 KiB ({@code MetadataCursor}); the content of files is in
 * blocks of 4 KiB to 1 MiB ({@code DataBlocks}), which are decoded on all cores when a whole image
 * is read ({@code ReadAheadWindow}), and one by one when a few files are.
 *
 * <p>An image is hostile input: every position, length and count is bounded by the image, its depth
 * by 256 names, its entries by 10 million, and the sum of all decoded bytes by 250 times its size
 * or 4 GiB. A directory with a second parent is refused. Memory does not grow with the sizes that
 * an image claims.
 */
@NullMarked
package org.cmimage.sources.squashfs;

import org.jspecify.annotations.NullMarked;
