package org.cmimage.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.core.plan.ComponentPlan;
import org.cmimage.core.record.RunTimings;
import org.cmimage.core.record.Stage;
import org.cmimage.core.record.TimingRecords;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.run.ImageReport;
import org.cmimage.core.run.ImageReport.ComponentOutcome;
import org.cmimage.core.scrub.IdentityScrub;
import org.cmimage.core.scrub.Residue;
import org.cmimage.core.spi.PackageInstallation.PlannedPackage;
import org.cmimage.core.spi.PackageTime;
import org.cmimage.core.spi.PackageTime.Phase;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.endtoend.trial.Explanations;
import org.cmimage.endtoend.trial.Mmdebstrap;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TreeDifferences;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;
import org.cmimage.sources.ldcache.LibraryCache;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What holds for every software image, shown on one that is made from nothing for all tests. */
@Tag("root")
@Tag("network")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BootstrapContract {
  static final Architecture HOST = TrialCluster.HOST;

  private final ArchOs archOs;
  private final List<String> services;
  private final String name;
  private ClusterLayout layout;
  private ComponentPlan plan;
  private ComponentOutcome outcome;
  private List<String> mountsBefore;
  private List<String> mountsAfter;
  private List<Residue> residues;
  private String packages;
  private Comparison comparison;

  /** What was found beside mmdebstrap's tree, whose packages these are. */
  private record Comparison(String packages, List<String> complaints) {}

  BootstrapContract(ArchOs archOs, List<String> services) {
    this.archOs = archOs;
    this.services = services;
    this.name = "default-image-" + archOs;
  }

  /** Where the image's programs run. */
  abstract GuestSessions sessions(ClusterLayout layout) throws IOException;

  /** Makes the software image. */
  abstract ImageReport make(ClusterLayout layout, ArchOs archOs)
      throws ImageException, StoreException, IOException;

  /** Starts mmdebstrap with the same packages, to run beside ours. */
  abstract Mmdebstrap mmdebstrap(ComponentPlan plan, ClusterLayout layout, Path scratch)
      throws IOException, InterruptedException;

  @BeforeAll
  void makeAndCompare() throws Exception {
    TrialCluster.requireMachine("mmdebstrap", "getfattr", "dpkg-query", "unshare");
    layout = TrialCluster.create(archOs.distribution(), services);
    mountsBefore = mounts();
    plan = plan();
    Instant begin = Instant.now();
    try (Mmdebstrap other = mmdebstrap(plan, layout, TrialCluster.scratch())) {
      outcome = make(layout, archOs).components().get(0);
      mountsAfter = mounts();
      try (Rootfs tree = Rootfs.open(hostCalls(), outcome.tree())) {
        residues = IdentityScrub.audit(tree);
      }
      packages = packages(outcome.tree());
      compare(other.tree(), begin);
    }
  }

  private void compare(Path other, Instant begin) throws IOException, InterruptedException {
    Explanations explanations = Explanations.read(Path.of("../docs/COMPARISON.md"));
    List<String> complaints =
        explanations.complaints(
            archOs.distribution().id(), TreeDifferences.between(outcome.tree(), other, begin));
    comparison = new Comparison(packages(other), complaints);
  }

  @AfterAll
  void clear() throws IOException, InterruptedException {
    TrialCluster.remove();
  }

  private ComponentPlan plan() throws ImageException, StoreException, IOException {
    try (ClusterStore store = Stores.open(layout)) {
      return TrialCluster.requirePlan(pipeline(layout, store), request(archOs));
    }
  }

  ImagePipeline pipeline(ClusterLayout layout, ClusterStore store) throws IOException {
    return ImagePipeline.builder()
        .layout(layout)
        .store(store)
        .guestSessions(sessions(layout))
        .build();
  }

  static ImageRequest request(ArchOs archOs) {
    return ImageRequest.bootstrap(archOs, ComponentKind.SOFTWARE_IMAGE).build();
  }

  @Test
  void treeIsInItsPlaceAndStagingIsGone() throws IOException {
    assertThat(outcome.tree()).isEqualTo(layout.resolve("/cm/images/" + name)).isDirectory();
    try (Stream<Path> images = Files.list(layout.resolve("/cm/images"))) {
      assertThat(images).containsExactly(outcome.tree());
    }
    assertThat(layout.journals()).isEmptyDirectory();
    assertThat(outcome.kernelRelease()).hasValue(TrialCluster.installation(plan).kernelRelease());
    assertThat(outcome.packages()).isEqualTo(plan.packages().size());
  }

  @Test
  void nothingOfTheBuildIsInTheTree() {
    assertThat(residues).isEmpty();
    assertThat(outcome.verification().errors()).isEmpty();
  }

  /** What serves where the emulator crashes in ldconfig. */
  @Test
  void cacheOfLibrariesIsWhatWeWouldWrite() throws IOException {
    try (Rootfs tree = Rootfs.open(HostCalls.installed(), outcome.tree())) {
      assertThat(LibraryCache.of(tree))
          .hasValueSatisfying(
              written ->
                  assertThat(outcome.tree().resolve("etc/ld.so.cache")).hasBinaryContent(written));
    }
  }

  @Test
  void headNodeIsAsBefore() throws IOException {
    assertThat(mountsAfter).isEqualTo(mountsBefore);
    assertThat(processesInATree()).isEmpty();
  }

  @Test
  void packagesAreThoseOfThePlan() {
    assertThat(packages.lines().toList())
        .isEqualTo(
            plan.packages().stream()
                .map(p -> p.name() + " " + p.version() + " " + p.architecture() + " ii ")
                .toList());
  }

  @Test
  void recordOfTheTimesAddsUp() throws IOException {
    RunTimings timings = TimingRecords.of(layout).find(outcome.component()).orElseThrow();

    assertThat(timings).isEqualTo(outcome.timings());
    assertThat(timings.stages().keySet())
        .containsExactlyElementsOf(EnumSet.complementOf(EnumSet.of(Stage.BIND)));
    Set<String> inTurn = names(timings, Phase.IN_TURN);
    assertThat(inTurn).hasSizeLessThan(plan.packages().size() / 10);
    assertThat(Sets.union(names(timings, Phase.UNPACK), inTurn)).isEqualTo(names(plan));
    assertThat(names(timings, Phase.POSTINST)).isEqualTo(names(plan));
    assertThat(names(timings, Phase.INITRAMFS)).containsExactly("initramfs-tools");
    Duration provision = timings.stages().get(Stage.PROVISION).elapsed();
    Duration oneAfterAnother =
        timings.scripts().stream()
            .filter(script -> script.phase() != Phase.INITRAMFS)
            .map(PackageTime::time)
            .reduce(Duration.ZERO, Duration::plus);
    assertThat(oneAfterAnother).isPositive().isLessThanOrEqualTo(provision);
    assertThat(timings.scripts().get(0).time()).isPositive().isLessThanOrEqualTo(provision);
    boolean counted = archOs.architecture() != HOST;
    assertThat(timings.starts().nativeTotal() > 0).isEqualTo(counted);
  }

  private static Set<String> names(RunTimings timings, Phase phase) {
    return timings.packages().stream()
        .filter(time -> time.phase() == phase)
        .map(PackageTime::packageName)
        .collect(Collectors.toSet());
  }

  private static Set<String> names(ComponentPlan plan) {
    return plan.packages().stream().map(PlannedPackage::name).collect(Collectors.toSet());
  }

  @Test
  void treeIsWhatMmdebstrapMakes() {
    assertThat(packages).isEqualTo(comparison.packages());
    assertThat(comparison.complaints()).isEmpty();
  }

  @Test
  void dpkgAndAptOfTheImageHaveNoComplaint() throws Exception {
    List<String> printed = new ArrayList<>();
    try (GuestSession session =
        sessions(layout)
            .open(
                new GuestSessions.Request(
                    outcome.tree(),
                    archOs.architecture(),
                    "",
                    false,
                    Map.of(),
                    false,
                    Optional.empty()))) {
      for (Command command :
          List.of(Command.of("dpkg", "--audit"), Command.of("dpkg", "--verify"))) {
        CommandResult result = session.run(command, printed::add);
        assertThat(result.succeeded()).as("%s: %s", command, result).isTrue();
        assertThat(printed).as("what %s prints", command).isEmpty();
      }
      CommandResult apt = session.run(Command.of("apt-get", "-q", "check"), printed::add);
      assertThat(apt.succeeded()).as("%s", printed).isTrue();
      printed.clear();
      session.run(Command.of("uname", "-m"), printed::add);
      assertThat(printed).containsExactly(archOs.architecture().unameName());
    }
  }

  @Test
  void commandsShowTheImage() throws IOException, InterruptedException {
    String root = layout.root().toString();
    String path = "/cm/images/" + name;
    String kernel = TrialCluster.installation(plan).kernelRelease();
    String kernelPattern = Pattern.quote(kernel);

    assertThat(ours("CmImage", "list"))
        .containsPattern(
            "(?m)^\\| " + name + " *\\| " + path + " *\\| " + kernelPattern + " *\\| 0 ");
    assertThat(Program.ours("CmImage", "--root", root, "list", "--output", "json"))
        .contains("\"" + name + "\"", "\"" + path + "\"", "\"" + kernel + "\"");
    assertThat(ours("CmImage", "show", name))
        .containsPattern("(?m)^Path +" + path + "$")
        .containsPattern("(?m)^Kernel version +" + kernelPattern + "$");
    assertThat(ours("CmImage", "show", name, "--timing"))
        .containsPattern("(?m)^configure +[0-9.]+$")
        .containsPattern("(?m)^initramfs-tools +initramfs +[0-9.]+$");
    assertThat(ours("Cmsh", "-c", "softwareimage; list")).isEqualTo(ours("CmImage", "list"));
    assertThat(ours("Cmsh", "-c", "fspart; list"))
        .containsPattern("(?m)^\\| " + path + " *\\| image +\\| " + name)
        .containsPattern("(?m)^\\| " + path + "/boot *\\| boot +\\| " + name);
    assertThat(ours("Cmsh", "-c", "category; list"))
        .containsPattern("(?m)^\\| default-" + archOs + " *\\| " + name + " ");
  }

  private String ours(String mainClass, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--root");
    all.add(layout.root().toString());
    return Program.ours(mainClass, all.toArray(String[]::new));
  }

  private static String packages(Path tree) throws IOException, InterruptedException {
    return Program.output(
        tree,
        "dpkg-query",
        "--admindir=" + tree.resolve("var/lib/dpkg"),
        "--show",
        "--showformat=${Package} ${Version} ${Architecture} ${db:Status-Abbrev}\n");
  }

  /** The mounts of this machine that a build could have made; other work may go on here. */
  private static List<String> mounts() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .filter(
            line -> line.contains(TrialCluster.directory() + "/") || line.contains("binfmt_misc"))
        .toList();
  }

  /** Processes that have a tree of this cluster mounted: those of a session, and none else. */
  private static List<String> processesInATree() throws IOException {
    List<String> processes = new ArrayList<>();
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      Path mounts = Path.of("/proc", Long.toString(process.pid()), "mountinfo");
      try {
        if (Files.readString(mounts).contains(TrialCluster.directory() + "/cm/")) {
          processes.add(process.pid() + " " + process.info().command().orElse("?"));
        }
      } catch (IOException e) {
        continue; // it has ended, and a process that nobody has waited for has no mounts
      }
    }
    return processes;
  }

  static HostCalls hostCalls() {
    return HostCalls.installed();
  }
}
