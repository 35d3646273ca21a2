package org.cmimage.core.scrub;

import org.cmimage.core.spi.TreePath;

/**
 * Something that should have been scrubbed from a tree.
 *
 * @param path where it is
 * @param reason why it should not be there
 */
public record Residue(TreePath path, String reason) {
  @Override
  public String toString() {
    return path + ": " + reason;
  }
}
