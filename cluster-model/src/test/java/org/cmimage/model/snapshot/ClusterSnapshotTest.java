package org.cmimage.model.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Partition;
import org.junit.jupiter.api.Test;

class ClusterSnapshotTest {
  @Test
  void masterIsTheActiveHeadNodeUnlessAMachineIsCalledSo() {
    Entity base = Partition.base("c").with(Partition.HEADNODE, "head01");
    Entity head = Device.node("head01", "");
    Entity master = Device.node("master", "");
    assertThat(cluster(base, head).find(EntityType.DEVICE, "master")).contains(head);
    assertThat(cluster(base, head, master).find(EntityType.DEVICE, "master")).contains(master);
    assertThat(cluster(head).find(EntityType.DEVICE, "master")).isEmpty();
  }

  private static ClusterSnapshot cluster(Entity... entities) {
    ChangeSet.Builder changes = ChangeSet.of(ClusterSnapshot.empty());
    List.of(entities).forEach(changes::put);
    return ClusterSnapshot.empty().apply(changes.build());
  }
}
