package org.cmimage.cli.shell.command.look;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.cli.render.Table;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** Chosen columns of a list: {@code name:20,path:0,kernelversion:[10-30],nodes}. */
final class ListFormat {
  /** The limit of a width, beyond which it is a typing error. */
  private static final int WIDEST = 1000;

  /** The limit of a cell's width in a column without a width of its own. */
  private static final int USUAL_WIDTH = 48;

  private static final Pattern COLUMN =
      Pattern.compile("([^:]+)(?::(?:([0-9]{1,4})|\\[([0-9]{1,4})-([0-9]{1,4})\\]))?");

  /** A column with the least and the most characters of its cells. */
  private record Chosen(String field, int least, int most) {}

  private final Fields fields;
  private final ImmutableList<Chosen> columns;

  private ListFormat(Fields fields, List<Chosen> columns) {
    this.fields = fields;
    this.columns = ImmutableList.copyOf(columns);
  }

  /**
   * Parses a format.
   *
   * @throws ShellException for an unknown field, or an invalid width
   */
  static ListFormat parse(EntityType type, String text) throws ShellException {
    Fields fields = Fields.of(type);
    List<Chosen> columns = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher column = COLUMN.matcher(part.strip());
      if (!column.matches()) {
        throw new ShellException(
            "expected columns such as name:20,path:0,type:[5-10], found \"" + part.strip() + "\"");
      }
      columns.add(chosen(fields, column));
    }
    return new ListFormat(fields, columns);
  }

  private static Chosen chosen(Fields fields, Matcher column) throws ShellException {
    String field = fields.find(column.group(1));
    if (column.group(2) != null) {
      int width = Integer.parseInt(column.group(2));
      return within(field, width, width == 0 ? Integer.MAX_VALUE : width);
    } else if (column.group(3) != null) {
      return within(field, Integer.parseInt(column.group(3)), Integer.parseInt(column.group(4)));
    }
    return new Chosen(field, 0, USUAL_WIDTH);
  }

  private static Chosen within(String field, int least, int most) throws ShellException {
    if (least > WIDEST || most < 1 || least > most) {
      throw new ShellException(
          "expected a width from 0 to "
              + WIDEST
              + " for "
              + field
              + ", found "
              + least
              + "-"
              + most);
    }
    return new Chosen(field, least, most);
  }

  /** Returns the table without its lines. */
  Table table(ClusterSnapshot cluster, List<Entity> entities) {
    Table table =
        new Table(
            columns.stream()
                .map(c -> new Table.Column(head(c), 0, 0, Math.max(c.least(), 1)))
                .toList());
    for (Entity entity : entities) {
      table.row(
          columns.stream().map(c -> cut(fields.cell(cluster, entity, c.field()), c)).toList());
    }
    return table;
  }

  /** Returns the cells by the columns' headings, untruncated. */
  List<Map<String, String>> rows(ClusterSnapshot cluster, List<Entity> entities) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (Entity entity : entities) {
      Map<String, String> row = new LinkedHashMap<>();
      columns.forEach(
          c -> row.put(fields.header(c.field()), fields.cell(cluster, entity, c.field())));
      rows.add(row);
    }
    return rows;
  }

  /** The values by the fields' names, for JSON. */
  List<Map<String, Object>> typed(ClusterSnapshot cluster, List<Entity> entities) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Entity entity : entities) {
      Map<String, Object> row = new LinkedHashMap<>();
      columns.forEach(c -> fields.put(row, cluster, entity, c.field()));
      rows.add(row);
    }
    return rows;
  }

  /** A heading that is too long is cut without a mark. */
  private String head(Chosen column) {
    String header = fields.header(column.field());
    return header.substring(0, Math.min(header.length(), column.most()));
  }

  private static String cut(String text, Chosen column) {
    String line = text.replace('\n', ' ');
    return line.length() <= column.most() ? line : line.substring(0, column.most() - 1) + "+";
  }
}
