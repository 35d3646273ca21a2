package org.cmimage.model.edit.staged;

/** How much of an entity is removed. */
public enum Removal {
  /** The entity; its data on disk stays. */
  ENTITY,
  /** A software image and its tree. */
  WITH_DATA,
  /** A software image, its tree and the trees of its revisions, {@code <path>@<number>}. */
  WITH_REVISIONS
}
