package org.cmimage.cli.render;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.snapshot.Column;

/**
 * The layout of entity tables in the cluster shell: fixed widths for scripts and documentation, and
 * the order of rows.
 */
final class ListLayout {
  /** The limit of a cell's length; longer ones are truncated, and end in {@code +}. */
  static final int LONGEST_CELL = 48;

  private static final Table.Column NODES = new Table.Column("Nodes", 6);
  private static final Table.Column NAME = new Table.Column("Name (key)", 30, 31, 34);

  private static final ImmutableMap<EntityType, List<Table.Column>> KNOWN =
      ImmutableMap.of(
          EntityType.SOFTWARE_IMAGE,
          List.of(
              NAME,
              new Table.Column("Path (key)", 46, 47, 45),
              new Table.Column("Kernel version", 23, 24, 22),
              NODES),
          EntityType.FS_PART,
          List.of(
              new Table.Column("Path (key)", 46, 47, 47),
              new Table.Column("Type", 14, 15, 14),
              new Table.Column("Image", 35)),
          EntityType.CATEGORY,
          List.of(NAME, new Table.Column("Software Image", 35), NODES),
          EntityType.FS_MOUNT,
          List.of(
              new Table.Column("Device", 41),
              new Table.Column("Mountpoint (key)", 36),
              new Table.Column("Filesystem", 10)),
          EntityType.FS_EXPORT,
          List.of(
              new Table.Column("Name (key)", 45, 47, 0),
              new Table.Column("Path", 46),
              new Table.Column("Network", 10),
              new Table.Column("Hosts", 6),
              new Table.Column("Write", 6),
              new Table.Column("Disabled", 9)));

  private ListLayout() {}

  /** Returns the columns of a type's table, in the order of its schema. */
  static List<Table.Column> columns(EntityType type, boolean boxed) {
    List<Column> schema = Column.of(type);
    List<Table.Column> known = KNOWN.getOrDefault(type, List.of());
    ImmutableList.Builder<Table.Column> columns = ImmutableList.builder();
    for (int i = 0; i < schema.size(); i++) {
      String label = schema.get(i).label();
      if (i < known.size() && known.get(i).header().equalsIgnoreCase(label)) {
        Table.Column column = known.get(i);
        columns.add(
            boxed
                ? column
                : new Table.Column(label, column.width(), column.rule(), column.plainWidth()));
      } else {
        columns.add(new Table.Column(label, 0));
      }
    }
    return columns.build();
  }

  /** Returns the cells of a row, truncated and aligned for the type's table. */
  static List<Table.Cell> cells(EntityType type, Map<String, String> row, boolean boxed) {
    List<String> texts = row.values().stream().map(text -> cut(text, LONGEST_CELL)).toList();
    if (boxed && type == EntityType.FS_EXPORT) {
      texts = closedUp(List.copyOf(row.keySet()), texts);
    }
    List<Table.Cell> cells = new ArrayList<>();
    int index = 0;
    for (String header : row.keySet()) {
      String text = texts.get(index++);
      cells.add(new Table.Cell(text, indent(type, header, text, boxed)));
    }
    return cells;
  }

  /** Returns the text at a width, with {@code +} in place of the truncated end. */
  static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 1) + "+";
  }

  /** Returns the order of rows: by name; entities with an owner in reverse. */
  static Comparator<Entity> order(EntityType type) {
    Comparator<Entity> byKey = Comparator.comparing(Entity::key);
    return type.owners().isEmpty() ? byKey : byKey.reversed();
  }

  /**
   * Returns the texts of a boxed export without own hosts, where the following text replaces the
   * hosts.
   */
  private static List<String> closedUp(List<String> headers, List<String> texts) {
    int hosts = headers.indexOf("Hosts");
    if (hosts < 0 || !texts.get(hosts).isEmpty()) {
      return texts;
    }
    List<String> closed = new ArrayList<>(texts);
    closed.remove(hosts);
    closed.add("");
    return closed;
  }

  private static int indent(EntityType type, String header, String text, boolean boxed) {
    if (boxed && type == EntityType.CATEGORY && header.equals("Nodes")) {
      return 1;
    }
    boolean hangs = !boxed && type == EntityType.FS_PART && text.equals("cm-shared");
    return hangs ? -1 : 0;
  }
}
