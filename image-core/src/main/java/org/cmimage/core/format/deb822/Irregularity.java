package org.cmimage.core.format.deb822;

/**
 * A place where a text is not control data.
 *
 * @param kind what is wrong
 * @param line its number, from 1
 * @param found the beginning of the line, the name of the field, or the limit, depending on the
 *     kind
 */
public record Irregularity(Kind kind, long line, String found) {
  /** What is wrong. */
  public enum Kind {
    /** A line that is neither a field, nor the continuation of one, nor a comment. */
    NOT_A_FIELD,
    /** A continuation line before the first field of a stanza. */
    CONTINUATION_OF_NOTHING,
    /** A second field with the same name in a stanza. */
    REPEATED_FIELD,
    /** More fields in a stanza than any format has. */
    TOO_MANY_FIELDS,
    /** A line, or the kept fields of a stanza, exceed the limit. */
    TOO_LONG
  }

  /** Returns what is wrong in words, without its place. */
  public String fact() {
    return switch (kind) {
      case NOT_A_FIELD -> "expected \"Field: value\"";
      case CONTINUATION_OF_NOTHING -> "a continuation line without a field";
      case REPEATED_FIELD -> "a second field \"" + found + "\"";
      case TOO_MANY_FIELDS -> "more than " + found + " fields";
      case TOO_LONG -> "a paragraph is longer than " + found + " bytes";
    };
  }
}
