package org.cmimage.qemu;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.guest.CommandResult.End;

/**
 * A classifier that attributes failures to the emulator instead of the program, from a command's
 * output and its end. Not thread-safe.
 *
 * <p>The emulator's own messages have the highest priority; then messages of shells and dpkg about
 * programs that were ended by a signal; then how the command ended.
 */
public final class EmulatorFailure {
  private static final String NEWER =
      " Where the same program works on real hardware this is a fault of the emulator; a newer"
          + " qemu-user-static usually cures it.";

  /**
   * A pattern in the output, with its explanation; {@code said} is the first group of the pattern.
   */
  private record Sign(Pattern pattern, Function<String, String> explanation, boolean emulated) {}

  /** The patterns, most specific first. The emulator's own messages: linux-user/ of QEMU. */
  private static final ImmutableList<Sign> SIGNS =
      ImmutableList.of(
          emulator(
              "qemu: uncaught target signal (\\d{1,3})\\b",
              said -> "An emulated program was ended by signal " + said + " inside QEMU." + NEWER),
          emulator(
              "qemu: unhandled CPU exception (0x[0-9a-f]{1,8})\\b",
              said -> "QEMU met CPU exception " + said + ", which it cannot handle." + NEWER),
          emulator(
              "unable to find CPU model '([^']{1,100})'",
              said ->
                  "QEMU does not know the CPU model \""
                      + said
                      + "\"; correct the configuration or leave the choice to cm-image."),
          emulator(
              "qemu-[a-z0-9_-]{1,40}: (unknown option [^\\n]{1,100}|[^\\n]{0,60}Property '[^']{1,100}' not found)",
              said -> "QEMU does not know an option (" + said + "): it is too old."),
          emulator(
              "(?:qemu: )?Unsupported syscall: (\\d{1,6})",
              said ->
                  "A program used system call "
                      + said
                      + ", which this QEMU does not know; a newer qemu-user-static may."),
          emulator(
              "qemu-[a-z0-9_-]{1,40}: Could not open '([^']{1,200})'",
              said ->
                  "An emulated program needs "
                      + said
                      + ", which the image lacks: its C library is missing or of another architecture."),
          always(
              "(Exec format error|Invalid ELF image for this architecture)",
              said ->
                  "A program in the image is made for an architecture other than the image's, is damaged, or is a script"
                      + " without a #! line."),
          emulator(
              "(Segmentation fault|Illegal instruction|Bus error)",
              said -> "A program was ended by a signal (" + said + ")." + NEWER),
          emulator(
              "(Function not implemented)",
              said ->
                  "A program used a system call that this QEMU or the guest session does not offer; a newer"
                      + " qemu-user-static may."));

  /** The signals that end a program when the emulator crashes. */
  private static final ImmutableMap<Integer, String> FAULT_SIGNALS =
      ImmutableMap.of(4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 11, "SIGSEGV");

  /** Added to the signal's number in a shell's exit status for a program that a signal ended. */
  private static final int SHELL_SIGNAL = 128;

  private final boolean emulated;
  private int rank = SIGNS.size();
  private String explanation = "";

  /**
   * Makes the classifier of a command that is about to run.
   *
   * @param emulated whether programs are emulated in its session; else they may at most be built
   *     for another architecture
   */
  public EmulatorFailure(boolean emulated) {
    this.emulated = emulated;
  }

  private static Sign emulator(String pattern, Function<String, String> explanation) {
    return new Sign(Pattern.compile(pattern), explanation, true);
  }

  private static Sign always(String pattern, Function<String, String> explanation) {
    return new Sign(Pattern.compile(pattern), explanation, false);
  }

  /** Adds a line of the command's output. */
  public void accept(String line) {
    for (int i = 0; i < rank; i++) {
      Sign sign = SIGNS.get(i);
      if (emulated || !sign.emulated()) {
        Matcher matcher = sign.pattern().matcher(line);
        if (matcher.find()) {
          rank = i;
          explanation = sign.explanation().apply(matcher.group(1));
        }
      }
    }
  }

  /**
   * Explains the command's failure.
   *
   * @return a sentence or two for the user, or empty where it succeeded or the reason is unknown
   */
  public Optional<String> explain(End end) {
    if (end instanceof End.Exited exited && exited.status() == 0) {
      return Optional.empty();
    }
    if (!explanation.isEmpty()) {
      return Optional.of(explanation);
    }
    return emulated ? explainEnd(end) : Optional.empty();
  }

  private static Optional<String> explainEnd(End end) {
    return end.accept(
        new End.Handler<Optional<String>>() {
          @Override
          public Optional<String> exited(End.Exited end) {
            return explainSignal(end.status() - SHELL_SIGNAL);
          }

          @Override
          public Optional<String> signalled(End.Signalled end) {
            return explainSignal(end.signal());
          }

          @Override
          public Optional<String> timedOut(End.TimedOut end) {
            return Optional.of(
                "It reached its time limit. Emulated programs with several threads are known to hang while they wait for"
                    + " each other (futex); a newer qemu-user-static may cure it.");
          }
        });
  }

  private static Optional<String> explainSignal(int signal) {
    return Optional.ofNullable(FAULT_SIGNALS.get(signal))
        .map(name -> "A program was ended by " + name + "." + NEWER);
  }
}
