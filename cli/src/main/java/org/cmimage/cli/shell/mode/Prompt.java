package org.cmimage.cli.shell.mode;

import java.util.function.Predicate;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;

/**
 * The prompt of the shell: {@code [head->device*[node001*]->fsmounts]% }, with a star behind
 * uncommitted objects.
 *
 * @param host the name of this machine
 * @param modifiedType whether there are uncommitted changes to entities of a type
 * @param modifiedKey whether there are uncommitted changes to an entity
 */
public record Prompt(
    String host, Predicate<EntityType> modifiedType, Predicate<EntityKey> modifiedKey) {
  /** Returns the prompt at a place, including its trailing blank. */
  public String at(Location location) {
    StringBuilder text = new StringBuilder("[").append(host);
    for (Location.Level level : location.levels()) {
      if (level instanceof Location.Level.Mode mode) {
        text.append("->").append(mode.type().mode()).append(star(modifiedType.test(mode.type())));
      } else if (level instanceof Location.Level.Used used) {
        text.append('[')
            .append(used.key().name())
            .append(star(modifiedKey.test(used.key())))
            .append(']');
      }
    }
    return text.append("]% ").toString();
  }

  private static String star(boolean modified) {
    return modified ? "*" : "";
  }
}
