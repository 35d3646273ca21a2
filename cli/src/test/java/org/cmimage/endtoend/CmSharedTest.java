package org.cmimage.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.event.PipelineEvent;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.identity.ComponentMarker;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.core.record.Stage;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.run.ImageReport.ComponentOutcome;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;
import org.cmimage.model.store.ClusterStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trees of real applications, of both architectures; those of the head node's are run. */
@Tag("root")
@Tag("network")
class CmSharedTest {
  private static final Distribution DISTRIBUTION = Distribution.parse("debian12");

  /** What each application of the catalog is tried with, and what it has to print. */
  private static final Map<String, List<String>> TRIALS =
      Map.of(
          "numactl --hardware", List.of("available:", "node 0 cpus: 0"),
          "migratepages --help 2>&1 || true", List.of("migratepages"),
          "lstopo-no-graphics --version", List.of("lstopo-no-graphics 2."),
          "lstopo --of console", List.of("Machine", "PU"),
          "hwloc-calc --number-of core all", List.of(""),
          "iperf3 --version", List.of("iperf 3."),
          "memtester 1M 1", List.of("Done."),
          "stress --cpu 1 --timeout 1", List.of("successful run"));

  private ClusterLayout layout;
  private final List<PipelineEvent> events = new ArrayList<>();

  @BeforeEach
  void setUp() throws IOException, InterruptedException {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    layout = TrialCluster.create(DISTRIBUTION, List.of());
    // This is about the catalog's own packages, not about the small set of the other tests.
    Files.delete(layout.distributions().resolve(DISTRIBUTION.id() + ".yaml"));
  }

  @AfterEach
  void clear() throws IOException, InterruptedException {
    TrialCluster.remove();
  }

  private ComponentOutcome make(Architecture architecture, List<String> more) throws Exception {
    ImageRequest request =
        ImageRequest.bootstrap(new ArchOs(architecture, DISTRIBUTION), ComponentKind.CM_SHARED)
            .additionalPackages(more)
            .build();
    try (ClusterStore store = Stores.open(layout)) {
      ImagePipeline pipeline =
          ImagePipeline.builder().layout(layout).store(store).listener(events::add).build();
      return pipeline.execute(pipeline.plan(request)).components().get(0);
    } catch (ImageException e) {
      assumeTrue(e.code() != ErrorCode.MIRROR_UNREACHABLE, e.getMessage());
      throw e;
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"X86_64", "AARCH64"})
  void isMadeForAnyArchitectureWithoutRunningAnything(Architecture architecture) throws Exception {
    ComponentOutcome outcome = make(architecture, List.of());
    assertThat(outcome.tree()).isEqualTo(layout.resolve("/cm/shared-debian12-" + architecture));
    assertThat(outcome.verification().findings()).isEmpty();
    assertThat(events).noneMatch(PipelineEvent.Warned.class::isInstance);
    assertThat(events)
        .anyMatch(e -> e instanceof PipelineEvent.Skipped && e.stage() == Stage.PROVISION);
    try (Rootfs tree = Rootfs.open(BootstrapContract.hostCalls(), outcome.tree())) {
      ComponentMarker marker = ComponentMarker.read(tree).orElseThrow();
      assertThat(marker.archOs()).isEqualTo(new ArchOs(architecture, DISTRIBUTION));
      assertThat(marker.packages()).containsKeys("numactl", "libnuma1", "libhwloc15");
      // on every node already
      assertThat(marker.packages()).doesNotContainKeys("libc6", "libudev1", "libtinfo6");
    }
    for (String application : list(outcome.tree().resolve("apps"))) {
      assertThat(outcome.tree().resolve("licenses/" + application + "/copyright")).isRegularFile();
    }
    assertThat(Program.ours("Cmsh", "--root", layout.root().toString(), "-c", "fspart; list"))
        .contains("/cm/shared-debian12-" + architecture);
  }

  /** With the modules program out of the same tree, and from another place than it was made in. */
  @Test
  void programsRunOnceTheirModuleIsLoaded() throws Exception {
    Path made = make(BootstrapContract.HOST, List.of("environment-modules")).tree();
    Path tree = Files.move(made, TrialCluster.scratch().resolve("mounted elsewhere"));
    List<String> applications = new ArrayList<>(list(tree.resolve("apps")));
    applications.remove("environment-modules");
    Path modules = tree.resolve("apps/environment-modules");
    modules = modules.resolve(list(modules).get(0));
    Path script =
        Files.writeString(
            TrialCluster.scratch().resolve("try.sh"),
            """
            set -eu
            LD_LIBRARY_PATH='%1$s/lib' TCL_LIBRARY="$(echo '%1$s'/share/tcltk/tcl8.*)" MODULEPATH='%2$s/modulefiles' \\
              "$(echo '%1$s'/bin/tclsh8.*)" '%1$s/lib/modulecmd.tcl' bash load %3$s > loaded
            . ./loaded
            case $LD_LIBRARY_PATH in *"$PWD/mounted elsewhere/apps/numactl/"*/lib*) ;; *) exit 3 ;; esac
            case $MANPATH in *"/share/man:") ;; *) exit 4 ;; esac
            """
                .formatted(modules, tree, String.join(" ", applications)));
    for (Map.Entry<String, List<String>> trial : TRIALS.entrySet()) {
      String program = trial.getKey().split(" ")[0];
      String output =
          Program.output(
              TrialCluster.scratch(),
              "env",
              "-i",
              "PATH=/usr/bin:/bin",
              "sh",
              "-c",
              ". '"
                  + script
                  + "'; case $(command -v "
                  + program
                  + ") in \"$PWD/mounted elsewhere/\"*) ;; *) exit 5 ;; esac; "
                  + trial.getKey());
      assertThat(output).as(trial.getKey()).contains(trial.getValue());
    }
  }

  private static List<String> list(Path directory) throws IOException {
    try (Stream<Path> names = Files.list(directory)) {
      return names.map(name -> name.getFileName().toString()).sorted().toList();
    }
  }
}
