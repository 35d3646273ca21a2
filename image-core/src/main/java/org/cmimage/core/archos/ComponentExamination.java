package org.cmimage.core.archos;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.finding.Finding;
import org.cmimage.core.finding.Origin;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.verify.TreeVerifier;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The comparison of one component's tree and entities with their required state.
 *
 * @param faults all defects
 * @param repair the repair; meaningful only where there are defects
 */
record ComponentExamination(List<ComponentFault> faults, Remedy.Repair repair) {
  ComponentExamination {
    faults = ImmutableList.copyOf(faults);
  }

  static ComponentExamination of(
      ClusterLayout layout, HostCalls calls, ClusterSnapshot cluster, ComponentName component)
      throws IOException {
    List<ComponentFault> faults = new ArrayList<>();
    Optional<List<ComponentFault>> ofTree = ofTree(layout, calls, component);
    boolean isThere = ofTree.isPresent();
    faults.addAll(
        ofTree.orElse(
            List.of(
                new ComponentFault(
                    component, "directory", component.path(), "a tree", "no directory"))));
    boolean treeIsRight = faults.isEmpty();
    if (component.kind() == ComponentKind.SOFTWARE_IMAGE) {
      ofImage(cluster, component).ifPresent(faults::add);
    }
    for (FsPart part : parts(component)) {
      ofPart(cluster, component, part).ifPresent(faults::add);
    }
    return new ComponentExamination(faults, repair(cluster, component, treeIsRight, isThere));
  }

  /** Returns the defects of the tree; empty where there is no directory. */
  private static Optional<List<ComponentFault>> ofTree(
      ClusterLayout layout, HostCalls calls, ComponentName component) throws IOException {
    Optional<Rootfs> opened = open(calls, layout.tree(component));
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (Rootfs tree = opened.get()) {
      return Optional.of(
          TreeVerifier.verify(tree, component, Origin.MADE_ELSEWHERE).errors().stream()
              .map(finding -> fault(component, finding))
              .toList());
    }
  }

  private static Optional<Rootfs> open(HostCalls calls, Path directory) throws IOException {
    try {
      return Optional.of(Rootfs.open(calls, directory));
    } catch (HostCallException e) {
      if (e.is("ENOENT") || e.is("ENOTDIR")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static ComponentFault fault(ComponentName component, Finding finding) {
    String below = finding.path().equals("/") ? "" : finding.path();
    return new ComponentFault(
        component, finding.check(), component.path() + below, finding.expected(), finding.found());
  }

  private static Optional<ComponentFault> ofImage(
      ClusterSnapshot cluster, ComponentName component) {
    String found =
        cluster
            .find(EntityType.SOFTWARE_IMAGE, component.name())
            .map(image -> "path " + image.get(SoftwareImage.PATH))
            .orElse("none");
    String expected = "path " + component.path();
    return found.equals(expected)
        ? Optional.empty()
        : Optional.of(
            new ComponentFault(component, "softwareimage", component.name(), expected, found));
  }

  private static List<FsPart> parts(ComponentName component) {
    return switch (component.kind()) {
      case SOFTWARE_IMAGE -> FsPart.ofImage(component.path());
      case NODE_INSTALLER -> List.of(FsPart.of(component.path(), "node-installer"));
      case CM_SHARED -> List.of(FsPart.of(component.path(), "cm-shared"));
    };
  }

  private static Optional<ComponentFault> ofPart(
      ClusterSnapshot cluster, ComponentName component, FsPart part) {
    String found =
        cluster.find(part.key()).map(entity -> "type " + entity.get(FsPart.TYPE)).orElse("none");
    String expected = "type " + part.get(FsPart.TYPE);
    return found.equals(expected)
        ? Optional.empty()
        : Optional.of(new ComponentFault(component, "fspart", part.name(), expected, found));
  }

  private static Remedy.Repair repair(
      ClusterSnapshot cluster, ComponentName component, boolean treeIsRight, boolean isThere) {
    List<String> parts =
        parts(component).stream()
            .map(FsPart::name)
            .filter(path -> cluster.find(EntityType.FS_PART, path).isPresent())
            .toList();
    boolean isImage =
        component.kind() == ComponentKind.SOFTWARE_IMAGE
            && cluster.find(EntityType.SOFTWARE_IMAGE, component.name()).isPresent();
    List<EntityKey> keys = new ArrayList<>();
    parts.forEach(path -> keys.add(EntityKey.of(EntityType.FS_PART, path)));
    if (isImage) {
      keys.add(EntityKey.of(EntityType.SOFTWARE_IMAGE, component.name()));
    }
    List<Entity> users =
        cluster.entities().values().stream().filter(entity -> refers(entity, keys)).toList();
    return new Remedy.Repair(
        component,
        treeIsRight,
        isThere,
        parts,
        isImage,
        named(users, EntityType.CATEGORY),
        named(users, EntityType.ARCH_OS));
  }

  private static boolean refers(Entity entity, List<EntityKey> keys) {
    return entity.type().schema().properties().stream()
        .flatMap(property -> entity.reference(property).stream())
        .anyMatch(keys::contains);
  }

  private static List<String> named(List<Entity> users, EntityType type) {
    return users.stream().filter(user -> user.type() == type).map(Entity::name).toList();
  }
}
