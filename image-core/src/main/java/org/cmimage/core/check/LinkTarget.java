package org.cmimage.core.check;

/** The text of a symbolic link. */
public final class LinkTarget {
  private LinkTarget() {}

  /**
   * Returns whether a relative target leads above the tree's root, by having more {@code ..} than
   * the link has parent directories. An absolute one never does: it is resolved inside the tree.
   *
   * @param depth the number of the link's parent directories, 0 for one in the root
   */
  public static boolean climbsOut(byte[] target, int depth) {
    if (target.length > 0 && target[0] == '/') {
      return false;
    }
    int level = depth;
    for (int start = 0; start < target.length; ) {
      int end = start;
      while (end < target.length && target[end] != '/') {
        end++;
      }
      int length = end - start;
      boolean dot = length == 1 && target[start] == '.';
      if (length == 2 && target[start] == '.' && target[start + 1] == '.') {
        level--;
      } else if (length > 0 && !dot) {
        level++;
      }
      if (level < 0) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }
}
