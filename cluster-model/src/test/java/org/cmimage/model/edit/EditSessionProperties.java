package org.cmimage.model.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.MapDifference;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;
import org.cmimage.model.edit.staged.IndirectEdits;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.rule.ClusterRules;
import org.cmimage.model.rule.Finding;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.InMemoryClusterStore;
import org.cmimage.model.store.StoreException;

class EditSessionProperties {
  @Property(tries = 600, edgeCases = EdgeCasesMode.NONE)
  void aCommitIsTheEditsOneAfterAnother(@ForAll("steps") List<Step> steps) throws Exception {
    try (ClusterStore store = new InMemoryClusterStore()) {
      ClusterSnapshot before = SampleCluster.in(store);
      EditSession session = EditSession.open(store);
      DirectCluster direct = new DirectCluster(before);
      for (Step step : steps) {
        step.make(session, edit -> edit.accept(direct));
        assertThat(session.cluster().entities())
            .describedAs("%s", step)
            .isEqualTo(direct.entities());
      }
      ClusterSnapshot wanted = new ClusterSnapshot(before.version(), direct.entities());
      List<Finding> errors = ClusterRules.errors(wanted);
      Statistics.label("valid").collect(errors.isEmpty());
      if (errors.isEmpty()) {
        session.commit();
        assertSame(store.snapshot(), direct);
        assertThat(session.modified()).isEmpty();
        assertThat(session.cluster()).isEqualTo(store.snapshot());
      } else {
        assertThat(session.validate()).containsAll(errors);
        List<Modification> staged = session.modified();
        assertThat(refusal(session)).isEqualTo(errors);
        assertThat(store.snapshot()).isEqualTo(before);
        assertThat(session.modified()).isEqualTo(staged);
      }
    }
  }

  @Property(tries = 600, edgeCases = EdgeCasesMode.NONE)
  void piecesCommittedInAnyOrderAreTheWhole(
      @ForAll("steps") List<Step> steps, @ForAll @Size(max = 12) List<Integer> order)
      throws Exception {
    try (ClusterStore store = new InMemoryClusterStore()) {
      DirectCluster direct = new DirectCluster(SampleCluster.in(store));
      EditSession session = EditSession.open(store);
      steps.forEach(step -> step.make(session, edit -> edit.accept(direct)));
      for (int pick : order) {
        List<Modification> staged = session.modified();
        if (!staged.isEmpty()) {
          EntityKey piece = staged.get(Math.floorMod(pick, staged.size())).key();
          try {
            session.commit(piece);
            assertThat(session.isModified(piece)).isFalse();
          } catch (StoreException e) {
            assertThat(e.kind()).isEqualTo(StoreException.Kind.INVALID);
          }
          assertSame(session.cluster(), direct);
        }
      }
      if (ClusterRules.errors(session.cluster()).isEmpty()) {
        session.commit();
        assertSame(store.snapshot(), direct);
      }
    }
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void refreshingAllOrOneByOneRestores(
      @ForAll("steps") List<Step> steps, @ForAll @Size(max = 12) List<Integer> order)
      throws Exception {
    try (ClusterStore store = new InMemoryClusterStore()) {
      ClusterSnapshot before = SampleCluster.in(store);
      EditSession session = EditSession.open(store);
      steps.forEach(step -> step.make(session, edit -> {}));
      for (int pick : order) {
        List<Modification> staged = session.modified();
        if (!staged.isEmpty()) {
          EntityKey one = staged.get(Math.floorMod(pick, staged.size())).key();
          session.refresh(one);
          assertThat(session.isModified(one)).isFalse();
        }
      }
      while (!session.modified().isEmpty()) {
        session.refresh(session.modified().get(0).key());
      }
      assertThat(session.modified()).isEmpty();
      assertThat(session.cluster()).isEqualTo(before);
      steps.forEach(step -> step.make(session, edit -> {}));
      session.refresh();
      assertThat(session.cluster()).isEqualTo(before);
      assertThat(store.snapshot()).isEqualTo(before);
    }
  }

  /** Compares all but the exports that a commit adds for what is new to provisioning. */
  private static void assertSame(ClusterSnapshot cluster, DirectCluster direct) {
    Map<EntityKey, Entity> expected = direct.entities();
    MapDifference<?, ?> difference =
        Maps.difference(
            Maps.filterValues(
                cluster.entities(),
                entity -> !IndirectEdits.isAutomatic(entity) || expected.containsKey(entity.key())),
            expected);
    assertThat(difference.areEqual()).describedAs("%s", difference).isTrue();
  }

  private static List<Finding> refusal(EditSession session) throws EditConflict {
    try {
      session.commit();
      return List.of();
    } catch (StoreException e) {
      return e.findings();
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Step.any().list().ofMaxSize(10);
  }
}
