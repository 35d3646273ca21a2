package org.cmimage.core.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.cmimage.core.ClusterLayout;
import org.cmimage.model.entity.Category;
import org.cmimage.model.netboot.NetbootMode;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.Test;

class ServiceTrialTest {
  private static List<String> subjects(NetbootMode mode, String protocol) {
    ClusterSnapshot cluster =
        ClusterSnapshot.empty()
            .apply(
                ChangeSet.of(ClusterSnapshot.empty())
                    .put(Category.named("gpu").with(Category.BOOT_LOADER_PROTOCOL, protocol))
                    .build());
    ClusterLayout layout = ClusterLayout.below(Path.of("/nowhere"));
    return new ServiceTrial(layout, cluster).run(mode).stream().map(HostFinding::subject).toList();
  }

  @Test
  void onlyServicesThatEntitiesAskForAreLookedFor() throws Exception {
    assertThat(subjects(NetbootMode.NONE, "HTTP")).isEmpty();
    assertThat(subjects(NetbootMode.FILES, "TFTP")).containsExactly("DHCP", "TFTP");
    assertThat(subjects(NetbootMode.DNSMASQ, "HTTP")).containsExactly("DHCP", "TFTP", "HTTP");
    assertThat(
            new ServiceTrial(ClusterLayout.below(Path.of("/nowhere")), ClusterSnapshot.empty())
                .run())
        .isEmpty();
  }
}
