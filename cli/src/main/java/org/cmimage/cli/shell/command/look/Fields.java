package org.cmimage.cli.shell.command.look;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.cmimage.cli.render.EntityJson;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.snapshot.Column;

/**
 * The fields that lists of a type can show and be sorted by: properties and the columns of its
 * table.
 */
final class Fields {
  private final EntityType type;
  private final Map<String, BiFunction<ClusterSnapshot, Entity, String>> cells =
      new LinkedHashMap<>();

  private Fields(EntityType type) {
    this.type = type;
    for (Property property : type.schema().properties()) {
      cells.put(property.name(), (cluster, entity) -> Inherited.text(cluster, entity, property));
    }
    for (Column column : Column.of(type)) {
      cells.putIfAbsent(nameOf(column), column::cell);
    }
  }

  static Fields of(EntityType type) {
    return new Fields(type);
  }

  /** Returns the names of all fields. */
  List<String> names() {
    return List.copyOf(cells.keySet());
  }

  /** The field of a column of the type's table. */
  static String nameOf(Column column) {
    return column.title().toLowerCase(Locale.ROOT).replace(" ", "");
  }

  /** What a table of chosen fields calls one: {@code name (key)}. */
  String header(String field) {
    boolean key =
        type.schema()
            .find(field)
            .filter(p -> p.is(Property.Trait.KEY) || p.is(Property.Trait.UNIQUE))
            .isPresent();
    return key ? field + " (key)" : field;
  }

  /** Returns the field of this name, in any case and with or without blanks. */
  String find(String name) throws ShellException {
    String wanted = name.strip().toLowerCase(Locale.ROOT).replace(" ", "");
    if (!cells.containsKey(wanted)) {
      throw ShellException.unknown(
          "no field \"" + name.strip() + "\" in " + type.mode(), wanted, names());
    }
    return wanted;
  }

  String cell(ClusterSnapshot cluster, Entity entity, String field) {
    BiFunction<ClusterSnapshot, Entity, String> cell = cells.get(field);
    if (cell == null) {
      throw new IllegalArgumentException("no field " + field);
    }
    return cell.apply(cluster, entity);
  }

  /** Adds a field's value for JSON, without where a node has it from. */
  void put(Map<String, Object> row, ClusterSnapshot cluster, Entity entity, String field) {
    Optional<Property> property = type.schema().find(field);
    if (property.isPresent()) {
      String value = Inherited.value(cluster, entity, property.get());
      EntityJson.put(row, property.get().label(), property.get().form(), value);
      return;
    }
    for (Column column : Column.of(type)) {
      if (nameOf(column).equals(field)) {
        EntityJson.put(row, column.title(), column.form(), column.cell(cluster, entity));
      }
    }
  }

  /** The entities sorted by these fields, most important first; numbers by their value. */
  List<Entity> sorted(ClusterSnapshot cluster, List<Entity> entities, List<String> order) {
    List<Entity> sorted = new ArrayList<>(entities);
    for (int i = order.size() - 1; i >= 0; i--) {
      String field = order.get(i);
      sorted.sort(Comparator.comparing(entity -> cell(cluster, entity, field), Fields::compare));
    }
    return sorted;
  }

  private static int compare(String first, String second) {
    boolean numbers = first.matches("[0-9]{1,18}") && second.matches("[0-9]{1,18}");
    return numbers
        ? Long.compare(Long.parseLong(first), Long.parseLong(second))
        : first.compareTo(second);
  }
}
