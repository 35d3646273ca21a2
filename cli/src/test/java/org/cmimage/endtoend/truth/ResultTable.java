package org.cmimage.endtoend.truth;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The results of all runs in one directory; of a set that ran again the last one counts. */
final class ResultTable {
  private static final int LONGEST_REASON = 160;

  private final Path file;

  ResultTable(Path directory) {
    this.file = directory.resolve("results.tsv");
  }

  void add(SetResult result) throws IOException {
    Files.writeString(file, result.line() + "\n", CREATE, APPEND);
  }

  Optional<SetResult> find(RandomSet set) throws IOException {
    return Optional.ofNullable(all().get(set.id()));
  }

  private Map<String, SetResult> all() throws IOException {
    Map<String, SetResult> results = new LinkedHashMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        SetResult result = SetResult.parse(line);
        results.put(result.set(), result);
      }
    }
    return results;
  }

  /** Returns the results of sets as a table in Markdown, and their number by outcome. */
  String markdown(List<RandomSet> sets) throws IOException {
    Map<String, SetResult> results = all();
    StringBuilder text =
        new StringBuilder(
            """
            | set | packages | result | first run | unexplained | seconds | peer's | peer | commit | reason |
            |---|---|---|---|---|---|---|---|---|---|
            """);
    Map<SetResult.Outcome, Integer> counts = new LinkedHashMap<>();
    for (RandomSet set : sets) {
      SetResult result = results.get(set.id());
      if (result != null) {
        text.append(row(result));
        counts.merge(result.outcome(), 1, Integer::sum);
      }
    }
    int ran = counts.values().stream().mapToInt(Integer::intValue).sum();
    text.append("\n").append(ran).append(" of ").append(sets.size()).append(" sets ran");
    counts.forEach(
        (outcome, count) -> text.append(", ").append(count).append(" ").append(outcome.text()));
    return text.append(".\n").toString();
  }

  private static String row(SetResult result) {
    String reason = result.reason().replace('|', '/');
    return "| "
        + String.join(
            " | ",
            result.set(),
            Integer.toString(result.packages()),
            result.outcome().text(),
            result.firstRun() ? "yes" : "no",
            Integer.toString(result.differences()),
            Long.toString(result.seconds()),
            Long.toString(result.peerSeconds()),
            result.peer(),
            result.commit(),
            reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason)
        + " |\n";
  }
}
