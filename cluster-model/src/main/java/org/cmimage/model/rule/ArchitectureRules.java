package org.cmimage.model.rule;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.model.Architecture;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.rule.Finding.Rule;
import org.cmimage.model.rule.Finding.Severity;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The rules about architectures: a category runs an image of the architecture in its own name, and
 * a node with an image of its own one of its category's architecture. Warnings only, since names
 * are an administrator's, and a node's processor is not known before it boots.
 */
final class ArchitectureRules {
  private final ClusterSnapshot cluster;
  private final Map<String, Optional<Architecture>> images = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  private ArchitectureRules(ClusterSnapshot cluster) {
    this.cluster = cluster;
  }

  /** Returns all findings about architectures, in time linear in the cluster's size. */
  static List<Finding> check(ClusterSnapshot cluster) {
    ArchitectureRules rules = new ArchitectureRules(cluster);
    cluster.all(EntityType.CATEGORY).forEach(rules::checkCategory);
    cluster.all(EntityType.DEVICE).forEach(rules::checkDevice);
    return rules.findings;
  }

  private void checkCategory(Entity category) {
    String image = category.get(Category.SOFTWARE_IMAGE);
    List<Architecture> named =
        Splitter.on('-').splitToStream(category.name()).flatMap(ArchitectureRules::find).toList();
    if (named.size() == 1) {
      String reason = "the name of the category says " + named.get(0).unameName();
      check(category, Category.SOFTWARE_IMAGE, image, named.get(0), reason);
    }
  }

  private void checkDevice(Entity device) {
    Optional<String> categorys =
        device
            .reference(Device.CATEGORY)
            .flatMap(cluster::find)
            .map(category -> category.get(Category.SOFTWARE_IMAGE));
    Optional<Architecture> expected = categorys.flatMap(this::ofImage);
    if (expected.isPresent()) {
      String reason = "that of its category is of " + expected.get().unameName();
      String image = device.get(Device.SOFTWARE_IMAGE);
      check(device, Device.SOFTWARE_IMAGE, image, expected.get(), reason);
    }
  }

  private void check(
      Entity entity, Property property, String image, Architecture expected, String reason) {
    Optional<Architecture> found = ofImage(image);
    if (found.isPresent() && found.get() != expected) {
      String message = image + " is of " + found.get().unameName() + ", but " + reason;
      findings.add(
          new Finding(Severity.WARNING, Rule.ARCHITECTURE, entity.key(), property.name(), message));
    }
  }

  private Optional<Architecture> ofImage(String image) {
    return images.computeIfAbsent(image, name -> NodeArchitecture.ofImage(cluster, name));
  }

  private static Stream<Architecture> find(String word) {
    return Architecture.find(word).stream();
  }
}
