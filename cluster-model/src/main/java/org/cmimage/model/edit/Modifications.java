package org.cmimage.model.edit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.model.edit.Modification.State;
import org.cmimage.model.edit.staged.Staged;
import org.cmimage.model.edit.staged.Staged.Departure;
import org.cmimage.model.edit.staged.Staged.Edit;
import org.cmimage.model.entity.EntityKey;

/** The conversion of staged edits to a list of modifications. */
final class Modifications {
  private Modifications() {}

  /**
   * Returns the modifications in the order of keys; where a key is removed and added anew, the
   * removal first.
   */
  static List<Modification> of(Staged staged) {
    List<Modification> modifications = new ArrayList<>();
    Set<EntityKey> named = new HashSet<>();
    for (Departure departure : staged.departures()) {
      modifications.add(
          new Modification(State.REMOVED, staged.present(departure), Optional.empty()));
    }
    for (Edit edit : staged.edits()) {
      State state = edit.before().isPresent() ? State.CHANGED : State.ADDED;
      modifications.add(new Modification(state, edit.key(), edit.former()));
    }
    modifications.forEach(modification -> named.add(modification.key()));
    for (Modification modification : List.copyOf(modifications)) {
      modification
          .key()
          .owner()
          .filter(named::add)
          .ifPresent(
              owner -> modifications.add(new Modification(State.CHANGED, owner, Optional.empty())));
    }
    modifications.sort(Comparator.comparing(Modification::key));
    return modifications;
  }
}
