package org.cmimage.cli.shell.command;

import com.google.common.collect.ImmutableList;
import java.io.Serial;
import java.util.Collection;
import java.util.List;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.yaml.NearMatches;

/** The failure of a command, with a message for the user. */
public final class ShellException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final transient List<String> cure;

  /**
   * Makes a failure.
   *
   * @param cure suggestions, a line each
   */
  public ShellException(ErrorCode code, String message, List<String> cure) {
    super(message);
    this.code = code;
    this.cure = ImmutableList.copyOf(cure);
  }

  /** Makes a usage error. */
  public ShellException(String message) {
    this(ErrorCode.INVALID_REQUEST, message, List.of());
  }

  /** Makes the failure of an unknown name, with similar ones as suggestions. */
  public static ShellException unknown(String fact, String name, Collection<String> known) {
    List<String> near = NearMatches.of(name, known);
    String cure =
        near.isEmpty()
            ? "there are: " + (known.isEmpty() ? "none" : String.join(", ", known))
            : "did you mean: " + String.join(", ", near);
    return new ShellException(ErrorCode.INVALID_REQUEST, fact, List.of(cure));
  }

  /** Returns the error code, which determines the exit status of the shell. */
  public ErrorCode code() {
    return code;
  }

  /** Returns suggestions, a line each. */
  public List<String> cure() {
    return cure;
  }
}
