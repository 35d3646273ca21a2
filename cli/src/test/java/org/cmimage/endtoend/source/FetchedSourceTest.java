package org.cmimage.endtoend.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.store.ClusterStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A connected machine fills a directory; a head node without any network interface, which has
 * nothing in its cache, makes all components of it.
 */
@Tag("root")
@Tag("network")
class FetchedSourceTest {
  private static final ArchOs ARCH_OS =
      new ArchOs(TrialCluster.HOST, Distribution.parse("debian12"));

  /** Three components, each as small as it can be. */
  private static final String CATALOG =
      """
      inherits: debian12
      kernels:
        x86_64: linux-image-cloud-amd64
        aarch64: linux-image-cloud-arm64
      priorities:
        swimage: [required]
        node-installer: [required]
      packages:
        swimage:
          boot: [systemd-sysv, initramfs-tools, zstd]
          tools: [apt]
          network: []
          login: []
          dhcp: []
          infiniband: []
          time: []
          storage: []
          hardware: []
          diagnosis: []
          logs: []
        node-installer:
          boot: [systemd-sysv, zstd]
          network: []
          login: []
          dhcp: []
          time: []
          storage: []
          hardware: []
          tools: [apt]
        cmshared:
          topology: [numactl]
          measuring: []
      """;

  @AfterEach
  void remove() throws Exception {
    TrialCluster.remove();
  }

  @Test
  void aHeadNodeWithoutANetworkMakesAllThatWasFetched() throws Exception {
    TrialCluster.requireMachine("unshare", "ip");
    ClusterLayout connected = TrialCluster.create(ARCH_OS.distribution(), CATALOG);
    requireMirror(connected);
    Path media = TrialCluster.scratch().resolve("media");
    Path lock = TrialCluster.scratch().resolve("versions.yaml");
    run(connected, List.of(), "fetch", media.toString(), "--lock", lock.toString());
    String versions = Files.readString(lock);

    ClusterLayout alone = TrialCluster.alone(connected);
    String said =
        run(
            alone,
            List.of("unshare", "--net"),
            "create",
            "all",
            "--source",
            media.toString(),
            "--air-gapped",
            "--lock",
            lock.toString());

    assertThat(said).contains(ARCH_OS.toString());
    assertThat(lock).hasContent(versions);
    for (ComponentKind kind : ComponentKind.values()) {
      assertThat(versions).contains("component: " + kind.verb());
    }
    assertThat(versions).contains("bookworm");
    for (ComponentKind kind : ComponentKind.values()) {
      assertThat(alone.tree(new ComponentName(kind, ARCH_OS))).isDirectory();
    }
    try (ClusterStore store = Stores.look(alone)) {
      assertThat(store.snapshot().all(EntityType.ARCH_OS))
          .extracting(Entity::name)
          .contains(ARCH_OS.architecture().unameName() + "/" + ARCH_OS.distribution().id());
    }
  }

  /** Aborts where there is no mirror to fetch from. */
  private static void requireMirror(ClusterLayout layout) throws Exception {
    try (ClusterStore store = Stores.open(layout)) {
      TrialCluster.requirePlan(
          ImagePipeline.builder().layout(layout).store(store).build(),
          ImageRequest.bootstrap(ARCH_OS, ComponentKind.CM_SHARED).build());
    }
  }

  private static String run(ClusterLayout layout, List<String> before, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "org.cmimage.cli.CmImage",
            "--output",
            "json"));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "-d",
            ARCH_OS.distribution().id(),
            "-a",
            ARCH_OS.architecture().unameName(),
            "--root",
            layout.root().toString()));
    return Program.output(Path.of("/"), command.toArray(String[]::new));
  }
}
