package org.cmimage.core.syscall;

import java.util.OptionalLong;

/**
 * What the kernel says of a mounted file system.
 *
 * @param availableBytes how much can still be written
 * @param availableNodes how many files, directories and links can still be made; empty where the
 *     file system has no limit of its own, as btrfs
 * @param nodes how many it can hold in all; 0 where it has no limit of its own
 * @param readOnly whether nothing on it can be changed
 * @param noExec whether programs on it cannot be run
 */
public record FileSystemStatus(
    long availableBytes,
    OptionalLong availableNodes,
    long nodes,
    boolean readOnly,
    boolean noExec) {}
