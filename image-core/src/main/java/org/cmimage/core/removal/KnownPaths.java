package org.cmimage.core.removal;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.cmimage.core.ClusterLayout;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.ValueForm;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The directories that entities of a cluster refer to, whatever the entity and the property.
 *
 * @param paths on this machine; for one that contains links, also the resolved path
 */
record KnownPaths(Set<Path> paths) {
  KnownPaths {
    paths = ImmutableSet.copyOf(paths);
  }

  static KnownPaths of(ClusterSnapshot cluster, ClusterLayout layout) {
    Set<Path> paths = new TreeSet<>();
    for (Entity entity : cluster.entities().values()) {
      for (Property property : entity.type().schema().properties()) {
        String value = entity.get(property);
        if (property.form() instanceof ValueForm.ClusterPath && !value.isEmpty()) {
          Path path = layout.resolve(value);
          paths.add(path);
          paths.add(behindLinks(path));
        }
      }
    }
    return new KnownPaths(paths);
  }

  private static Path behindLinks(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException nothingThere) {
      return path;
    }
  }

  /** Returns whether an entity refers to the directory or to a path in it. */
  boolean concern(Path directory) {
    Path real = behindLinks(directory);
    return paths.stream().anyMatch(known -> known.startsWith(directory) || known.startsWith(real));
  }
}
