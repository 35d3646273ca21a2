package org.cmimage.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.core.plan.ImagePlan;
import org.cmimage.core.plan.Obstacle;
import org.cmimage.core.run.ImageReport.ComponentOutcome;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.qemu.guest.LinuxGuestSessions;
import org.cmimage.sources.deb.DebPackageSystemProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An image of an architecture that no head node has: nothing is tied to the two that they have. */
@Tag("root")
@Tag("network")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThirdArchitectureTest {
  private static final ArchOs ARCH_OS =
      new ArchOs(Architecture.RISCV64, Distribution.parse("debian13"));
  private static final String NAME = "default-image-debian13-riscv64";

  private ClusterLayout layout;
  private ComponentOutcome outcome;

  @BeforeAll
  void make() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    layout = TrialCluster.create(ARCH_OS.distribution(), List.of());
    // Mirrors that are filled for some architectures lag in the others' updates and fixes, and then
    // hold what the release file does not vouch for. The release itself does not change.
    Files.writeString(
        layout.distributions().resolve("debian13.yaml"),
        """
        repositories:
          archive:
            suites: [<codename>]
          security:
            architectures: [x86_64, aarch64]
        """,
        StandardOpenOption.APPEND);
    ImageRequest request = BootstrapContract.request(ARCH_OS);
    try (ClusterStore store = Stores.open(layout)) {
      ImagePipeline pipeline =
          ImagePipeline.builder().layout(layout).store(store).guestSessions(sessions()).build();
      outcome = pipeline.execute(plan(pipeline, request)).components().get(0);
    }
  }

  private static ImagePlan plan(ImagePipeline pipeline, ImageRequest request)
      throws ImageException {
    try {
      ImagePlan plan = pipeline.plan(request);
      for (Obstacle obstacle : plan.obstacles()) {
        abort(obstacle.message());
      }
      return plan;
    } catch (ImageException e) {
      assumeTrue(e.code() != ErrorCode.MIRROR_UNREACHABLE, e.getMessage());
      throw e;
    }
  }

  /** With an empty search path the emulator is that of the distribution's package. */
  private GuestSessions sessions() throws IOException {
    return LinuxGuestSessions.of(
        new DebPackageSystemProvider().programs(layout), layout.cache(), "");
  }

  @AfterAll
  void clear() throws IOException, InterruptedException {
    TrialCluster.remove();
  }

  @Test
  void treeIsWhole() {
    assertThat(outcome.tree()).isEqualTo(layout.resolve("/cm/images/" + NAME)).isDirectory();
    assertThat(outcome.verification().errors()).isEmpty();
    assertThat(outcome.kernelRelease())
        .hasValueSatisfying(release -> assertThat(release).endsWith("-riscv64"));
    // Programs, libraries and kernel modules.
    assertThat(outcome.verification().machines().get("riscv64")).isGreaterThan(500);
    assertThat(outcome.verification().machines()).doesNotContainKeys("x86_64", "aarch64");
  }

  @Test
  void mostProgramsHadNativeTwins() {
    assertThat(outcome.timings().starts().nativeTotal())
        .isGreaterThan(10 * outcome.timings().starts().emulatedTotal());
    assertThat(outcome.timings().starts().emulated()).containsKey("/usr/bin/dpkg");
  }

  @Test
  void itsOwnDpkgHasNoComplaint() throws Exception {
    List<String> printed = new ArrayList<>();
    try (GuestSession session =
        sessions()
            .open(
                new GuestSessions.Request(
                    outcome.tree(),
                    ARCH_OS.architecture(),
                    "",
                    false,
                    Map.of(),
                    false,
                    Optional.empty()))) {
      for (String check : List.of("--audit", "--verify")) {
        CommandResult result = session.run(Command.of("dpkg", check), printed::add);
        assertThat(result.succeeded()).as("%s: %s", check, printed).isTrue();
        assertThat(printed).as("what dpkg %s prints", check).isEmpty();
      }
      session.run(Command.of("dpkg", "--print-architecture"), printed::add);
      session.run(Command.of("uname", "-m"), printed::add);
      assertThat(printed).containsExactly("riscv64", "riscv64");
    }
  }

  @Test
  void imageIsRegisteredAsOneForItsNodes() throws Exception {
    String root = layout.root().toString();
    assertThat(Program.ours("CmImage", "show", NAME, "--root", root))
        .containsPattern(
            "(?m)^Kernel version +" + Pattern.quote(outcome.kernelRelease().orElseThrow()) + "$")
        .containsPattern("(?m)^Kernel output console +ttyS0$");
    assertThat(Program.ours("Cmsh", "-c", "category; list", "--root", root))
        .containsPattern("(?m)^\\| default-debian13-riscv64 *\\| " + NAME + " ");
  }
}
