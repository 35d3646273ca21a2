package org.cmimage.core.write;

import org.cmimage.core.tree.TreePath;

/**
 * An extended attribute that some entries had and their nodes have not.
 *
 * @param name printable, and whole where the kernel would accept it
 * @param count of entries that had it
 * @param example one of them
 * @param reason why the kernel refused it there, in words
 */
public record LostAttribute(String name, long count, TreePath example, String reason) {
  /** The kernel's limit of a name's length in bytes; an archive's may have megabytes. */
  private static final int LONGEST = 255;

  /** Returns a name for display: printable, and of limited length. */
  static String shown(String name) {
    String start = name.substring(0, Math.min(name.length(), LONGEST));
    return TreePath.printable(start) + (name.length() > LONGEST ? "..." : "");
  }

  /** Returns a copy with the count incremented. */
  LostAttribute again() {
    return new LostAttribute(name, count + 1, example, reason);
  }

  @Override
  public String toString() {
    String others = count == 1 ? "" : " and " + (count - 1) + " more";
    return name + " of " + example + others + " (" + reason + ")";
  }
}
