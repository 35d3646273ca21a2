/**
 * Archives of whole image trees, as vendors and other clusters hand them out: a tar, compressed or
 * not, in a file or at a URL, or a squashfs image. {@link org.cmimage.sources.archive.ImageArchive}
 * reads one, {@link org.cmimage.sources.archive.TarImageArchivesProvider} makes a tree of it.
 *
 * <p>A tar is read once, as a stream: one thread reads and digests, one decompresses, one parses.
 * What it is comes from its bytes, never from its name.
 *
 * <p>What is no archive is named by its first bytes ({@code FileFormat}), what is one but no tree
 * by its members ({@code PackedTree}), each with what makes a tar of it.
 *
 * <p>Members may start with {@code /} and {@code ./}, and may all be below one directory, which is
 * then left out ({@code TopDirectory} has the rule). What is below {@code /proc}, {@code /sys},
 * {@code /dev} and {@code /run} of a system is of the machine the archive was made on and is left
 * out too ({@code MachineMembers}).
 */
@NullMarked
package org.cmimage.sources.archive;

import org.jspecify.annotations.NullMarked;
