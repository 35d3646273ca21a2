package org.cmimage.qemu;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Failures that are the emulator's and not the program's, told by what is printed. */
public final class EmulatorFailure {
  private static final Pattern SIGNAL =
      Pattern.compile("qemu: uncaught target signal (\\d{1,3})\\b.*");
  private static final Pattern SYSCALL =
      Pattern.compile("(?:qemu: )?Unsupported syscall: (\\d{1,6})");
  private static final Pattern FORMAT =
      Pattern.compile(".*\\bExec format error\\b.*", Pattern.CASE_INSENSITIVE);
  private static final Pattern LOADER =
      Pattern.compile("qemu-[a-z0-9_]+(?:-static)?: Could not open '([^']{1,200})'.*");

  private EmulatorFailure() {}

  /**
   * Explains the last known failure in a program's output.
   *
   * @param tail the last lines it printed
   * @return a sentence or two for the user, or empty where nothing is known
   */
  public static Optional<String> explain(List<String> tail) {
    for (int i = tail.size() - 1; i >= 0; i--) {
      Optional<String> explanation = explain(tail.get(i));
      if (explanation.isPresent()) {
        return explanation;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> explain(String line) {
    Matcher signal = SIGNAL.matcher(line);
    if (signal.find()) {
      return Optional.of(
          "The emulated program was ended by signal "
              + signal.group(1)
              + " inside QEMU. Where the same program works on real hardware this is a fault of the emulator;"
              + " a newer qemu-user-static usually cures it.");
    }
    Matcher syscall = SYSCALL.matcher(line);
    if (syscall.find()) {
      return Optional.of(
          "The program used system call "
              + syscall.group(1)
              + ", which this QEMU does not know; a newer qemu-user-static may.");
    }
    Matcher loader = LOADER.matcher(line);
    if (loader.matches()) {
      return Optional.of(
          "The emulated program needs "
              + loader.group(1)
              + ", which the image lacks: its C library is missing or of another architecture.");
    }
    if (FORMAT.matcher(line).matches()) {
      return Optional.of(
          "A program in the image is made for an architecture other than the image's, is damaged, or is a script"
              + " without a #! line.");
    }
    return Optional.empty();
  }
}
