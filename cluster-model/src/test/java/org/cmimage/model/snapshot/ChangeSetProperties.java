package org.cmimage.model.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityArbitraries;
import org.cmimage.model.entity.EntityKey;

class ChangeSetProperties {
  @Property(tries = 200)
  void removingAnOwnerRemovesWhatBelongsToIt(@ForAll("entityLists") List<Entity> entities) {
    ClusterSnapshot before = ClusterSnapshot.empty();
    ChangeSet.Builder puts = ChangeSet.of(before);
    entities.forEach(puts::put);
    ClusterSnapshot filled = before.apply(puts.build());
    EntityKey first = entities.get(0).key();
    ClusterSnapshot after = filled.apply(ChangeSet.of(filled).remove(first).build());
    assertThat(after.entities().keySet())
        .noneMatch(key -> key.equals(first) || key.owner().filter(first::equals).isPresent());
    assertThat(filled.entities()).containsAllEntriesOf(after.entities());
    assertThat(after.version()).isEqualTo(filled.version() + 1);
  }

  @Property(tries = 200)
  void changesThatAreDoneAreNoChange(@ForAll("entityLists") List<Entity> entities) {
    ChangeSet.Builder puts = ChangeSet.of(ClusterSnapshot.empty());
    entities.forEach(puts::put);
    ClusterSnapshot once = ClusterSnapshot.empty().apply(puts.build());
    assertThat(once.apply(puts.build())).isSameAs(once);
  }

  @Provide
  Arbitrary<List<Entity>> entityLists() {
    return EntityArbitraries.entities().list().ofMinSize(1).ofMaxSize(12);
  }
}
