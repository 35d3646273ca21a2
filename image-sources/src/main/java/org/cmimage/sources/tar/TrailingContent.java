package org.cmimage.sources.tar;

/** What follows the end mark of an archive: POSIX leaves it undefined, tar does not read it. */
public enum TrailingContent {
  /** Nothing but zeros. */
  NOTHING,
  /** Data that is not the beginning of an archive, such as the rest of a reused tape. */
  DATA,
  /** Another archive, or a part of an older one. */
  ARCHIVE
}
