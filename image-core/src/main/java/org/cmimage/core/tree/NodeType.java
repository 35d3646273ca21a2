package org.cmimage.core.tree;

/**
 * What a directory entry is. Hard links are not a type of node but a second name of one; see {@link
 * TreeEntry}.
 */
public enum NodeType {
  REGULAR,
  DIRECTORY,
  SYMLINK,
  CHARACTER_DEVICE,
  BLOCK_DEVICE,
  FIFO,
  SOCKET
}
