package org.cmimage.model.edit;

import static org.assertj.core.api.Assertions.assertThat;

import org.cmimage.model.edit.staged.Removal;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Network;
import org.cmimage.model.rule.ClusterRules;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.InMemoryClusterStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CloneAddressTest {
  private final ClusterStore store = new InMemoryClusterStore();
  private EditSession session;

  @BeforeEach
  void setUp() throws Exception {
    SampleCluster.in(store);
    session = EditSession.open(store);
    session.set(SampleCluster.INTERNAL, Network.BASE_ADDRESS, "10.141.0.0");
    session.set(SampleCluster.INTERNAL, Network.NETMASK_BITS, "28");
    session.set(SampleCluster.NODE, Device.IP, "10.141.0.1");
    session.set(SampleCluster.NODE, Device.MAC, "52:54:00:aa:bb:cc");
  }

  @Test
  void countsOnAsTheNumbersInTheNamesDo() throws Exception {
    assertThat(cloned("node003")).isEqualTo("10.141.0.3");
    assertThat(cloned("node007")).isEqualTo("10.141.0.7");
    assertThat(cloned("node004")).isEqualTo("10.141.0.4");
    assertThat(session.cluster().find(key("node003")).orElseThrow().get(Device.MAC)).isEmpty();
    assertThat(ClusterRules.errors(session.cluster())).isEmpty();
  }

  @Test
  void takesTheNextFreeOneWhereThatIsTakenOrNamesDiffer() throws Exception {
    session.set(key("node002"), Device.IP, "10.141.0.3");
    assertThat(cloned("node003")).isEqualTo("10.141.0.2");
    assertThat(cloned("gpu")).isEqualTo("10.141.0.4");
    assertThat(cloned("login1")).isEqualTo("10.141.0.5");
    session.remove(key("gpu"), Removal.ENTITY);
    assertThat(cloned("login2")).isEqualTo("10.141.0.4");
    assertThat(ClusterRules.errors(session.cluster())).isEmpty();
  }

  @Test
  void staysInItsNetworkAndLeavesItsRouterAlone() throws Exception {
    session.set(SampleCluster.INTERNAL, Network.GATEWAY, "10.141.0.2");
    assertThat(cloned("node099")).isEqualTo("10.141.0.3");
    for (int host = 4; host < 15; host++) {
      assertThat(cloned("other" + (char) ('a' + host))).isEqualTo("10.141.0." + host);
    }
    assertThat(cloned("last")).isEmpty();
    assertThat(ClusterRules.errors(session.cluster())).isEmpty();
  }

  @Test
  void aNodeWithoutAnAddressHasNoneToCountOn() throws Exception {
    session.clear(SampleCluster.NODE, Device.IP);
    assertThat(cloned("node003")).isEmpty();
  }

  private String cloned(String name) throws EditException {
    return session.clone(SampleCluster.NODE, key(name)).get(Device.IP);
  }

  private static EntityKey key(String name) {
    return EntityKey.of(EntityType.DEVICE, name);
  }
}
