package org.cmimage.cli.render;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.entity.Column;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.ValueForm;

/** Entities of the cluster as tables or JSON. */
public final class EntityText {
  /** What the cells of a column take at least, so that tables of different clusters look alike. */
  private static final Map<String, Integer> WIDTHS =
      Map.of(
          "Name (key)", 30,
          "Path (key)", 46,
          "Kernel version", 23,
          "Software Image", 35,
          "Type", 14,
          "Image", 35,
          "Nodes", 6);

  private EntityText() {}

  /** All entities of a type that stands alone, as the columns of its schema. */
  public static List<String> list(
      ClusterSnapshot cluster, EntityType type, boolean json, boolean boxed) {
    List<Column> columns = type.schema().columns();
    if (json) {
      List<Map<String, String>> rows = new ArrayList<>();
      for (Entity entity : cluster.all(type)) {
        Map<String, String> row = new LinkedHashMap<>();
        columns.forEach(column -> row.put(column.label(), column.cell(cluster, entity)));
        rows.add(row);
      }
      return List.of(Json.pretty(rows));
    }
    Table table =
        new Table(
            columns.stream()
                .map(c -> new Table.Column(c.label(), WIDTHS.getOrDefault(c.label(), 0)))
                .toList());
    for (Entity entity : cluster.all(type)) {
      table.row(columns.stream().map(column -> column.cell(cluster, entity)).toList());
    }
    return boxed ? table.boxed() : table.plain();
  }

  /** All properties of one entity. */
  public static List<String> show(Entity entity, boolean json) {
    if (json) {
      return List.of(Json.pretty(entity.values()));
    }
    Table table =
        new Table(List.of(new Table.Column("Parameter", 0), new Table.Column("Value", 0)));
    for (Property property : entity.type().schema().properties()) {
      table.row(List.of(property.label(), readable(property, entity.get(property))));
    }
    return table.plain();
  }

  /** Times are kept as seconds, which nobody reads. */
  private static String readable(Property property, String value) {
    return property.form() instanceof ValueForm.Time && !value.isEmpty()
        ? Instant.ofEpochSecond(Long.parseLong(value)).toString()
        : value;
  }
}
