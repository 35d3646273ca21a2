package org.cmimage.model.entity;

import java.util.function.BiFunction;

/**
 * One column of the table that lists the entities of a type: a property, or something worked out
 * from the cluster, such as the number of nodes that use an image.
 */
public final class Column {
  private final String label;
  private final BiFunction<ClusterSnapshot, Entity, String> cell;

  private Column(String label, BiFunction<ClusterSnapshot, Entity, String> cell) {
    this.label = label;
    this.cell = cell;
  }

  static Column of(Property property) {
    String key =
        property.is(Property.Trait.KEY) || property.is(Property.Trait.UNIQUE) ? " (key)" : "";
    return new Column(property.label() + key, (cluster, entity) -> entity.get(property));
  }

  static Column computed(String label, BiFunction<ClusterSnapshot, Entity, String> cell) {
    return new Column(label, cell);
  }

  /** The column's heading, for example {@code Path (key)}. */
  public String label() {
    return label;
  }

  /** The text of the cell for one entity of the cluster. */
  public String cell(ClusterSnapshot cluster, Entity entity) {
    return cell.apply(cluster, entity);
  }

  @Override
  public String toString() {
    return label;
  }
}
