package org.cmimage.core.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.boot.BootReport.Outcome;

/**
 * What a machine writes to its serial console, and what that says about the boot: the lines of
 * kernel, initramfs and systemd, and of the report that {@link ThrowAwayDisk} adds. For one thread.
 */
final class BootConsole {
  /** The number of lines that are kept. */
  static final int KEPT = 25;

  private static final int LONGEST_LINE = 500;
  private static final int MOST_UNITS = 200;
  private static final int MOST_LOG_LINES = 8;

  /** Sequences that move the cursor or set colours: ECMA-48, 5.4, and escapes of two characters. */
  private static final Pattern ESCAPES =
      Pattern.compile("\u001b\\[[0-?]*[ -/]*[@-~]|\u001b\\][^\u0007\u001b]*\u0007?|\u001b[@-_]");

  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\ufffd]");

  /** The lines that systemd draws anew while it waits. */
  private static final Pattern ANIMATION = Pattern.compile("\\[[ *]{6}\\] .*");

  private static final Pattern PANIC = Pattern.compile("Kernel panic - not syncing:? *(.*)");
  private static final Pattern EMERGENCY =
      Pattern.compile(
          "(ALERT!.*)|You are in (?:emergency|rescue) mode.*|.*root account is locked.*"
              + "|.*Entering emergency mode.*|\\(initramfs\\).*|.*Give root password for.*");

  private static final Pattern FAILED =
      Pattern.compile("\\[ *FAILED *\\] Failed to \\S+(?: on)? ([^ ]+?)\\.?(?: - .*)?");

  /** A unit that needs one that failed, or a device that did not come, does not itself fail. */
  private static final Pattern DEPENDENT =
      Pattern.compile("\\[ *DEPEND *\\] Dependency failed for ([^ ]+?)\\.?(?: - .*)?");

  private static final Pattern REPORT =
      Pattern.compile("cm-image-boot (begin|waiting|failed|log|state) ?(.*)");

  private static final Pattern LOGIN = Pattern.compile("\\S+ login: ?");

  private final Consumer<String> lines;
  private final Deque<String> last = new ArrayDeque<>();
  private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
  private final Map<String, FailedUnit> announced = new LinkedHashMap<>();
  private final Map<String, FailedUnit> reported = new LinkedHashMap<>();
  private final Map<String, FailedUnit> dependent = new LinkedHashMap<>();
  private List<String> waiting = List.of();
  private boolean hasReport;
  private boolean offersLogin;
  private Optional<String> panic = Optional.empty();
  private Optional<String> emergency = Optional.empty();
  private Optional<String> state = Optional.empty();

  /**
   * Makes a console that nothing was written to.
   *
   * @param lines takes each whole line
   */
  BootConsole(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Takes what the machine wrote. */
  void add(byte[] bytes) {
    for (byte each : bytes) {
      if (each == '\n') {
        line(text());
        unfinished.reset();
      } else if (unfinished.size() < LONGEST_LINE * 4) {
        unfinished.write(each);
      }
    }
    offersLogin |= LOGIN.matcher(text()).matches();
  }

  /** Takes the end of what the machine wrote. */
  void end() {
    line(text());
    unfinished.reset();
  }

  /** Returns the line so far, as a terminal would show it after the last carriage return. */
  private String text() {
    String raw = ESCAPES.matcher(unfinished.toString(UTF_8)).replaceAll("");
    String visible = raw.replaceFirst("\r+$", "");
    visible = visible.substring(visible.lastIndexOf('\r') + 1);
    return CONTROLS.matcher(visible).replaceAll("?");
  }

  private void line(String text) {
    if (text.isBlank() || ANIMATION.matcher(text).matches()) {
      return;
    }
    String shown = text.substring(0, Math.min(text.length(), LONGEST_LINE)).stripTrailing();
    lines.accept(shown);
    Matcher report = REPORT.matcher(shown);
    if (report.matches()) {
      report(report.group(1), report.group(2));
      return;
    }
    last.add(shown);
    if (last.size() > KEPT) {
      last.remove();
    }
    offersLogin |= LOGIN.matcher(shown).matches();
    note(shown);
  }

  private void note(String line) {
    Matcher panicking = PANIC.matcher(line);
    if (panic.isEmpty() && panicking.find()) {
      panic = Optional.of(panicking.group(1));
    }
    Matcher giving = EMERGENCY.matcher(line);
    if (giving.matches() && emergency.filter(known -> !known.isEmpty()).isEmpty()) {
      emergency = Optional.of(Optional.ofNullable(giving.group(1)).orElse(""));
    }
    Matcher failing = FAILED.matcher(line);
    if (failing.matches()) {
      failed(announced, failing.group(1), "");
    }
    Matcher depending = DEPENDENT.matcher(line);
    if (depending.matches()) {
      failed(dependent, depending.group(1), "dependency");
    }
  }

  private void report(String kind, String text) {
    hasReport = true;
    List<String> words = Splitter.on(' ').limit(2).splitToList(text);
    String rest = words.size() > 1 ? words.get(1) : "";
    switch (kind) {
      case "waiting" -> waiting = Splitter.on(' ').omitEmptyStrings().splitToList(text);
      case "failed" -> failed(reported, words.get(0), rest);
      case "log" -> log(words.get(0), rest);
      case "state" -> state = Optional.of(text);
      default -> {}
    }
  }

  private static void failed(Map<String, FailedUnit> units, String unit, String result) {
    if (units.size() < MOST_UNITS) {
      units.put(unit, new FailedUnit(unit, result, List.of()));
    }
  }

  private void log(String unit, String line) {
    reported.computeIfPresent(
        unit,
        (name, known) -> {
          List<String> log = new ArrayList<>(known.log());
          if (log.size() < MOST_LOG_LINES) {
            log.add(line);
          }
          return new FailedUnit(name, known.result(), log);
        });
  }

  /** Returns whether nothing was written yet. */
  boolean isSilent() {
    return last.isEmpty() && !hasReport && unfinished.size() == 0;
  }

  /** Returns whether a login is offered by a system without a report. */
  boolean offersLoginOnly() {
    return offersLogin && !hasReport;
  }

  /** Returns whether what was written decides the boot. */
  boolean isDecided() {
    return panic.isPresent() || emergency.isPresent() || state.isPresent();
  }

  /**
   * Returns how the boot ended.
   *
   * @param hasEnded whether the machine was switched off, so that nothing more will be written
   */
  Outcome outcome(boolean hasEnded) {
    if (panic.isPresent()) {
      return Outcome.PANIC;
    } else if (emergency.isPresent()) {
      return Outcome.EMERGENCY;
    } else if (state.isPresent()) {
      return switch (state.get()) {
        case "running" -> failedUnits().isEmpty() ? Outcome.UP : Outcome.FAILED_UNITS;
        case "degraded" -> Outcome.FAILED_UNITS;
        default -> Outcome.EMERGENCY;
      };
    } else if (offersLoginOnly()) {
      return failedUnits().isEmpty() ? Outcome.UP : Outcome.FAILED_UNITS;
    }
    return hasEnded ? Outcome.ENDED : Outcome.TIMED_OUT;
  }

  /** Returns what the outcome says about itself; empty for nothing. */
  String detail(Outcome outcome) {
    return switch (outcome) {
      case PANIC -> panic.orElse("");
      case EMERGENCY -> emergency.orElseGet(() -> "systemd is in state " + state.orElse("unknown"));
      case ENDED -> last.isEmpty() ? "" : last.getLast();
      default -> "";
    };
  }

  /**
   * Returns the units that failed: those of the report, which knows whether they were started again
   * with success, else those that the console names; and the units that need what failed.
   */
  List<FailedUnit> failedUnits() {
    Map<String, FailedUnit> all = new LinkedHashMap<>(state.isPresent() ? reported : announced);
    dependent.forEach(all::putIfAbsent);
    return List.copyOf(all.values());
  }

  /** Returns the jobs that systemd waited for when it was last asked. */
  List<String> waiting() {
    return waiting;
  }

  /** Returns the last lines, without those of the report. */
  List<String> lastLines() {
    return List.copyOf(last);
  }
}
