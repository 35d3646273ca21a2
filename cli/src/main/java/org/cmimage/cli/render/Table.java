package org.cmimage.cli.render;

import java.util.ArrayList;
import java.util.List;

/** Rows under headers, boxed as in the cluster shell or in plain columns. */
public final class Table {
  /**
   * The number of blanks that a cell keeps; it gives up any beyond these to bring a line back into
   * its columns.
   */
  private static final int KEPT_BLANKS = 8;

  /** The number of characters out of its columns for which a cell gives up one more blank. */
  private static final int OUT_FOR_A_BLANK = 4;

  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  /** The length of the longest text of each column. */
  private final int[] longest;

  /**
   * A column.
   *
   * @param width the least number of characters of its cells in a box; 0 for as many as the longest
   * @param rule the number of dashes above it in a box
   * @param plainWidth the least number of characters of its cells in plain columns
   */
  public record Column(String header, int width, int rule, int plainWidth) {
    /** Makes a column whose dashes are as long as its cells and the blank before them. */
    public Column(String header, int width) {
      this(header, width, width + 1, 0);
    }
  }

  /**
   * A cell.
   *
   * @param indent the offset of its text from its column to the right; negative to the left
   */
  public record Cell(String text, int indent) {}

  public Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
    this.longest = columns.stream().mapToInt(column -> column.header().length()).toArray();
  }

  /** Adds a row with a cell for each column. */
  public Table row(List<String> cells) {
    return cells(cells.stream().map(text -> new Cell(text, 0)).toList());
  }

  /** Adds a row with a cell for each column. */
  public Table cells(List<Cell> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          cells.size() + " cells for " + columns.size() + " columns");
    }
    rows.add(List.copyOf(cells));
    for (int i = 0; i < longest.length; i++) {
      longest[i] = Math.max(longest[i], cells.get(i).text().length());
    }
    return this;
  }

  /**
   * Returns the table with a frame of {@code +}, {@code -} and {@code |}. A cell that is too long
   * for its column shifts those behind it.
   */
  public List<String> boxed() {
    StringBuilder rule = new StringBuilder("+");
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      int dashes = column.width() == 0 ? width(i) + 1 : Math.max(column.rule(), width(i) + 1);
      rule.append("-".repeat(dashes)).append('+');
    }
    List<String> lines = new ArrayList<>();
    lines.add(rule.toString());
    lines.add(boxed(headers()));
    lines.add(rule.toString());
    rows.forEach(row -> lines.add(boxed(row)));
    lines.add(rule.toString());
    return lines;
  }

  /** Returns the table with a line of dashes below the headers. */
  public List<String> plain() {
    return separated("  ", true);
  }

  /**
   * Returns the table with a line of dashes below the headers and a text between columns.
   *
   * @param aligned whether columns keep their least widths, and no blanks are left at the end of
   *     lines
   */
  public List<String> separated(String separator, boolean aligned) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(longest[i], aligned ? columns.get(i).plainWidth() : 0);
    }
    List<String> lines = new ArrayList<>();
    lines.add(separated(headers(), widths, separator));
    List<Cell> dashes = new ArrayList<>();
    for (int width : widths) {
      dashes.add(new Cell("-".repeat(width), 0));
    }
    lines.add(separated(dashes, widths, separator));
    rows.forEach(row -> lines.add(separated(row, widths, separator)));
    return aligned ? lines.stream().map(String::stripTrailing).toList() : lines;
  }

  private List<Cell> headers() {
    return columns.stream().map(column -> new Cell(column.header(), 0)).toList();
  }

  private int width(int index) {
    Column column = columns.get(index);
    return column.width() == 0
        ? longest[index] + 1
        : Math.max(column.width(), column.header().length());
  }

  private String boxed(List<Cell> cells) {
    StringBuilder line = new StringBuilder("|");
    int out = 0;
    boolean pushed = false;
    for (int i = 0; i < cells.size(); i++) {
      int area = width(i) + 1;
      String text = " ".repeat(1 + cells.get(i).indent()) + cells.get(i).text();
      if (text.length() > area) {
        // A bar may follow the text directly only where a blank would make the line one character
        // too long.
        String cell = text.length() == area + 1 ? text : text + " ";
        out += cell.length() - area;
        pushed = true;
        line.append(cell).append('|');
      } else {
        int blanks = area - text.length();
        int kept = pushed ? kept(blanks, out) : blanks;
        out -= blanks - kept;
        pushed = false;
        line.append(text).append(" ".repeat(kept)).append('|');
      }
    }
    return line.toString();
  }

  /**
   * Returns how many of its blanks a cell keeps when the line before it is out of its columns. All
   * tables in the cluster manager's documentation follow this rule.
   */
  private static int kept(int blanks, int out) {
    int given = (out + OUT_FOR_A_BLANK - 1) / OUT_FOR_A_BLANK;
    int kept = Math.max(blanks - out, Math.min(blanks - given, KEPT_BLANKS));
    return Math.max(kept, 0);
  }

  private static String separated(List<Cell> cells, int[] widths, String separator) {
    StringBuilder line = new StringBuilder();
    int end = 0;
    for (int i = 0; i < cells.size(); i++) {
      if (i > 0) {
        int hanging = Math.max(0, -cells.get(i).indent());
        line.append(" ".repeat(Math.max(0, end - hanging - line.length()))).append(separator);
        end += separator.length();
      }
      line.append(cells.get(i).text());
      end += widths[i];
    }
    return line.append(" ".repeat(Math.max(0, end - line.length()))).toString();
  }
}
