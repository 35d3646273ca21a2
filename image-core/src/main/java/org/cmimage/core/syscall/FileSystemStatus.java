package org.cmimage.core.syscall;

import java.util.OptionalLong;

/**
 * The status of a mounted file system.
 *
 * @param availableBytes the number of bytes that can still be written
 * @param availableNodes the number of files, directories and links that can still be made; empty
 *     where the file system has no fixed limit, as btrfs
 * @param nodes the number of nodes it can hold in all; 0 where it has no fixed limit
 * @param readOnly whether it is mounted read-only
 * @param noExec whether programs on it cannot be run
 */
public record FileSystemStatus(
    long availableBytes,
    OptionalLong availableNodes,
    long nodes,
    boolean readOnly,
    boolean noExec) {}
