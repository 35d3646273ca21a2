package org.cmimage.endtoend.acceleration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.Acceleration;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.guest.ProgramStarts;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.endtoend.trial.Explanations;
import org.cmimage.endtoend.trial.TreeDifferences.Difference;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.qemu.guest.LinuxGuestSessionsProvider;
import org.cmimage.sources.deb.DebPackageSystemProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Programs with native twins answer as the image's own do, asked in one tree with twins and without
 * any; {@code twin-probes.txt} has the questions.
 */
@Tag("root")
@Tag("network")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TwinAnswersContract {
  /** In docs/ACCELERATION.md stands before the names of questions. */
  private static final String PROBE = "probe:";

  private final Distribution distribution;
  private final List<Difference> differences = new ArrayList<>();
  private ProgramStarts accelerated = ProgramStarts.NONE;
  private Map<String, List<String>> emulated = Map.of();

  TwinAnswersContract(String distribution) {
    this.distribution = Distribution.parse(distribution);
  }

  @BeforeAll
  void ask() throws Exception {
    TrialCluster.requireMachine();
    ClusterLayout layout =
        TrialCluster.create(
            distribution,
            """
            inherits: %s
            kernels:
              x86_64: linux-image-cloud-amd64
              aarch64: linux-image-cloud-arm64
            priorities:
              swimage: [required]
            packages:
              swimage:
                boot: [systemd-sysv, udev, kmod]
                network: []
                dhcp: []
                infiniband: []
                login: [less, openssh-client]
                time: []
                storage: []
                hardware: []
                tools: [python3, perl, file, bzip2, xz-utils, zstd, lz4, cpio, openssl, gettext-base]
                diagnosis: [procps, psmisc, hostname]
                logs: [libnss-systemd, gawk]
            """
                .formatted(distribution.id()));
    RecordingSessions sessions =
        new RecordingSessions(
            new LinuxGuestSessionsProvider()
                .open(layout, new DebPackageSystemProvider().programs(layout)));
    Path tree = make(layout, sessions);
    TwinProbes probes = TwinProbes.read();
    Map<String, List<String>> natively;
    // Without twins first: what those do wrong must not change what the others are compared with.
    try (GuestSession session = sessions.open(request(tree, Optional.empty()))) {
      emulated = probes.answers(session);
    }
    try (GuestSession session = sessions.open(request(tree, sessions.twins().get(0)))) {
      natively = probes.answers(session);
      accelerated = session.starts();
    }
    emulated.forEach(
        (probe, answer) -> {
          List<String> other = natively.getOrDefault(probe, List.of());
          if (!answer.equals(other)) {
            differences.add(new Difference(PROBE + probe, "answer", "" + other, "" + answer));
          }
        });
  }

  @AfterAll
  void clear() throws IOException, InterruptedException {
    TrialCluster.remove();
  }

  private Path make(ClusterLayout layout, GuestSessions sessions) throws Exception {
    ImageRequest request =
        ImageRequest.bootstrap(
                new ArchOs(TrialCluster.FOREIGN, distribution), ComponentKind.SOFTWARE_IMAGE)
            .acceleration(Acceleration.AUTO)
            .build();
    try (ClusterStore store = Stores.open(layout)) {
      ImagePipeline pipeline =
          ImagePipeline.builder().layout(layout).store(store).guestSessions(sessions).build();
      TrialCluster.requirePlan(pipeline, request);
      return pipeline.execute(pipeline.plan(request)).components().get(0).tree();
    }
  }

  private GuestSessions.Request request(Path tree, Optional<Path> twins) {
    return new GuestSessions.Request(
        tree, TrialCluster.FOREIGN, "6.1.0-1-probe", false, Map.of(), false, twins);
  }

  @Test
  void answersAreTheSameButForWhatIsListed() throws IOException {
    Explanations explanations = Explanations.read(Path.of("../docs/ACCELERATION.md"));

    assertThat(emulated).hasSizeGreaterThan(80);
    assertThat(explanations.complaints("probes", differences)).isEmpty();
  }

  @Test
  void mostWereAskedOfTwins() {
    assertThat(accelerated.nativeTotal())
        .as("%s", accelerated)
        .isGreaterThan(5 * accelerated.emulatedTotal());
  }
}
