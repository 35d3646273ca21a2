package org.cmimage.cli.shell.mode;

import java.util.function.Predicate;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;

/**
 * What the shell asks with: {@code [head->device*[node001*]->fsmounts]% }, a star on what is not
 * committed.
 *
 * @param host the name of this machine
 * @param modifiedType whether there are uncommitted changes to entities of a type
 * @param modifiedKey whether there are uncommitted changes to an entity
 */
public record Prompt(
    String host, Predicate<EntityType> modifiedType, Predicate<EntityKey> modifiedKey) {
  /** The text at a place, with the blank behind it. */
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
