package org.cmimage.model.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityArbitraries;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.rule.ClusterRules;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.InMemoryClusterStore;
import org.cmimage.model.store.StoreException;

class StoresAgreeProperties {
  /**
   * One set of changes of a sequence.
   *
   * @param baseAge how many versions before the newest it was made from
   */
  record Step(List<Entity> puts, List<EntityKey> removes, int baseAge) {
    ChangeSet from(ClusterSnapshot newest) {
      long base = Math.max(0, newest.version() - baseAge);
      ChangeSet.Builder changes = ChangeSet.of(new ClusterSnapshot(base, newest.entities()));
      puts.forEach(changes::put);
      removes.forEach(changes::remove);
      return changes.build();
    }
  }

  @Property(tries = 40, shrinking = ShrinkingMode.BOUNDED)
  void anySequenceOfChangesIsTakenAndRefusedAlike(@ForAll("sequences") List<Step> steps)
      throws IOException, StoreException {
    Path directory = Files.createTempDirectory("stores");
    try (ClusterStore memory = new InMemoryClusterStore();
        ClusterStore disk = SqlClusterStore.open(directory.resolve("cluster.db"))) {
      ChangeSet.Builder everything = ChangeSet.of(ClusterSnapshot.empty());
      EntityArbitraries.everythingReferredTo().forEach(everything::put);
      ChangeSet first = everything.build();
      assertThat(disk.apply(first)).isEqualTo(memory.apply(first));
      for (Step step : steps) {
        ChangeSet changes = step.from(memory.snapshot());
        assertThat(outcome(disk, changes)).isEqualTo(outcome(memory, changes));
        assertThat(disk.snapshot()).isEqualTo(memory.snapshot());
        assertThat(ClusterRules.errors(disk.snapshot())).isEmpty();
      }
      try (ClusterStore reopened = SqlClusterStore.open(directory.resolve("cluster.db"))) {
        assertThat(reopened.snapshot()).isEqualTo(memory.snapshot());
      }
      Statistics.label("more than two changes taken")
          .collect(memory.snapshot().version() > 2)
          .coverage(taken -> taken.check(true).percentage(share -> share > 5));
    } finally {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private static Object outcome(ClusterStore store, ChangeSet changes) {
    try {
      return store.apply(changes);
    } catch (StoreException e) {
      return e.kind() + " " + e.getMessage() + " " + e.findings();
    }
  }

  @Provide
  Arbitrary<List<Step>> sequences() {
    return Combinators.combine(
            EntityArbitraries.entities().list().ofMaxSize(3),
            EntityArbitraries.keys().list().ofMaxSize(1),
            Arbitraries.of(0, 0, 0, 1, 2))
        .as(Step::new)
        .list()
        .ofMaxSize(12);
  }
}
