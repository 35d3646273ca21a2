package org.cmimage.cli.shell.mode;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;

/**
 * A place in the tree of modes. Immutable.
 *
 * @param levels from the top; a mode and an object of it alternating
 */
public record Location(List<Level> levels) {
  /** A step down the tree. */
  public sealed interface Level {
    /** The mode, or submode, of a type. */
    record Mode(EntityType type) implements Level {}

    /** One object, which is in use. */
    record Used(EntityKey key) implements Level {}
  }

  /** The top. */
  public static final Location HOME = new Location(List.of());

  public Location {
    levels = ImmutableList.copyOf(levels);
  }

  /** Returns the mode of a type without owner. */
  public static Location of(EntityType type) {
    return HOME.down(new Level.Mode(type));
  }

  /** Returns the place where an object is in use. */
  public static Location of(EntityKey key) {
    Location mode = key.owner().map(Location::of).orElse(HOME).down(new Level.Mode(key.type()));
    return mode.down(new Level.Used(key));
  }

  private Location down(Level level) {
    return new Location(ImmutableList.<Level>builder().addAll(levels).add(level).build());
  }

  /** Returns the place one level up; the top stays. */
  public Location up() {
    return levels.isEmpty() ? this : new Location(levels.subList(0, levels.size() - 1));
  }

  /** Returns the submode of a type below the object in use. */
  public Location below(EntityType type) {
    return down(new Level.Mode(type));
  }

  /** Returns the mode of this place, whether an object is in use or not. */
  public Location mode() {
    return used().isPresent() ? up() : this;
  }

  /** Returns the type of the entities here, or empty at the top. */
  public Optional<EntityType> type() {
    return last()
        .map(
            level ->
                level instanceof Level.Mode mode ? mode.type() : ((Level.Used) level).key().type());
  }

  /** Returns the object in use, or empty. */
  public Optional<EntityKey> used() {
    return last()
        .filter(Level.Used.class::isInstance)
        .map(Level.Used.class::cast)
        .map(Level.Used::key);
  }

  /** Returns the key of a name here. Only where there is a mode. */
  public EntityKey key(String name) {
    EntityType type = type().orElseThrow();
    return owner().map(owner -> owner.child(type, name)).orElseGet(() -> EntityKey.of(type, name));
  }

  /**
   * Returns the object that the entities of this submode belong to, or empty in a mode at the top.
   */
  public Optional<EntityKey> owner() {
    return levels.isEmpty() ? Optional.empty() : mode().up().used();
  }

  /** Returns this place if all objects in it exist, else the nearest place above that does. */
  public Location within(Predicate<EntityKey> there) {
    for (int i = 0; i < levels.size(); i++) {
      if (levels.get(i) instanceof Level.Used used && !there.test(used.key())) {
        return new Location(levels.subList(0, i));
      }
    }
    return this;
  }

  /** Returns the commands that lead here from anywhere: {@code home;device;use node001;}. */
  public String path() {
    StringBuilder path = new StringBuilder("home;");
    for (Level level : levels) {
      if (level instanceof Level.Mode mode) {
        path.append(mode.type().mode());
      } else if (level instanceof Level.Used used) {
        path.append("use ").append(used.key().name());
      }
      path.append(';');
    }
    return path.toString();
  }

  private Optional<Level> last() {
    return levels.isEmpty() ? Optional.empty() : Optional.of(levels.get(levels.size() - 1));
  }
}
