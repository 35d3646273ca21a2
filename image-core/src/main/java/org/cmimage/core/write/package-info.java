/**
 * The only writer of whole trees: how entries of archives and packages become nodes, the order in
 * which attributes are set, and the priority among several entries with the same path.
 *
 * <p>Every directory is opened relative to its parent ({@code openat2} with {@code
 * RESOLVE_IN_ROOT}, or a walk that follows no link), and owner, mode, attributes and times are set
 * in an order in which the kernel does not undo them.
 *
 * <p>Entries of archives are written by several threads ({@code RootfsWriter.intake}). The thread
 * that parses makes every name, in the archive's order, and hands the open file with its content to
 * a writer: so duplicates, hard links and paths through links have the same result as with one
 * thread, and memory is bounded by 256 chunks of 64 KiB. Content that is stored in the archive
 * unchanged ({@code PlacedContent}, of ISO images) bypasses that thread: the writer reads it by its
 * position, and keeps the archive open until then. Writers digest what they write ({@code
 * WrittenFiles}). {@code DestinationCheck} first makes one node of each kind in staging. Limits of
 * entries, bytes, depth and free space hold for every source ({@code WriteLimits}).
 */
@NullMarked
package org.cmimage.core.write;

import org.jspecify.annotations.NullMarked;
