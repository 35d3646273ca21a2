package org.cmimage.endtoend.trial;

import com.google.common.base.Splitter;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A table as in docs/COMPARISON.md: which differences are meant, and why. A row is <code>
 * | `PATTERN` | ASPECT, ... | SET, ... or all | REASON |</code>, where {@code *} stands for any
 * part of a name and {@code **} for any part of a path.
 */
public final class Explanations {
  private final List<Row> rows;

  private Explanations(List<Row> rows) {
    this.rows = rows;
  }

  private record Row(String text, Pattern path, Set<String> aspects, Set<String> sets) {
    boolean explains(TreeDifferences.Difference difference) {
      return aspects.contains(difference.aspect()) && path.matcher(difference.path()).matches();
    }
  }

  /** Reads the table of a document. */
  public static Explanations read(Path document) throws IOException {
    return parse(Files.readAllLines(document));
  }

  public static Explanations parse(List<String> lines) {
    List<Row> rows = new ArrayList<>();
    Splitter cells = Splitter.on('|').trimResults();
    for (String line : lines) {
      if (line.startsWith("| `")) {
        List<String> row = cells.splitToList(line);
        if (row.size() != 6 || row.get(4).isEmpty()) {
          throw new IllegalArgumentException("expected four cells, the last a reason: " + line);
        }
        rows.add(new Row(line, pattern(row.get(1)), words(row.get(2)), words(row.get(3))));
      }
    }
    return new Explanations(rows);
  }

  /** What is wrong: differences that no row explains, and rows that explain none. */
  public List<String> complaints(String set, List<TreeDifferences.Difference> differences) {
    Set<Row> unused =
        rows.stream()
            .filter(r -> r.sets().contains("all") || r.sets().contains(set))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    List<Row> valid = List.copyOf(unused);
    List<String> complaints = new ArrayList<>();
    for (TreeDifferences.Difference difference : differences) {
      List<Row> explaining = valid.stream().filter(row -> row.explains(difference)).toList();
      if (explaining.isEmpty()) {
        complaints.add("unexplained: " + difference);
      }
      unused.removeAll(explaining);
    }
    unused.forEach(row -> complaints.add("explains nothing: " + row.text()));
    return complaints;
  }

  /** Returns the differences that no row explains which is for one of the sets, or for all. */
  public List<TreeDifferences.Difference> unexplained(
      Set<String> sets, List<TreeDifferences.Difference> differences) {
    List<Row> valid =
        rows.stream()
            .filter(r -> r.sets().contains("all") || !Sets.intersection(r.sets(), sets).isEmpty())
            .toList();
    return differences.stream()
        .filter(difference -> valid.stream().noneMatch(row -> row.explains(difference)))
        .toList();
  }

  private static Pattern pattern(String cell) {
    String glob = cell.replace("`", "");
    StringBuilder expression = new StringBuilder();
    for (String part : glob.split("(?<=\\*)(?!\\*)|(?<!\\*)(?=\\*)")) {
      expression.append(
          switch (part) {
            case "*" -> "[^/]*";
            case "**" -> ".*";
            default -> Pattern.quote(part);
          });
    }
    return Pattern.compile(expression.toString(), Pattern.DOTALL);
  }

  private static Set<String> words(String cell) {
    return Set.copyOf(Splitter.on(',').trimResults().splitToList(cell));
  }
}
