package org.cmimage.model.rule;

import static org.cmimage.model.rule.Finding.Severity.ERROR;
import static org.cmimage.model.rule.Finding.Severity.WARNING;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.Property.Trait;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.rule.Finding.Rule;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The rules of a valid cluster: required properties are set, references have targets, owners exist,
 * unique values are unique, images have their parts and parts their image, each address belongs to
 * one device and to its network, what a node runs is of one architecture, and disk set-ups can be
 * understood.
 *
 * <p>A missing part or image is a warning only: an administrator removes one after the other.
 */
public final class ClusterRules {
  private final ClusterSnapshot cluster;
  private final List<Finding> findings = new ArrayList<>();

  private ClusterRules(ClusterSnapshot cluster) {
    this.cluster = cluster;
  }

  /** Returns all findings about the cluster, errors first; empty when it is valid. */
  public static List<Finding> validate(ClusterSnapshot cluster) {
    ClusterRules rules = new ClusterRules(cluster);
    cluster.entities().values().forEach(rules::checkOwner);
    cluster.entities().values().forEach(rules::checkProperties);
    cluster.all(EntityType.DEVICE).forEach(rules::checkCategory);
    Stream.of(EntityType.values()).forEach(rules::checkUnique);
    rules.checkImagesHaveParts();
    rules.checkPartsHaveImages();
    rules.findings.addAll(AddressRules.check(cluster));
    rules.findings.addAll(ArchitectureRules.check(cluster));
    rules.findings.addAll(DiskSetupRules.check(cluster));
    return rules.findings.stream().sorted().toList();
  }

  /** Returns the errors among the findings of {@link #validate}. */
  public static List<Finding> errors(ClusterSnapshot cluster) {
    return validate(cluster).stream().filter(finding -> finding.severity() == ERROR).toList();
  }

  private void checkOwner(Entity entity) {
    Optional<EntityKey> owner = entity.key().owner();
    if (owner.isPresent() && cluster.find(owner.get()).isEmpty()) {
      add(
          Rule.OWNER,
          entity,
          entity.type().schema().key(),
          "It belongs to the " + owner.get() + ", which does not exist");
    }
  }

  private void checkProperties(Entity entity) {
    for (Property property : entity.type().schema().properties()) {
      String value = entity.get(property);
      if (value.isEmpty()) {
        if (property.is(Trait.REQUIRED)) {
          add(Rule.REQUIRED, entity, property, "The " + words(property) + " should be set");
        }
      } else {
        entity
            .reference(property)
            .filter(target -> cluster.find(target).isEmpty())
            .ifPresent(target -> add(Rule.REFERENCE, entity, property, "There is no " + target));
      }
    }
  }

  /** Checks that a device other than a head node has a category. */
  private void checkCategory(Entity device) {
    boolean isNode = device.get(Device.TYPE).equals("PhysicalNode");
    if (isNode && device.get(Device.CATEGORY).isEmpty()) {
      add(Rule.REQUIRED, device, Device.CATEGORY, "The category should be set");
    }
  }

  private void checkUnique(EntityType type) {
    for (Property property : type.schema().properties()) {
      if (property.is(Trait.UNIQUE)) {
        ListMultimap<String, Entity> byValue =
            Multimaps.index(cluster.all(type), entity -> entity.get(property));
        byValue
            .asMap()
            .forEach(
                (value, entities) -> {
                  if (entities.size() > 1 && !value.isEmpty()) {
                    entities.forEach(
                        entity ->
                            add(
                                Rule.UNIQUE,
                                entity,
                                property,
                                "Another " + type.singular() + " has " + value + " too"));
                  }
                });
      }
    }
  }

  private void checkImagesHaveParts() {
    ImmutableListMultimap<String, FsPart> parts = Multimaps.index(cluster.fsParts(), FsPart::name);
    for (SoftwareImage image : cluster.softwareImages()) {
      if (image.path().isEmpty()) {
        continue;
      }
      for (FsPart expected : FsPart.ofImage(image.path())) {
        boolean there =
            parts.get(expected.name()).stream()
                .anyMatch(part -> part.get(FsPart.TYPE).equals(expected.get(FsPart.TYPE)));
        if (!there) {
          add(
              Rule.PARTS,
              image,
              SoftwareImage.PATH,
              "There is no fspart " + expected.name() + " of type " + expected.get(FsPart.TYPE));
        }
      }
    }
  }

  private void checkPartsHaveImages() {
    Set<String> imagePaths =
        cluster.softwareImages().stream().map(SoftwareImage::path).collect(Collectors.toSet());
    for (FsPart part : cluster.fsParts()) {
      String type = part.get(FsPart.TYPE);
      boolean ofImage = type.equals("image") || type.equals("boot");
      if (ofImage && part.imagePath().filter(imagePaths::contains).isEmpty()) {
        add(Rule.PARTS, part, FsPart.PATH, "No software image has this as its " + type + " part");
      }
    }
  }

  private void add(Rule rule, Entity entity, Property property, String message) {
    Finding.Severity severity = rule == Rule.PARTS ? WARNING : ERROR;
    findings.add(new Finding(severity, rule, entity.key(), property.name(), message));
  }

  private static String words(Property property) {
    return property.label().toLowerCase(Locale.ROOT);
  }
}
