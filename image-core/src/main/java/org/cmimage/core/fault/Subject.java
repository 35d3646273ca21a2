package org.cmimage.core.fault;

import java.util.Optional;

/**
 * What was attempted: the beginning of a message.
 *
 * @param attempt such as {@code cannot read archive}; empty where the fact is a complete sentence
 * @param file the name of the file that was read; empty where whoever failed does not know it, so
 *     that a caller can name it
 */
public record Subject(String attempt, Optional<String> file) {
  /** No subject: the fact is a complete sentence, or several of them, a line each. */
  public static final Subject NONE = new Subject("", Optional.empty());

  /** Returns an attempt, on a file whose name is not known where that is read. */
  public static Subject of(String attempt) {
    return new Subject(attempt, Optional.empty());
  }

  /** Returns the same attempt, on a file of this name. */
  public Subject named(String name) {
    return new Subject(attempt, Optional.of(name));
  }

  /** Returns the message of a failure: this, and the fact. */
  public String sentence(String fact) {
    return attempt.isEmpty() ? fact : this + ": " + fact;
  }

  @Override
  public String toString() {
    return file.map(name -> attempt + " " + name).orElse(attempt);
  }
}
