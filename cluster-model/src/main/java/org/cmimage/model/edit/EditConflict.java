package org.cmimage.model.edit;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import java.io.Serial;
import java.util.List;
import java.util.Optional;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.Property;

/**
 * Another changed the same entities since the edits began. Nothing was committed, and the edits are
 * still there; {@link EditSession#refresh} gives up those of one entity and takes over the other's.
 */
public final class EditConflict extends Exception {
  /**
   * A property that another changed to something else.
   *
   * @param entity as it is called in the store
   * @param property the property; the key where one of both removed the entity or both added it
   * @param theirs the value in the store, or empty when the entity is not there any more
   * @param ours the value that was to be committed, or empty when the entity was to be removed
   */
  public record Difference(
      EntityKey entity, Property property, Optional<String> theirs, Optional<String> ours) {
    @Override
    public String toString() {
      return entity
          + ": "
          + property.name()
          + ": "
          + theirs.map(value -> "now \"" + value + "\"").orElse("removed")
          + " by another, "
          + ours.map(value -> "\"" + value + "\"").orElse("removed")
          + " here";
    }
  }

  @Serial private static final long serialVersionUID = 1;

  private final transient List<Difference> differences;

  EditConflict(List<Difference> differences) {
    super("cannot commit: modified concurrently: " + Joiner.on(", ").join(differences));
    this.differences = ImmutableList.copyOf(differences);
  }

  /** What another changed, in the order of entities. */
  public List<Difference> differences() {
    return differences;
  }
}
