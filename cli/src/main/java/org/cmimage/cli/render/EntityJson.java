package org.cmimage.cli.render;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.ValueForm;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.snapshot.Column;

/**
 * Entities of the cluster for JSON: keys in snake case, values of the type of their form. A
 * property that is not set is left out.
 */
public final class EntityJson {
  private EntityJson() {}

  /** Returns all properties of an entity that are set. */
  public static Map<String, Object> properties(Entity entity) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Property property : entity.type().schema().properties()) {
      put(map, property.label(), property.form(), entity.get(property));
    }
    return map;
  }

  /** Returns the rows of the table that lists the entities. */
  public static List<Map<String, Object>> rows(
      ClusterSnapshot cluster, EntityType type, List<Entity> entities) {
    return entities.stream().map(entity -> row(cluster, type, entity)).toList();
  }

  private static Map<String, Object> row(ClusterSnapshot cluster, EntityType type, Entity entity) {
    Map<String, Object> row = new LinkedHashMap<>();
    Column.of(type).forEach(c -> put(row, c.title(), c.form(), c.cell(cluster, entity)));
    return row;
  }

  /**
   * Adds a value, unless it is not set.
   *
   * @param label the property's label or the column's title, which becomes the key
   * @param text in the canonical spelling of its form
   */
  public static void put(Map<String, Object> map, String label, ValueForm form, String text) {
    if (!text.isEmpty()) {
      map.put(label.toLowerCase(Locale.ROOT).replace(' ', '_'), form.value(text));
    }
  }
}
