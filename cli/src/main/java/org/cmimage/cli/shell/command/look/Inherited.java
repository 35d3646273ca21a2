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

  /**
   * Returns the value of a property. A node without an image of its own has its category's: {@code
   * default-image (category:default)}; its architecture is its image's.
   */
  static String text(ClusterSnapshot cluster, Entity object, Property property) {
    String own = EntityText.readable(property, object.get(property));
    if (!own.isEmpty() || !(object instanceof Device)) {
      return own;
    }
    Optional<String> image = NodeArchitecture.imageOf(cluster, object);
    if (property.equals(Device.SOFTWARE_IMAGE)) {
      return image.map(name -> name + " (category:" + object.get(Device.CATEGORY) + ")").orElse("");
    } else if (property.equals(Device.ARCHITECTURE)) {
      return image
          .flatMap(
              name ->
                  NodeArchitecture.ofImage(cluster, name)
                      .map(architecture -> architecture.unameName() + " (image:" + name + ")"))
          .orElse("");
    }
    return own;
  }
}
