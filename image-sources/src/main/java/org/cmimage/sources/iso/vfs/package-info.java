/**
 * ISO 9660 images for programs that use Apache Commons VFS 2: {@code
 * iso:file:///debian.iso!/dists}. Central type: {@link
 * org.cmimage.sources.iso.vfs.IsoFileProvider}.
 *
 * <p>Commons VFS has files and directories, and no links, owners and devices: links are followed,
 * owners and modes are attributes, devices are omitted. Names that are not UTF-8 are listed with
 * replacement characters and cannot be opened. {@link org.cmimage.sources.iso} provides the whole
 * image.
 */
@NullMarked
package org.cmimage.sources.iso.vfs;

import org.jspecify.annotations.NullMarked;
