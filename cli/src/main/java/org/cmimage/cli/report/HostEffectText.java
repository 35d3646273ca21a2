package org.cmimage.cli.report;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.google.common.collect.ImmutableMap;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.Quantity;
import org.cmimage.core.apply.Applied;
import org.cmimage.core.apply.HostFileChange;
import org.cmimage.core.apply.TextLines;
import org.cmimage.core.netboot.ServedChange;

/** The changes of the head node's files, as a unified diff. */
public final class HostEffectText {
  private static final int CONTEXT = 3;

  /** The difference of texts takes time and memory by the square of this. */
  private static final int MOST_LINES = 1000;

  private static final String NOTHING = "/dev/null";

  private HostEffectText() {}

  /** Prints what is changed, or would be in a dry run. */
  public static void print(Applied applied, boolean isDryRun, boolean json, PrintStream out) {
    if (json) {
      out.println(Json.pretty(values(applied)));
      return;
    }
    applied.changes().forEach(change -> diff(change).forEach(out::println));
    applied.served().forEach(change -> out.println(line(change, isDryRun)));
    if (applied.isNothing()) {
      out.println(
          "Nothing to change: the head node's files are as the cluster's entities want them");
    } else {
      int count = applied.count();
      String files = count == 1 ? "1 file" : count + " files";
      out.println(isDryRun ? "Would change " + files : "Changed " + files);
    }
  }

  /** Prints what has no effect, or could not be carried out, for people. */
  public static void printWarnings(Applied applied, PrintStream err) {
    applied.warnings().forEach(warning -> err.println("warning: " + warning));
  }

  private static Map<String, Object> values(Applied applied) {
    List<Map<String, Object>> files = new ArrayList<>();
    for (HostFileChange change : applied.changes()) {
      files.add(
          ImmutableMap.of(
              "path",
              change.path(),
              "change",
              change.before().isEmpty()
                  ? "added"
                  : change.after().isEmpty() ? "removed" : "changed",
              "diff",
              String.join("\n", diff(change)) + "\n"));
    }
    for (ServedChange change : applied.served()) {
      files.add(
          ImmutableMap.of(
              "path",
              change.path(),
              "change",
              change.kind().name().toLowerCase(Locale.ROOT),
              "source",
              change.source(),
              "size",
              change.size()));
    }
    return ImmutableMap.of("files", files, "warnings", applied.warnings());
  }

  private static String line(ServedChange change, boolean isDryRun) {
    String size = " (" + Quantity.bytes(change.size()) + ")";
    return change.kind() == ServedChange.Kind.REMOVED
        ? (isDryRun ? "Would remove " : "Removed ") + change.path() + size
        : (isDryRun ? "Would copy " : "Copied ") + change.source() + " to " + change.path() + size;
  }

  private static List<String> diff(HostFileChange bytes) {
    HostFileChange change = bytes.readable();
    List<String> before = lines(change.before());
    List<String> after = lines(change.after());
    String from = change.before().isPresent() ? change.path() : NOTHING;
    String to = change.after().isPresent() ? change.path() : NOTHING;
    int different = different(before, after);
    if (different > MOST_LINES) {
      return List.of(
          "--- " + from, "+++ " + to, "(" + different + " lines differ, too many to show)");
    }
    return UnifiedDiffUtils.generateUnifiedDiff(
        from, to, before, DiffUtils.diff(before, after), CONTEXT);
  }

  /** Returns how many lines are between the first that differs and the last. */
  private static int different(List<String> before, List<String> after) {
    int least = Math.min(before.size(), after.size());
    int head = 0;
    while (head < least && before.get(head).equals(after.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < least - head
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    return Math.max(before.size(), after.size()) - head - tail;
  }

  private static List<String> lines(Optional<String> text) {
    return TextLines.of(text.orElse(""));
  }
}
