package org.cmimage.core.syscall;

import org.cmimage.core.tree.NodeType;

/**
 * What the kernel says of one node, without following a link ({@code statx}).
 *
 * @param device the file system's number, to notice mount points
 * @param inode the node's number on it
 * @param type what it is
 * @param mode permission bits with setuid, setgid and sticky
 * @param links number of names
 * @param size bytes; of a link, its target's length
 * @param mtimeSeconds modification time since the epoch
 * @param mtimeNanos 0 to 999,999,999
 * @param deviceMajor of a device node, else 0
 * @param deviceMinor of a device node, else 0
 * @param immutable whether chattr(1) forbids that it is deleted or, of a directory, that names in
 *     it are: immutable ({@code +i}) or append-only ({@code +a})
 */
public record FileStatus(
    long device,
    long inode,
    NodeType type,
    int mode,
    int uid,
    int gid,
    long links,
    long size,
    long mtimeSeconds,
    int mtimeNanos,
    int deviceMajor,
    int deviceMinor,
    boolean immutable) {}
