package org.cmimage.endtoend.ubuntu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.Architecture;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The whole catalog of Ubuntu 24.04 for both architectures, from archive and ports, with the kernel
 * of 64 KiB pages on aarch64; {@code base-files} has the links of the merged {@code /usr}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class Ubuntu2404Test extends UbuntuContract {
  Ubuntu2404Test() {
    super(
        "ubuntu2404",
        "noble",
        "3.13",
        new Wish(Architecture.AARCH64, "all", Optional.of("64k"), "6.8.0-51-generic-64k"),
        new Wish(Architecture.X86_64, "all", Optional.empty(), "6.8.0-51-generic"));
  }

  /** The bait: ports has not got the update of coreutils that archive has. */
  @Test
  void twinOfAnotherPublicationIsOfTheIndexThatTheImagesMirrorVouchesFor() {
    assumeTrue(TrialCluster.HOST == Architecture.X86_64, "needs a head node of archive");
    for (Made one : made()) {
      boolean ports = one.wish().architecture() == Architecture.AARCH64;
      assertThat(one.tree().version("coreutils")).endsWith(ports ? "ubuntu1.1" : "ubuntu1.2");
      if (ports) {
        assertThat(one.said().progress())
            .containsPattern("the native twin of coreutils \\S+ is of an earlier index")
            .doesNotContain("coreutils is emulated");
      }
    }
  }

  /** The bait: an index that is older than the one seen before, with a valid signature. */
  @Test
  @Order(Integer.MAX_VALUE)
  void olderIndexIsRefused() throws Exception {
    archive().goBack();
    Ours refused =
        Ours.run(
            layout(),
            "CmImage",
            "create",
            "swimage",
            "--bootstrap",
            "-d",
            "ubuntu2404",
            "-a",
            "x86_64",
            "--dry-run");
    assertThat(refused.status()).isEqualTo(4);
    assertThat(refused.progress()).contains("an old index is passed off as the current one");
  }
}
