package org.cmimage.core.removal;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.model.ComponentName;
import org.cmimage.model.entity.EntityKey;

/**
 * What removing would do.
 *
 * @param request what was asked for
 * @param components each of the request, also those of which there is nothing
 * @param removed the entities that go, by key
 * @param changed the entities that lose what they say of the components, by key
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
   * What is there of one component.
   *
   * @param component which
   * @param registered whether an entity of it is there
   * @param tree where its tree stands or would
   * @param extent how large its tree is; empty where there is none
   * @param oddity what is at the tree's place in words where it is no directory, such as {@code a
   *     symbolic link to /disk2/image}
   * @param leftovers its records, and what runs that were cut short left of its tree; not searched
   *     for where trees stay
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

  /** Whether there is nothing to do: not registered, and nothing to erase if that is asked for. */
  public boolean isEmpty() {
    return removed.isEmpty()
        && changed.isEmpty()
        && components.stream().noneMatch(component -> erases(component));
  }

  /** Whether anything of the component will be erased. */
  public boolean erases(ComponentRemovalPlan component) {
    return request.erase() && (component.extent().isPresent() || !component.leftovers().isEmpty());
  }
}
