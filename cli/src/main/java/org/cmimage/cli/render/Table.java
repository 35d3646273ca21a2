package org.cmimage.cli.render;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows under headers, boxed as the cluster shell prints them or in plain columns. A cell that is
 * too long pushes what follows, and the columns fall back into line as soon as there is room.
 */
public final class Table {
  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A column.
   *
   * @param width the number of characters its cells take in a box; 0 for as many as the longest
   */
  public record Column(String header, int width) {}

  public Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /** Adds a row with a cell for each column. */
  public Table row(List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          cells.size() + " cells for " + columns.size() + " columns");
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /** The table with a frame of {@code +}, {@code -} and {@code |}. */
  public List<String> boxed() {
    StringBuilder rule = new StringBuilder("+");
    for (Column column : columns) {
      rule.append("-".repeat(width(column) + 1)).append('+');
    }
    List<String> lines = new ArrayList<>();
    lines.add(rule.toString());
    lines.add(boxed(headers()));
    lines.add(rule.toString());
    rows.forEach(row -> lines.add(boxed(row)));
    lines.add(rule.toString());
    return lines;
  }

  /** The table with a line of dashes below the headers. */
  public List<String> plain() {
    List<String> lines = new ArrayList<>();
    lines.add(plain(headers()));
    lines.add(plain(columns.stream().map(c -> "-".repeat(plainWidth(c))).toList()));
    rows.forEach(row -> lines.add(plain(row)));
    return lines;
  }

  private List<String> headers() {
    return columns.stream().map(Column::header).toList();
  }

  private int width(Column column) {
    return column.width() == 0
        ? plainWidth(column)
        : Math.max(column.width(), column.header().length());
  }

  private int plainWidth(Column column) {
    int index = columns.indexOf(column);
    int longest = rows.stream().mapToInt(row -> row.get(index).length()).max().orElse(0);
    return Math.max(longest, column.header().length());
  }

  private String boxed(List<String> cells) {
    StringBuilder line = new StringBuilder("|");
    int end = 1;
    for (int i = 0; i < cells.size(); i++) {
      end += width(columns.get(i)) + 1;
      line.append(' ').append(cells.get(i));
      line.append(" ".repeat(Math.max(0, end - line.length()))).append('|');
      end++;
    }
    return line.toString();
  }

  private String plain(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      line.append(cell).append(" ".repeat(plainWidth(columns.get(i)) - cell.length() + 2));
    }
    return line.toString().stripTrailing();
  }
}
