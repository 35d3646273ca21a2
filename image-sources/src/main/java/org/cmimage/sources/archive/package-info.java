/**
 * Archives of whole image trees, as vendors and other clusters distribute them: a tar, compressed
 * or not, in a file or at a URL, or a squashfs image. {@link
 * org.cmimage.sources.archive.ImageArchive} reads one, {@link
 * org.cmimage.sources.archive.TarImageArchivesProvider} makes a tree of it.
 *
 * <p>A tar is read once, as a stream: one thread reads and digests, one decompresses, one parses.
 * The format is recognised by content, never by name.
 *
 * <p>A file in an unsupported format is identified by its first bytes ({@code FileFormat}), an
 * archive that does not hold a tree by its members ({@code PackedTree}); each message says how to
 * convert it to a tar.
 *
 * <p>Members may start with {@code /} and {@code ./}, and may all be below one directory, which is
 * then removed ({@code TopDirectory} has the rule). The contents of {@code /proc}, {@code /sys},
 * {@code /dev} and {@code /run} of a system belong to the machine on which the archive was made and
 * are omitted ({@code MachineMembers}).
 *
 * <p>The failure that is reported is that of the first entry in the archive. An archive that
 * expands to more than 200 times its size is refused ({@code ArchiveSource}). If a later entry
 * shows that the removed top directory was wrong, staging is emptied and the archive is read once
 * more.
 */
@NullMarked
package org.cmimage.sources.archive;

import org.jspecify.annotations.NullMarked;
