/**
 * The formats in which a file holds a tree: a tar, a squashfs image, an ISO 9660 image. Central
 * type: {@link org.cmimage.sources.archive.entries.ArchiveEntries}.
 *
 * <p>A format provides the entries as they are in the file. Which of them belong to the tree is
 * decided in {@code sources.archive}, in the same way for all formats.
 */
@NullMarked
package org.cmimage.sources.archive.entries;

import org.jspecify.annotations.NullMarked;
