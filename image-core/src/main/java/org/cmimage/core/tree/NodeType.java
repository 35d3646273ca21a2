package org.cmimage.core.tree;

/**
 * The type of a directory entry. Hard links are not a type of node but a second name of one; see
 * {@link TreeEntry}.
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
