/**
 * ISO 9660 images for programs that use Apache Commons VFS 2: {@code
 * iso:file:///debian.iso!/dists}. Central type: {@link
 * org.cmimage.sources.iso.vfs.IsoFileProvider}.
 *
 * <p>Commons VFS has files and directories, and no links, owners and devices: links are followed,
 * owners and modes are attributes, devices do not exist. Names that are not UTF-8 are listed with
 * replacements and not found. Whoever needs all of an image uses {@link org.cmimage.sources.iso}.
 */
@NullMarked
package org.cmimage.sources.iso.vfs;

import org.jspecify.annotations.NullMarked;
