package org.cmimage.model.host;

/**
 * A file of the head node, or a part of one, that follows from the cluster's entities.
 *
 * @param path absolute, in the cluster
 * @param form how much of the file it is
 * @param content complete lines; empty where the file, or the part, is not needed
 */
public record HostFile(String path, Form form, String content) {
  /** How much of a file follows from entities. */
  public enum Form {
    /** The file is the program's; changes by others are lost. */
    WHOLE,
    /** A marked block of a file that an administrator has, too; all other lines stay. */
    BLOCK
  }
}
