package org.cmimage.core.fault;

import java.io.IOException;
import java.io.Serial;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An I/O failure whose kind and cure the thrower knows. The message is {@code cannot <verb> <noun>:
 * <fact>}, names paths and values, and is complete without the cause.
 */
public final class FaultException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private static final int LONGEST_WORD = 1024;

  private static final int SHOWN = 200;
  private static final Pattern OVERLONG = Pattern.compile("\\S{" + (LONGEST_WORD + 1) + ",}");

  private final ErrorCode code;
  private final transient Remedy remedy;

  public FaultException(ErrorCode code, String message, Remedy remedy, @Nullable Throwable cause) {
    super(readable(message), cause);
    this.code = code;
    this.remedy = remedy;
  }

  public FaultException(ErrorCode code, String message, Remedy remedy) {
    this(code, message, remedy, null);
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

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** What went wrong. */
  public ErrorCode code() {
    return code;
  }

  /** What cures it. */
  public Remedy remedy() {
    return remedy;
  }
}
