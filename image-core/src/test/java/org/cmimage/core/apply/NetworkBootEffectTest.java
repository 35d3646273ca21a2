package org.cmimage.core.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.model.netboot.NetworkBoot;
import org.junit.jupiter.api.Test;

class NetworkBootEffectTest {
  private static List<String> unread(String... paths) {
    return NetworkBootEffect.unread(
        Stream.of(paths)
            .map(path -> new HostFileChange(path, Optional.empty(), Optional.of("new")))
            .toList());
  }

  @Test
  void dnsmasqIsToBeTold() {
    assertThat(unread("/etc/fstab")).isEmpty();
    assertThat(unread(NetworkBoot.DNSMASQ_HOSTS))
        .containsExactly("dnsmasq reads its changed hosts at: systemctl reload dnsmasq");
    assertThat(unread(NetworkBoot.DNSMASQ_HOSTS, NetworkBoot.DNSMASQ))
        .containsExactly("dnsmasq reads its changed configuration at: systemctl restart dnsmasq");
  }
}
