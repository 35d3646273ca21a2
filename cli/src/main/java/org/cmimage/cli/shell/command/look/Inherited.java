package org.cmimage.cli.shell.command.look;

import java.util.Optional;
import org.cmimage.cli.render.EntityText;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.Property;
import org.cmimage.model.rule.NodeArchitecture;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** Values of properties in lists, including those that a node inherits. */
final class Inherited {
  private Inherited() {}

  /** A value, and in brackets where it is from if not from the entity itself. */
  private record Origin(String value, String from) {}

  /**
   * Returns the value of a property as lists show it. A node without an image of its own has its
   * category's: {@code default-image (category:default)}; its architecture is its image's.
   */
  static String text(ClusterSnapshot cluster, Entity object, Property property) {
    Origin origin = origin(cluster, object, property);
    return origin.from().isEmpty()
        ? EntityText.readable(property, origin.value())
        : origin.value() + " (" + origin.from() + ")";
  }

  /** Returns the value alone, in its canonical spelling. */
  static String value(ClusterSnapshot cluster, Entity object, Property property) {
    return origin(cluster, object, property).value();
  }

  private static Origin origin(ClusterSnapshot cluster, Entity object, Property property) {
    Origin own = new Origin(object.get(property), "");
    if (!own.value().isEmpty() || !(object instanceof Device)) {
      return own;
    }
    Optional<String> image = NodeArchitecture.imageOf(cluster, object);
    if (property.equals(Device.SOFTWARE_IMAGE)) {
      return image
          .map(name -> new Origin(name, "category:" + object.get(Device.CATEGORY)))
          .orElse(own);
    } else if (property.equals(Device.ARCHITECTURE)) {
      return image
          .flatMap(
              name ->
                  NodeArchitecture.ofImage(cluster, name)
                      .map(architecture -> new Origin(architecture.unameName(), "image:" + name)))
          .orElse(own);
    }
    return own;
  }
}
