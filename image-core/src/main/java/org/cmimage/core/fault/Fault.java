package org.cmimage.core.fault;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What went wrong, as fields. Whoever knows more than the place that failed changes a field; the
 * sentence is made by {@link #message()} alone, and never taken apart.
 *
 * @param subject what was attempted
 * @param fact why it failed: names paths and values, and is complete without a cause
 * @param remedy what cures it
 */
public record Fault(ErrorCode code, Subject subject, String fact, Remedy remedy) {
  private static final int LONGEST_WORD = 1024;

  private static final int SHOWN = 200;
  private static final Pattern OVERLONG = Pattern.compile("\\S{" + (LONGEST_WORD + 1) + ",}");

  /** Returns a fault whose subject names no file. */
  public static Fault of(ErrorCode code, String attempt, String fact, Remedy remedy) {
    return new Fault(code, Subject.of(attempt), fact, remedy);
  }

  /** Returns a fault that is told in complete sentences, a line each. */
  public static Fault sentence(ErrorCode code, String text, Remedy remedy) {
    return new Fault(code, Subject.NONE, text, remedy);
  }

  /**
   * Returns several faults as one, whose message has a line for each; a single one as it is.
   *
   * @param faults one at least; the first has the code
   * @param together what cures several
   */
  public static Fault all(List<Fault> faults, Remedy together) {
    Fault first = faults.get(0);
    return faults.size() == 1
        ? first
        : sentence(
            first.code(),
            faults.stream().map(Fault::message).collect(Collectors.joining("\n")),
            together);
  }

  /** Returns the same fact of another subject. */
  public Fault about(Subject other) {
    return new Fault(code, other, fact, remedy);
  }

  /** Returns the same fault with another fact. */
  public Fault withFact(String other) {
    return new Fault(code, subject, other, remedy);
  }

  /** Returns the same fault with another cure. */
  public Fault withRemedy(Remedy other) {
    return new Fault(code, subject, fact, other);
  }

  /** Returns the sentence: {@code cannot <verb> <noun>: <fact>}. */
  public String message() {
    return readable(subject.sentence(fact));
  }

  /** Names in an archive may have 64 KiB, which nobody wants to read. */
  private static String readable(String message) {
    return message.length() <= LONGEST_WORD
        ? message
        : OVERLONG
            .matcher(message)
            .replaceAll(
                word ->
                    Matcher.quoteReplacement(
                        word.group().substring(0, SHOWN)
                            + "...["
                            + (word.group().length() - 2 * SHOWN)
                            + " more]..."
                            + word.group().substring(word.group().length() - SHOWN)));
  }
}
