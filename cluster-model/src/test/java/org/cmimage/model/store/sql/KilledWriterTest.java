package org.cmimage.model.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import org.cmimage.model.entity.Network;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledWriterTest {
  private static final int NETWORKS_A_CHANGE = 200;

  private static final int KILLS = 5;

  @TempDir private Path directory;

  /**
   * The writer of another process: says when it has made the first change, then goes on until it is
   * killed.
   */
  public static void main(String[] args) throws StoreException {
    try (ClusterStore store = SqlClusterStore.open(Path.of(args[0]))) {
      for (int round = 0; ; round++) {
        ChangeSet.Builder changes = ChangeSet.of(store.snapshot());
        for (int i = 0; i < NETWORKS_A_CHANGE; i++) {
          changes.put(Network.named("n" + i).with(Network.DOMAIN_NAME, "round" + round));
        }
        store.apply(changes.build());
        System.out.println(round);
      }
    }
  }

  @Test
  void aKilledWriterLeavesTheStateOfOneChange() throws Exception {
    Path file = directory.resolve("cluster.db");
    long version = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Process writer =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  KilledWriterTest.class.getName(),
                  file.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (BufferedReader said = writer.inputReader()) {
        assertThat(said.readLine()).isEqualTo("0");
        assertThat(said.readLine()).isEqualTo("1");
        // A change takes longer than this; each kill meets it at another place.
        Thread.sleep(10 + 7L * kill);
        writer.destroyForcibly().waitFor();
      }
      try (ClusterStore store = SqlClusterStore.open(file)) {
        ClusterSnapshot left = store.snapshot();
        assertThat(left.networks()).hasSize(NETWORKS_A_CHANGE);
        assertThat(left.networks())
            .extracting(n -> n.get(Network.DOMAIN_NAME))
            .containsOnly(left.networks().get(0).get(Network.DOMAIN_NAME));
        assertThat(left.version()).isGreaterThan(version);
        version =
            store
                .apply(
                    ChangeSet.of(left)
                        .put(Network.named("n0").with(Network.DOMAIN_NAME, "mended"))
                        .build())
                .version();
        assertThat(version).isEqualTo(left.version() + 1);
      }
    }
  }
}
