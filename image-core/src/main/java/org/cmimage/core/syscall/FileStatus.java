package org.cmimage.core.syscall;

import org.cmimage.core.tree.NodeType;

/**
 * The status of a node, without following a link ({@code statx}).
 *
 * @param device the file system's number, to recognise mount points
 * @param inode the node's number on the file system
 * @param type the node's type
 * @param mode permission bits with setuid, setgid and sticky
 * @param links number of names
 * @param size bytes; of a link, its target's length
 * @param mtimeSeconds modification time since the epoch
 * @param mtimeNanos 0 to 999,999,999
 * @param deviceMajor of a device node, else 0
 * @param deviceMinor of a device node, else 0
 * @param immutable whether chattr(1) forbids deleting it or, for a directory, names in it:
 *     immutable ({@code +i}) or append-only ({@code +a})
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
