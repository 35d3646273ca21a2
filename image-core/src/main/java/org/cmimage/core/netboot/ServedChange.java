package org.cmimage.core.netboot;

/**
 * A file for nodes that is not as the cluster's entities want it.
 *
 * @param kind what becomes of it
 * @param path absolute, in the cluster
 * @param source what it is a copy of, an absolute path of this machine; empty where it is removed
 * @param size in bytes, of the source or of what is removed
 */
public record ServedChange(Kind kind, String path, String source, long size) {
  /** What becomes of a file. */
  public enum Kind {
    /** There was none. */
    ADDED,
    /** It is replaced. */
    CHANGED,
    /** It is removed. */
    REMOVED
  }
}
