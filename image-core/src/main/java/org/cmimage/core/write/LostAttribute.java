package org.cmimage.core.write;

import org.cmimage.core.tree.TreePath;

/**
 * An extended attribute that some entries had and their nodes have not.
 *
 * @param name printable, and in full where the kernel would take it
 * @param count of entries that had it
 * @param example one of them
 * @param reason why the kernel refused it there, in words
 */
public record LostAttribute(String name, long count, TreePath example, String reason) {
  /** The longest name that the kernel takes; an archive's may have megabytes. */
  private static final int LONGEST = 255;

  /** Returns a name as it may be shown: printable, and of bounded length. */
  static String shown(String name) {
    String start = name.substring(0, Math.min(name.length(), LONGEST));
    return TreePath.printable(start) + (name.length() > LONGEST ? "..." : "");
  }

  /** Returns the same with one entry more. */
  LostAttribute again() {
    return new LostAttribute(name, count + 1, example, reason);
  }

  @Override
  public String toString() {
    String others = count == 1 ? "" : " and " + (count - 1) + " more";
    return name + " of " + example + others + " (" + reason + ")";
  }
}
