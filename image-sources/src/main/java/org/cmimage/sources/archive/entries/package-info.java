/**
 * The forms in which a file holds a tree: a tar, a squashfs image, an ISO 9660 image. Central type:
 * {@link org.cmimage.sources.archive.entries.ArchiveEntries}.
 *
 * <p>A form gives the entries as they are in the file. What of them belongs to the tree is decided
 * above, in {@code sources.archive}, the same way for all forms.
 */
@NullMarked
package org.cmimage.sources.archive.entries;

import org.jspecify.annotations.NullMarked;
