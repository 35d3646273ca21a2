package org.cmimage.model.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import org.cmimage.model.edit.staged.IndirectEdits;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.rule.ClusterRules;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.InMemoryClusterStore;
import org.cmimage.model.store.StoreException;

/** Two administrators at the same cluster. */
class TwoSessionsProperties {
  private enum Act {
    EDIT,
    COMMIT,
    REFRESH
  }

  /** One of the two does something. */
  private record Turn(boolean isFirst, Act act, Step step) {}

  /** How a commit ended. */
  private enum Outcome {
    COMMITTED,
    CONFLICT,
    INVALID
  }

  @Property(tries = 600, edgeCases = EdgeCasesMode.NONE)
  void noCommitUndoesWhatItsSessionNeverSaw(@ForAll("turns") List<Turn> turns) throws Exception {
    try (ClusterStore store = new InMemoryClusterStore()) {
      SampleCluster.in(store);
      EditSession first = EditSession.open(store);
      EditSession second = EditSession.open(store);
      for (Turn turn : turns) {
        EditSession session = turn.isFirst() ? first : second;
        switch (turn.act()) {
          case EDIT -> turn.step().make(session, edit -> {});
          case REFRESH -> session.refresh();
          case COMMIT -> Statistics.label("commits").collect(commit(store, session));
        }
        assertThat(ClusterRules.errors(store.snapshot())).isEmpty();
      }
      Statistics.label("commits")
          .coverage(
              coverage ->
                  Stream.of(Outcome.values())
                      .forEach(end -> coverage.check(end).percentage(share -> share > 0.2)));
    }
  }

  private static Outcome commit(ClusterStore store, EditSession session) throws StoreException {
    ClusterSnapshot before = store.snapshot();
    ClusterSnapshot seen = session.base();
    ClusterSnapshot wanted = session.cluster();
    List<Modification> staged = session.modified();
    try {
      session.commit();
    } catch (EditConflict e) {
      assertThat(e.differences()).isNotEmpty();
      assertThat(store.snapshot()).isEqualTo(before);
      assertThat(session.modified()).isEqualTo(staged);
      return Outcome.CONFLICT;
    } catch (StoreException e) {
      assertThat(e.kind()).isEqualTo(StoreException.Kind.INVALID);
      assertThat(store.snapshot()).isEqualTo(before);
      assertThat(session.modified()).isEqualTo(staged);
      return Outcome.INVALID;
    }
    ClusterSnapshot after = store.snapshot();
    for (Modification modification : staged) {
      boolean isThere = modification.state() != Modification.State.REMOVED;
      assertThat(after.find(modification.key()).isPresent() || !isThere).isTrue();
    }
    for (Entity entity : before.entities().values()) {
      checkNotLost(entity, seen, wanted, after);
    }
    return Outcome.COMMITTED;
  }

  /** What another made of an entity stays, or this session saw it, or wanted the same. */
  private static void checkNotLost(
      Entity entity, ClusterSnapshot seen, ClusterSnapshot wanted, ClusterSnapshot after) {
    EntityKey key = entity.key();
    if (seen.find(key).equals(Optional.of(entity))
        || contains(after, entity)
        || goesWithPart(entity, seen, wanted)) {
      return;
    }
    Optional<Entity> now = after.find(key);
    assertThat(now).describedAs("%s", entity).isPresent();
    for (org.cmimage.model.entity.Property property : entity.type().schema().properties()) {
      String theirs = entity.get(property);
      assertThat(
              now.get().get(property).equals(theirs)
                  || seen.find(key).map(e -> e.get(property)).equals(Optional.of(theirs))
                  || property.target().isPresent() && wanted.find(key).isEmpty())
          .describedAs("%s: %s", entity, property.name())
          .isTrue();
    }
  }

  /** Whether it is an automatic export, perhaps renamed with its network, of a removed part. */
  private static boolean goesWithPart(Entity entity, ClusterSnapshot seen, ClusterSnapshot wanted) {
    return IndirectEdits.isAutomatic(entity)
        && seen.all(EntityType.FS_PART).stream()
            .filter(part -> wanted.find(part.key()).isEmpty())
            .anyMatch(part -> (entity.get(FsExport.PATH) + "/").startsWith(part.name() + "/"));
  }

  /** Whether it is there, perhaps under another name or with references that followed a name. */
  private static boolean contains(ClusterSnapshot after, Entity entity) {
    return after.all(entity.type()).stream()
        .anyMatch(
            other ->
                entity.type().schema().properties().stream()
                    .filter(p -> p.target().isEmpty())
                    .filter(p -> !p.is(org.cmimage.model.entity.Property.Trait.KEY))
                    .filter(p -> !isDerivedPath(entity, p))
                    .allMatch(p -> other.get(p).equals(entity.get(p))));
  }

  /** An automatic export's path follows a part. */
  private static boolean isDerivedPath(Entity entity, org.cmimage.model.entity.Property property) {
    return IndirectEdits.isAutomatic(entity) && property.name().equals("path");
  }

  @Provide
  Arbitrary<List<Turn>> turns() {
    Arbitrary<Act> acts =
        Arbitraries.frequency(
            Tuple.of(8, Act.EDIT), Tuple.of(4, Act.COMMIT), Tuple.of(1, Act.REFRESH));
    return Combinators.combine(Arbitraries.of(true, false), acts, Step.any())
        .as(Turn::new)
        .list()
        .ofMaxSize(20);
  }
}
