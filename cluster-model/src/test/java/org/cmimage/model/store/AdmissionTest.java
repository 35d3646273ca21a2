package org.cmimage.model.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.entity.Property;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final Property NOTES = EntityType.DEVICE.schema().property("notes");
  private static final Network NETWORK =
      Network.named("internalnet").with(Network.BASE_ADDRESS, "10.141.0.0");

  /** As a store of an older program may have it. */
  @Test
  void whatWasWrongBeforeKeepsNobodyFromOtherChangesOrFromMendingIt() throws StoreException {
    ClusterSnapshot wrong =
        cluster(
            node("n1").with(Device.IP, "10.141.0.1"),
            node("n2").with(Device.IP, "10.141.0.1"),
            node("n3").with(Device.IP, "10.141.0.1"),
            node("n4").with(Device.IP, "10.99.0.1"));
    ChangeSet notes = ChangeSet.of(wrong).put(change(wrong, "n4", NOTES, "rack 7")).build();
    assertThat(admitted(wrong, notes)).isTrue();
    assertThat(admitted(wrong, set(wrong, "n3", "10.141.0.3"))).isTrue();
    assertThat(admitted(wrong, set(wrong, "n4", "10.141.0.4"))).isTrue();
    assertThat(admitted(wrong, set(wrong, "n4", "10.99.0.2"))).isFalse();
    assertThat(admitted(wrong, set(wrong, "n4", "10.141.0.1"))).isFalse();
  }

  private static ChangeSet set(ClusterSnapshot cluster, String node, String ip) {
    return ChangeSet.of(cluster).put(change(cluster, node, Device.IP, ip)).build();
  }

  private static Entity change(ClusterSnapshot cluster, String node, Property of, String value) {
    return cluster.find(EntityType.DEVICE, node).orElseThrow().with(of, value);
  }

  private static boolean admitted(ClusterSnapshot cluster, ChangeSet changes)
      throws StoreException {
    try {
      Admission.of(cluster, changes, version -> List.of());
      return true;
    } catch (StoreException e) {
      assertThat(e.kind()).isEqualTo(StoreException.Kind.INVALID);
      return false;
    }
  }

  private static Device node(String name) {
    return Device.node(name, "c").with(Device.NETWORK, "internalnet");
  }

  private static ClusterSnapshot cluster(Entity... entities) {
    ChangeSet.Builder changes = ChangeSet.of(ClusterSnapshot.empty());
    changes.put(Partition.base("lab")).put(NETWORK).put(Category.named("c"));
    List.of(entities).forEach(changes::put);
    return ClusterSnapshot.empty().apply(changes.build());
  }
}
