package org.cmimage.core.removal;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.rootfs.TreeExtent;
import org.cmimage.model.ComponentName;
import org.cmimage.model.entity.EntityKey;

/**
 * The plan of a removal.
 *
 * @param request the request
 * @param components each of the request, including missing ones
 * @param removed the entities to remove, by key
 * @param changed the entities whose references to the components are removed, by key
 */
public record RemovalPlan(
    RemovalRequest request,
    List<ComponentRemovalPlan> components,
    List<EntityKey> removed,
    List<EntityKey> changed) {
  public RemovalPlan {
    components = ImmutableList.copyOf(components);
    removed = ImmutableList.copyOf(removed);
    changed = ImmutableList.copyOf(changed);
  }

  /**
   * The present state of one component.
   *
   * @param component the component
   * @param registered whether it has an entity
   * @param tree the path of its tree
   * @param extent the size of its tree; empty where there is none
   * @param oddity the node at the tree's path where that is not a directory, such as {@code a
   *     symbolic link to /disk2/image}
   * @param leftovers its records, and leftovers of interrupted runs; not searched for where trees
   *     stay
   */
  public record ComponentRemovalPlan(
      ComponentName component,
      boolean registered,
      Path tree,
      Optional<TreeExtent> extent,
      Optional<String> oddity,
      List<Path> leftovers) {
    public ComponentRemovalPlan {
      leftovers = ImmutableList.copyOf(leftovers);
    }
  }

  /**
   * Returns whether there is nothing to do: no component is registered, and none has anything to
   * erase if that is requested.
   */
  public boolean isEmpty() {
    return removed.isEmpty()
        && changed.isEmpty()
        && components.stream().noneMatch(component -> erases(component));
  }

  /** Returns whether anything of the component will be erased. */
  public boolean erases(ComponentRemovalPlan component) {
    return request.erase() && (component.extent().isPresent() || !component.leftovers().isEmpty());
  }
}
