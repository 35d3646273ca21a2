package org.cmimage.core.format.deb822;

import java.io.IOException;
import java.util.List;

/**
 * What a {@link ControlReader} keeps of a text, and what it does where the text is not control
 * data.
 *
 * @param fields the fields to keep, in any order; all if the list is empty
 * @param longest the limit in bytes of a line, and of the kept fields of a stanza
 * @param judge decides about each irregularity
 */
public record ControlRules(List<String> fields, int longest, Judge judge) {
  public ControlRules {
    fields = List.copyOf(fields);
  }

  /** Decides whether a text with an irregularity is read on. */
  @FunctionalInterface
  public interface Judge {
    /**
     * Throws an exception to refuse the text. If it returns, the reader omits the line or the end
     * of a value that is too long; of two fields with the same name, the second counts.
     */
    void judge(Irregularity irregularity) throws IOException;
  }

  /** Returns rules for a text of which is read what can be read. */
  public static ControlRules lenient(List<String> fields, int longest) {
    return new ControlRules(fields, longest, irregularity -> {});
  }
}
