package org.cmimage.cli.render;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.ValueForm;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.snapshot.Column;

/** Entities of the cluster as tables or JSON. */
public final class EntityText {
  private EntityText() {}

  /** Returns a list of all entities of a type without owner, with the columns of its schema. */
  public static List<String> list(
      ClusterSnapshot cluster, EntityType type, boolean json, boolean boxed) {
    List<Entity> entities = sorted(type, cluster.all(type));
    return json
        ? List.of(Json.pretty(EntityJson.rows(cluster, type, entities)))
        : table(cluster, type, entities, boxed);
  }

  /** Returns the entities in the order of the shell's lists. */
  public static List<Entity> sorted(EntityType type, List<Entity> entities) {
    return entities.stream().sorted(ListLayout.order(type)).toList();
  }

  /** Returns a table of the entities, with the columns of their schema. */
  public static List<String> table(
      ClusterSnapshot cluster, EntityType type, List<Entity> entities, boolean boxed) {
    Table table = new Table(ListLayout.columns(type, boxed));
    for (Map<String, String> row : rows(cluster, type, entities)) {
      table.cells(ListLayout.cells(type, row, boxed));
    }
    return boxed ? table.boxed() : table.plain();
  }

  /** Returns the cells of the entities' rows by their columns' headings. */
  public static List<Map<String, String>> rows(
      ClusterSnapshot cluster, EntityType type, List<Entity> entities) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (Entity entity : entities) {
      Map<String, String> row = new LinkedHashMap<>();
      Column.of(type).forEach(column -> row.put(column.label(), column.cell(cluster, entity)));
      rows.add(row);
    }
    return rows;
  }

  /** Returns a list of all properties of one entity. */
  public static List<String> show(Entity entity, boolean json) {
    if (json) {
      return List.of(Json.pretty(EntityJson.properties(entity)));
    }
    Table table =
        new Table(List.of(new Table.Column("Parameter", 0), new Table.Column("Value", 0)));
    for (Property property : entity.type().schema().properties()) {
      table.row(List.of(property.label(), readable(property, entity.get(property))));
    }
    return table.plain();
  }

  /** Returns a value for display in tables: times, which are stored in seconds, as dates. */
  public static String readable(Property property, String value) {
    return property.form() instanceof ValueForm.Time && !value.isEmpty()
        ? Instant.ofEpochSecond(Long.parseLong(value)).toString()
        : value;
  }
}
