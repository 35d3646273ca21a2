package org.cmimage.model.host;

/**
 * A file of the head node, or a part of one, that follows from the cluster's entities.
 *
 * @param path absolute, in the cluster
 * @param form how much of the file it is
 * @param content complete lines; empty where the file, or the part, is not needed
 */
public record HostFile(String path, Form form, String content) {
  /** The beginning of the first line of files that are made whole. */
  public static final String MARK = "# Made by cm-image";

  /** How much of a file follows from entities. */
  public enum Form {
    /** The file is the program's; changes by others are lost. */
    WHOLE,
    /** A marked block of a file that an administrator has, too; all other lines stay. */
    BLOCK,
    /**
     * The file is the program's where its first line begins with {@link #MARK}; any other is an
     * administrator's, who has to decide what becomes of it.
     */
    MARKED
  }
}
