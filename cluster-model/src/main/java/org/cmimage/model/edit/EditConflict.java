package org.cmimage.model.edit;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import java.io.Serial;
import java.util.List;
import java.util.Optional;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.Property;

/**
 * A refused commit: another session changed the same entities since the edits began. Nothing was
 * committed, and the edits are kept; {@link EditSession#refresh} discards those of one entity and
 * takes over the stored state.
 */
public final class EditConflict extends Exception {
  /**
   * A property that another session changed to a different value.
   *
   * @param entity the entity's key in the store
   * @param property the property; the key where one of both removed the entity or both added it
   * @param theirs the value in the store, or empty when the entity was removed
   * @param ours the value to commit, or empty when the entity was to be removed
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

  /** Returns the conflicting changes, in the order of entities. */
  public List<Difference> differences() {
    return differences;
  }
}
