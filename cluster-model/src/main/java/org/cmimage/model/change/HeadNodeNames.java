package org.cmimage.model.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.cmimage.model.ArchOs;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The names of a head node's parts for nodes like itself: plain until nodes of another kind exist,
 * then with the head node's distribution and architecture as suffix, {@code
 * /cm/shared-rocky8-x86_64}. As in the original, the suffix has the release without its point
 * release.
 */
public final class HeadNodeNames {
  /** The head node's own parts, by type. */
  private static final Map<String, String> PARTS =
      Map.of("cm-shared", "/cm/shared", "node-installer", "/cm/node-installer");

  private static final String CATEGORY = "default";

  private HeadNodeNames() {}

  /**
   * Returns the new names of the head node's own parts, by their plain names; only parts registered
   * under the plain name whose new name is not taken. Empty where the head node's distribution is
   * unknown.
   */
  public static Map<String, String> ofParts(ClusterSnapshot cluster) {
    Map<String, String> names = new TreeMap<>();
    suffix(cluster)
        .ifPresent(
            suffix ->
                PARTS.forEach(
                    (type, path) -> {
                      boolean isThere = part(cluster, path, type).isPresent();
                      boolean isFree = cluster.find(EntityType.FS_PART, path + suffix).isEmpty();
                      if (isThere && isFree) {
                        names.put(path, path + suffix);
                      }
                    }));
    return names;
  }

  /** Returns the path of the head node's own part of a type, under either name, or empty. */
  static Optional<String> part(ClusterSnapshot cluster, String type) {
    String path = PARTS.getOrDefault(type, "");
    return suffix(cluster)
        .map(suffix -> path + suffix)
        .filter(name -> part(cluster, name, type).isPresent())
        .or(() -> Optional.of(path).filter(name -> part(cluster, name, type).isPresent()));
  }

  /** Returns whether the path is the plain name of a head node's part. */
  static boolean isPlainPart(String path) {
    return PARTS.containsValue(path);
  }

  private static Optional<Entity> part(ClusterSnapshot cluster, String path, String type) {
    return cluster
        .find(EntityType.FS_PART, path)
        .filter(part -> part.get(FsPart.TYPE).equals(type));
  }

  private static Optional<String> suffix(ClusterSnapshot cluster) {
    return cluster.headNode().flatMap(Device::archOs).map(HeadNodeNames::suffix);
  }

  private static String suffix(ArchOs archOs) {
    return "-"
        + archOs.distribution().vendor()
        + archOs.distribution().release()
        + "-"
        + archOs.architecture();
  }

  /**
   * Returns the cluster with the new names of these parts, of the automatic exports of them, and of
   * category {@code default}. References to them follow.
   *
   * @param parts plain names, of those that {@link #ofParts} has
   * @param lines receives a description of the changes, a line each
   */
  static ClusterSnapshot give(ClusterSnapshot cluster, Set<String> parts, List<String> lines) {
    ClusterSnapshot renamed = cluster;
    for (Map.Entry<String, String> name : ofParts(cluster).entrySet()) {
      if (parts.contains(name.getKey())) {
        EntityKey part = EntityKey.of(EntityType.FS_PART, name.getKey());
        renamed = new Renaming(part, name.getValue()).applyTo(renamed);
        renamed = moveExports(renamed, name.getKey(), name.getValue());
        lines.add("Changing fspart " + name.getKey() + " to " + name.getValue());
      }
    }
    EntityKey category = EntityKey.of(EntityType.CATEGORY, CATEGORY);
    Optional<String> name = suffix(cluster).map(suffix -> CATEGORY + suffix);
    boolean isFree = name.isPresent() && cluster.find(EntityType.CATEGORY, name.get()).isEmpty();
    if (isFree && cluster.find(category).isPresent()) {
      renamed = new Renaming(category, name.get()).applyTo(renamed);
      lines.add("Changing category " + CATEGORY + " to " + name.get());
    }
    return renamed;
  }

  /** Moves automatic exports only; those an administrator made stay, as their directory does. */
  private static ClusterSnapshot moveExports(ClusterSnapshot cluster, String from, String to) {
    ChangeSet.Builder changes = ChangeSet.of(cluster);
    List<Entity> moved = new ArrayList<>();
    for (Entity export : cluster.all(EntityType.FS_EXPORT)) {
      String path = export.get(FsExport.PATH);
      boolean isOfPart = path.equals(from) || path.startsWith(from + "/");
      if (isOfPart && export.get(FsExport.AUTOMATIC).equals("yes")) {
        String newPath = to + path.substring(from.length());
        changes.remove(export.key());
        moved.add(
            export
                .with(FsExport.PATH, newPath)
                .with(FsExport.NAME, newPath + "@" + export.get(FsExport.NETWORK)));
      }
    }
    moved.forEach(changes::put);
    return cluster.apply(changes.build());
  }
}
