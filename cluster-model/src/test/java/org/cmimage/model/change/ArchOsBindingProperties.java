package org.cmimage.model.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cmimage.model.ArchOs;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.rule.ClusterRules;
import org.cmimage.model.snapshot.ClusterSnapshot;

class ArchOsBindingProperties {
  @Property(tries = 300)
  void afterAnySequenceTheClusterIsValidAndTheLastIsBound(
      @ForAll("bindings") List<ArchOs> bindings, @ForAll("parts") Set<String> renamed) {
    ClusterSnapshot cluster = ArchOsBindingTest.rockyHead();
    for (ArchOs archOs : bindings) {
      cluster = ArchOsBindingTest.registered(cluster, archOs);
      long entities = cluster.entities().size();
      int entries = cluster.all(EntityType.ARCH_OS).size();
      ArchOsBinding binding = ArchOsBinding.of(cluster, archOs, renamed);
      ClusterSnapshot after = cluster.apply(binding.changes());
      assertThat(ClusterRules.validate(after)).isEmpty();
      // Renaming neither loses nor adds anything.
      assertThat(after.entities().size() - after.all(EntityType.ARCH_OS).size())
          .isEqualTo((int) entities - entries);
      assertThat(binding.changes().isEmpty()).isEqualTo(binding.lines().isEmpty());
      assertThat(ArchOsBinding.of(after, archOs, renamed).changes().isEmpty()).isTrue();
      assertThat(after.fsParts())
          .extracting(FsPart::name)
          .contains("/cm/shared-" + archOs, "/cm/node-installer-" + archOs);
      cluster = after;
    }
  }

  @Provide
  Arbitrary<List<ArchOs>> bindings() {
    return Arbitraries.of(
            "ubuntu2404-aarch64",
            "rocky8-x86_64",
            "rocky8u9-x86_64",
            "rhel8u2-x86_64",
            "rhel9u3-aarch64",
            "rocky9-aarch64",
            "debian12-riscv64")
        .map(name -> ArchOs.find(name).orElseThrow())
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  @Provide
  Arbitrary<Set<String>> parts() {
    return Arbitraries.of("/cm/shared", "/cm/node-installer").set();
  }
}
