package org.cmimage.model.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;

class ComponentRemovalProperties {
  /** What is removed leaves nothing behind and takes nothing along. */
  @Property(tries = 200)
  void whatIsRemovedMightNeverHaveBeen(
      @ForAll("components") Set<ComponentName> all, @ForAll("components") Set<ComponentName> gone) {
    ClusterSnapshot expected = fresh();
    ClusterSnapshot cluster = fresh();
    for (ComponentName component : all) {
      cluster = cluster.apply(registration(cluster, component));
      if (!gone.contains(component)) {
        expected = expected.apply(registration(expected, component));
      }
    }
    ChangeSet removal = ComponentRemoval.of(cluster, gone);
    ClusterSnapshot after = cluster.apply(removal);
    assertThat(after.entities()).isEqualTo(expected.entities());
    assertThat(ComponentRemoval.of(after, gone).isEmpty()).isTrue();
    assertThat(gone).allSatisfy(c -> assertThat(ComponentRemoval.entities(after, c)).isEmpty());
  }

  @Provide
  Arbitrary<Set<ComponentName>> components() {
    Arbitrary<ArchOs> archOs =
        Combinators.combine(
                Arbitraries.of(Architecture.values()),
                Arbitraries.of("debian12", "rocky9u3", "rhel9").map(Distribution::parse))
            .as(ArchOs::new);
    return Combinators.combine(Arbitraries.of(ComponentKind.values()), archOs)
        .as(ComponentName::new)
        .set()
        .ofMaxSize(8);
  }

  private static ClusterSnapshot fresh() {
    ClusterSnapshot empty = ClusterSnapshot.empty();
    ArchOs head = new ArchOs(Architecture.X86_64, Distribution.parse("debian12"));
    return empty.apply(NewCluster.of("head", head).changes(empty));
  }

  private static ChangeSet registration(ClusterSnapshot cluster, ComponentName component) {
    return switch (component.kind()) {
      case SOFTWARE_IMAGE ->
          ComponentRegistration.softwareImage(cluster, component.archOs(), "6.1", Instant.EPOCH);
      case NODE_INSTALLER -> ComponentRegistration.nodeInstaller(cluster, component.archOs());
      case CM_SHARED -> ComponentRegistration.cmShared(cluster, component.archOs());
    };
  }
}
