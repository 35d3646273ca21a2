package org.cmimage.core.boot;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.finding.Finding;

/**
 * What came of booting an image.
 *
 * @param image the image's name, or its path in the cluster where it has none
 * @param kernelRelease the release of the kernel that was booted
 * @param machine the program and how the processor was provided, such as {@code qemu-system-x86_64
 *     (tcg)}
 * @param outcome how it ended
 * @param detail what the outcome says about itself, such as the message of a panic; empty for none
 * @param failedUnits the units that failed
 * @param waiting the jobs that systemd still waited for when it was last asked
 * @param lastLines the end of the console's text, made printable
 * @param diskTime how long making the disk took
 * @param elapsed the time from the start of the machine to the outcome
 */
public record BootReport(
    String image,
    String kernelRelease,
    String machine,
    Outcome outcome,
    String detail,
    List<FailedUnit> failedUnits,
    List<String> waiting,
    List<String> lastLines,
    Duration diskTime,
    Duration elapsed) {
  /** The number of jobs in a message. */
  private static final int NAMED = 5;

  /** How a boot can end. */
  public enum Outcome {
    /** All that systemd starts has started, or a login is offered where there is no systemd. */
    UP,
    /** The system is up, but units failed. */
    FAILED_UNITS,
    /** The kernel stopped. */
    PANIC,
    /** The initramfs or systemd gave up, and offers a shell for repair. */
    EMERGENCY,
    /** The machine was switched off or restarted by what ran in it. */
    ENDED,
    /** The user at its console ended it before it was up, which tells nothing. */
    LEFT,
    /** Nothing of these in the time allowed. */
    TIMED_OUT
  }

  public BootReport {
    failedUnits = List.copyOf(failedUnits);
    waiting = List.copyOf(waiting);
    lastLines = List.copyOf(lastLines);
  }

  /** Returns whether the image boots. */
  public boolean isUp() {
    return outcome == Outcome.UP;
  }

  /** Returns the failure; empty where the image boots, or nothing is known. */
  public Optional<Fault> fault() {
    return isUp() || outcome == Outcome.LEFT
        ? Optional.empty()
        : Optional.of(
            Fault.of(
                ErrorCode.GUEST_FAILED,
                "cannot boot " + image,
                fact(),
                new Remedy.Advice(remedy())));
  }

  /** Returns the failure as a defect of the tree; empty where the image boots. */
  public Optional<Finding> finding() {
    return fault().map(fault -> finding(fault.fact()));
  }

  /** Returns the defect of a tree that does not boot. */
  public static Finding finding(String fact) {
    return new Finding(
        Finding.Severity.ERROR,
        ErrorCode.IMAGE_INCOMPLETE,
        "boot",
        "/",
        "a system that comes up",
        fact);
  }

  /** Returns the outcome in words. */
  public String fact() {
    String behind = detail.isEmpty() ? "" : ": " + detail;
    return switch (outcome) {
      case UP -> "it came up after " + elapsed.toSeconds() + " s";
      case FAILED_UNITS ->
          failedUnits.isEmpty()
              ? "systemd reports a degraded system" + behind
              : (failedUnits.size() == 1
                      ? "a unit failed: "
                      : failedUnits.size() + " units failed: ")
                  + failedUnits.stream()
                      .map(FailedUnit::toString)
                      .collect(Collectors.joining(", "));
      case PANIC -> "its kernel panicked" + behind;
      case EMERGENCY -> "it stopped in an emergency shell" + behind;
      case ENDED -> "the machine was switched off after " + elapsed.toSeconds() + " s" + behind;
      case LEFT -> "it was left at the console after " + elapsed.toSeconds() + " s";
      case TIMED_OUT -> "it was not up after " + elapsed.toSeconds() + " s" + late();
    };
  }

  private String late() {
    if (!waiting.isEmpty()) {
      int more = waiting.size() - NAMED;
      return ", waiting for "
          + waiting.stream().limit(NAMED).collect(Collectors.joining(", "))
          + (more > 0 ? " and " + more + " more" : "");
    }
    return lastLines.isEmpty() ? ", and wrote nothing to the console" : "";
  }

  private String remedy() {
    String look = "see it happen: cm-image boot " + image + " --console";
    return switch (outcome) {
      case FAILED_UNITS -> look + "; then: systemctl status, journalctl -b";
      case TIMED_OUT ->
          lastLines.isEmpty()
              ? "try a newer QEMU: an older one does not unpack every kernel"
              : "allow more time with --timeout, or " + look;
      default -> look;
    };
  }
}
