package org.cmimage.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.cmimage.core.cluster.RunLock;
import org.cmimage.core.event.PipelineEvent;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.plan.ImagePlan;
import org.cmimage.core.plan.Obstacle;
import org.cmimage.core.record.RunTimings;
import org.cmimage.core.record.RunTimings.StageTime;
import org.cmimage.core.record.Stage;
import org.cmimage.core.record.TimingRecords;
import org.cmimage.core.run.ImageReport;
import org.cmimage.core.spi.PackageTime;
import org.cmimage.core.spi.PackageTime.Phase;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.snapshot.ChangeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePipelineTest {
  /** More than any run here makes; a loop that comes so far has lost its end. */
  private static final int TOO_MANY = 2000;

  @TempDir private Path directory;
  private FakeCluster cluster;

  @BeforeEach
  void setUp() throws IOException {
    cluster = fresh("cluster");
  }

  private FakeCluster fresh(String name) throws IOException {
    return new FakeCluster(Files.createDirectory(directory.resolve(name)));
  }

  @Test
  void makesPublishesAndRegisters() throws Exception {
    ImageReport report = cluster.create(false);
    assertThat(cluster.published())
        .containsKeys("etc/version", "usr/share/doc/one", "var/lib/first", "var/lib/second");
    assertThat(cluster.isRegistered()).isTrue();
    assertThat(cluster.entities().partition()).isPresent();
    assertThat(cluster.hasLeftovers()).isFalse();
    assertThat(cluster.ran).containsExactly("first", "second");
    assertThat(report.components().get(0).packages()).isEqualTo(2);
    assertThat(Files.readString(report.components().get(0).log())).contains("first was here");
  }

  @Test
  void whatNeedsNoConfigurationOpensNoSession() throws Exception {
    cluster.packages.needNoConfiguration();
    ImagePlan plan = cluster.plan(cluster.pipeline(), false);
    assertThat(plan.components().get(0).execution()).isEmpty();
    cluster.create(false);
    assertThat(cluster.ran).isEmpty();
    assertThat(cluster.events)
        .contains(
            new PipelineEvent.Skipped(
                Optional.of(FakeCluster.SHARED), Stage.PROVISION, "no maintainer scripts to run"));
    assertThat(cluster.published()).containsKey(".cm-image.yaml").doesNotContainKey("etc/hostname");
    assertThat(cluster.isRegistered()).isTrue();
    assertThat(cluster.hasLeftovers()).isFalse();
  }

  @Test
  void whatExistsIsNotMadeAgain() throws Exception {
    ImagePipeline pipeline = cluster.pipeline();
    ImagePlan plan = cluster.plan(pipeline, false);
    cluster.execute(pipeline, plan);
    SortedMap<String, String> tree = cluster.published();
    long version = cluster.entities().version();
    cluster.packages.update("2");

    for (ImagePlan again : List.of(plan, cluster.plan(pipeline, false))) {
      cluster.events.clear();
      ImageException refusal =
          catchThrowableOfType(ImageException.class, () -> cluster.execute(pipeline, again));
      assertThat(refusal.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
      assertThat(refusal.remedy()).isEqualTo(new Remedy.Force(FakeCluster.SHARED));
    }
    assertThat(cluster.packages.unpacked()).isEqualTo(1);
    assertThat(cluster.published()).isEqualTo(tree);
    assertThat(cluster.entities().version()).isEqualTo(version);
    assertThat(cluster.hasLeftovers()).isFalse();
  }

  @Test
  void forceReplacesTheTreeAndKeepsTheEntities() throws Exception {
    cluster.create(false);
    SortedMap<String, String> old = cluster.published();
    cluster.packages.update("2");
    cluster.create(true);
    assertThat(cluster.published().keySet()).isEqualTo(old.keySet());
    assertThat(cluster.published().get("etc/version")).isNotEqualTo(old.get("etc/version"));
    assertThat(cluster.entities().fsParts()).hasSize(1);
    assertThat(cluster.hasLeftovers()).isFalse();
  }

  @Test
  void whatIsLockedIsNotReplaced() throws Exception {
    cluster.create(false);
    SortedMap<String, String> tree = cluster.published();
    cluster.packages.update("2");
    cluster.lock("yes");
    ImageException refusal = catchThrowableOfType(ImageException.class, () -> cluster.create(true));
    assertThat(refusal.code()).isEqualTo(ErrorCode.IN_USE);
    assertThat(refusal.getMessage()).contains("locked");
    assertThat(refusal.remedy()).isInstanceOf(Remedy.Unlock.class);
    assertThat(cluster.published()).isEqualTo(tree);
    cluster.lock("no");
    cluster.create(true);
    assertThat(cluster.published()).isNotEqualTo(tree);
  }

  @Test
  void whatIsLockedAfterThePlanIsNotReplaced() throws Exception {
    cluster.create(false);
    SortedMap<String, String> tree = cluster.published();
    cluster.packages.update("2");
    ImagePipeline pipeline = cluster.pipeline();
    ImagePlan plan = cluster.plan(pipeline, true);
    cluster.lock("yes");
    ImageException refusal =
        catchThrowableOfType(ImageException.class, () -> pipeline.execute(plan));
    assertThat(refusal.code()).isEqualTo(ErrorCode.IN_USE);
    assertThat(cluster.published()).isEqualTo(tree);
    cluster.lock("no");
    pipeline.execute(plan);
    assertThat(cluster.published()).isNotEqualTo(tree);
  }

  @Test
  void aTreeOfWhichAPartIsLockedIsNotReplaced() throws Exception {
    cluster.create(false);
    FsPart part = FsPart.of(FakeCluster.SHARED.path() + "/apps", "custom");
    cluster.store().update(c -> ChangeSet.of(c).put(part.with(FsPart.LOCKED, "yes")).build());
    assertThatThrownBy(() -> cluster.create(true))
        .hasMessageContaining("locked in cmsh: " + part.name());
  }

  /** Everything after the nth change to the disk fails, as if the process had died there. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRunThatDiesAnywhereIsResumed(boolean replacing) throws Exception {
    SortedMap<String, String> expected = finished(replacing, fresh("expected"));
    for (int nth = 1; nth < TOO_MANY; nth++) {
      FakeCluster dying = fresh("dies-" + nth);
      SortedMap<String, String> before = prepare(replacing, dying);
      dying.calls.faults().crashAt(nth);
      if (succeeds(dying, replacing)) {
        assertThat(nth).isGreaterThan(40);
        return;
      }
      assertOldOrNew(dying, before, expected);
      dying.calls.faults().recover();
      assertResumes(dying, replacing, expected);
    }
    fail("the run never came to its end");
  }

  /** One call fails, for want of space or memory, and all others work, cleaning up among them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "openRoot",
        "createFile",
        "write",
        "makeDirectory",
        "setOwner",
        "setMode",
        "setTimes",
        "list",
        "status",
        "mountsBelow",
        "syncFileSystem",
        "renameNoReplace",
        "sync",
        "removeDirectory"
      })
  void aRunThatFailsAnywhereIsResumed(String method) throws Exception {
    SortedMap<String, String> expected = finished(false, fresh("expected"));
    for (int nth = 1; nth < TOO_MANY; nth++) {
      FakeCluster failing = fresh(method + "-" + nth);
      failing.calls.faults().failCall(method, nth, "ENOSPC");
      if (succeeds(failing, false)) {
        assertThat(nth).as("calls of " + method).isGreaterThan(1);
        return;
      }
      assertOldOrNew(failing, failing.published(), expected);
      assertResumes(failing, false, expected);
    }
    fail("the run never came to its end");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aStoreThatFailsLeavesTheTreeToBeRegisteredByTheNextRun(int change) throws Exception {
    cluster.failChange(change);
    ImageException failure =
        catchThrowableOfType(ImageException.class, () -> cluster.create(false));
    assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNUSABLE);
    assertThat(cluster.isRegistered()).isFalse();
    cluster.create(false);
    assertThat(cluster.isRegistered()).isTrue();
    assertThat(cluster.packages.unpacked()).isEqualTo(1);
    assertThat(cluster.ran).containsExactly("first", "second");
    assertThat(cluster.hasLeftovers()).isFalse();
  }

  @Test
  void aFailedScriptNamesTheLogAndFinishedStepsAreNotDoneAgain() throws Exception {
    cluster.ends.put("second", new CommandResult.End.Exited(3));
    ImageException failure =
        catchThrowableOfType(ImageException.class, () -> cluster.create(false));
    assertThat(failure.code()).isEqualTo(ErrorCode.SCRIPT_FAILED);
    assertThat(failure).hasMessageContaining("second").hasMessageContaining("exit status 3");
    assertThat(failure.remedy())
        .isEqualTo(new Remedy.ReadLogAndResume(cluster.layout().log(FakeCluster.SHARED)));
    assertThat(cluster.published()).isEmpty();
    assertThat(cluster.entities().version()).isZero();

    cluster.ends.clear();
    cluster.ran.clear();
    cluster.create(false);
    assertThat(cluster.ran).containsExactly("second");
    assertThat(cluster.packages.unpacked()).isEqualTo(1);
  }

  @Test
  void theRecordTellsWhatEachStageTook() throws Exception {
    ImageReport report = cluster.create(false);

    RunTimings timings = record().orElseThrow();
    assertThat(timings).isEqualTo(report.components().get(0).timings());
    assertThat(timings.stages().keySet())
        .isEqualTo(
            EnumSet.range(Stage.PLAN, Stage.REGISTER).stream()
                .filter(stage -> stage != Stage.SCRUB)
                .collect(Collectors.toSet())); // of applications, none
    assertThat(timings.stages().values())
        .allSatisfy(
            time -> {
              assertThat(time.elapsed()).isPositive();
              assertThat(time.earlier()).isZero();
            });
    assertThat(timings.packages())
        .containsExactly(
            new PackageTime("one", Phase.UNPACK, Duration.ofMillis(1)),
            new PackageTime("two", Phase.POSTINST, Duration.ofMillis(2)));
    assertThat(TimingRecords.of(cluster.layout()).names())
        .containsExactly(FakeCluster.SHARED.name());
  }

  @Test
  void theRecordOfAResumedRunTellsWhatEarlierOnesTook() throws Exception {
    cluster.ends.put("second", new CommandResult.End.Exited(3));
    assertThatThrownBy(() -> cluster.create(false)).isInstanceOf(ImageException.class);
    assertThat(record()).isEmpty();
    cluster.ends.clear();
    cluster.create(false);

    RunTimings timings = record().orElseThrow();
    StageTime unpack = timings.stages().get(Stage.UNPACK);
    assertThat(unpack.elapsed()).isPositive().isEqualTo(unpack.earlier());
    StageTime provision = timings.stages().get(Stage.PROVISION);
    assertThat(provision.earlier()).isPositive().isLessThan(provision.elapsed());
    assertThat(timings.stages().get(Stage.VERIFY).earlier()).isZero();
    assertThat(timings.packages())
        .containsExactly(
            new PackageTime("one", Phase.UNPACK, Duration.ofMillis(1)),
            new PackageTime("two", Phase.POSTINST, Duration.ofMillis(3)));
  }

  @Test
  void aRunThatBeginsAnewCountsItsOwnTimeOnly() throws Exception {
    cluster.ends.put("second", new CommandResult.End.Exited(3));
    assertThatThrownBy(() -> cluster.create(false)).isInstanceOf(ImageException.class);
    cluster.ends.clear();
    cluster.packages.update("2");
    cluster.create(false);

    assertThat(record().orElseThrow().stages().values())
        .allSatisfy(time -> assertThat(time.earlier()).isZero());
  }

  @Test
  void aDamagedRecordOfAnUnfinishedRunIsNothingToFailFor() throws Exception {
    cluster.ends.put("second", new CommandResult.End.Exited(3));
    assertThatThrownBy(() -> cluster.create(false)).isInstanceOf(ImageException.class);
    cluster.ends.clear();
    Path unfinished = cluster.layout().journals().resolve(FakeCluster.SHARED.name() + ".json");
    Files.writeString(unfinished, "{");
    ImageReport report = cluster.create(false);

    assertThat(record().orElseThrow().stages()).doesNotContainKey(Stage.UNPACK);
    assertThat(Files.readString(report.components().get(0).log()))
        .contains("times of earlier runs are unknown: cannot read " + unfinished);
    assertThat(cluster.hasLeftovers()).isFalse();
  }

  @Test
  void aTreeThatIsReplacedTakesItsRecordWithIt() throws Exception {
    cluster.create(false);
    assertThat(record()).isPresent();
    cluster.packages.update("2");
    cluster.failChange(1);
    assertThatThrownBy(() -> cluster.create(true)).hasMessageContaining("disk is full");
    assertThat(record()).isEmpty();
  }

  private Optional<RunTimings> record() throws IOException {
    return TimingRecords.of(cluster.layout()).find(FakeCluster.SHARED);
  }

  @Test
  void otherPackagesAreNotResumed() throws Exception {
    cluster.ends.put("second", new CommandResult.End.Signalled(9));
    assertThatThrownBy(() -> cluster.create(false)).isInstanceOf(ImageException.class);
    cluster.ends.clear();
    cluster.packages.update("2");
    cluster.create(false);
    assertThat(cluster.packages.unpacked()).isEqualTo(2);
    assertThat(cluster.ran).containsExactly("first", "second", "first", "second");
  }

  @Test
  void aTreeThatSomebodyElsePutThereIsRefusedBeforeTheWork() throws Exception {
    cluster.ends.put("first", new CommandResult.End.Exited(1));
    assertThatThrownBy(() -> cluster.create(false)).isInstanceOf(ImageException.class);
    cluster.ends.clear();
    cluster.ran.clear();
    cluster.calls.withDirectory(cluster.layout().tree(FakeCluster.SHARED));
    ImageException refusal =
        catchThrowableOfType(ImageException.class, () -> cluster.create(false));
    assertThat(refusal.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
    assertThat(cluster.ran).isEmpty();
  }

  /** Ctrl-C in each stage that this component has. */
  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"SCRUB", "BIND"})
  void anInterruptedRunIsResumed(Stage stage) throws Exception {
    SortedMap<String, String> expected = finished(false, fresh("expected"));
    cluster.react(
        event -> {
          if (event.stage() == stage && event instanceof PipelineEvent.Started) {
            Thread.currentThread().interrupt();
          }
        });
    try {
      cluster.create(false);
      // a stage without a wait in it may well come to its end
      assertThat(stage).isNotEqualTo(Stage.PROVISION);
    } catch (ImageException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED);
      assertThat(e.remedy()).isEqualTo(new Remedy.Resume());
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    cluster.react(event -> {});
    if (!cluster.isRegistered()) {
      cluster.create(false);
    }
    if (stage == Stage.PROVISION) {
      assertThat(record().orElseThrow().stages().get(stage).earlier()).isPositive();
    }
    assertThat(cluster.published()).isEqualTo(expected);
    assertThat(cluster.hasLeftovers()).isFalse();
  }

  @Test
  void aBrokenConfigurationIsNamedBeforeTheWork() throws Exception {
    Files.writeString(cluster.layout().configuration(), "headnode: {distribution: debain}\n");
    ImageException refusal =
        catchThrowableOfType(ImageException.class, () -> cluster.create(false));
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION);
    assertThat(refusal).hasMessageContaining("debain");
    assertThat(cluster.packages.unpacked()).isZero();
  }

  @Test
  void aNetworkThatCannotBeIsNamedBeforeTheWork() throws Exception {
    Files.writeString(
        cluster.layout().configuration(),
        "headnode: {distribution: debian12, architecture: x86_64}\n"
            + "networks: {net: {type: Internal, baseaddress: 10.0.0.0, netmaskbits: \"64\"}}\n");
    ImageException refusal =
        catchThrowableOfType(ImageException.class, () -> cluster.create(false));
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION);
    assertThat(refusal).hasMessageContaining("A network at 10.0.0.0 has at most 32 bits");
    assertThat(cluster.packages.unpacked()).isZero();
  }

  @Test
  @SuppressWarnings("try") // the lock is held, not called
  void aSecondRunIsRefusedBeforeTheWork() throws Exception {
    try (RunLock held = RunLock.take(cluster.layout(), "hold", InstantSource.system())) {
      List<Obstacle> obstacles = cluster.plan(cluster.pipeline(), false).obstacles();
      assertThat(obstacles).extracting(Obstacle::code).containsExactly(ErrorCode.LOCKED);
    }
  }

  // ---- what the loops above have in common ----

  private static SortedMap<String, String> finished(boolean replacing, FakeCluster other)
      throws Exception {
    prepare(replacing, other);
    other.create(replacing);
    return other.published();
  }

  private static SortedMap<String, String> prepare(boolean replacing, FakeCluster other)
      throws Exception {
    if (replacing) {
      other.create(false);
      other.packages.update("2");
    }
    return other.published();
  }

  private static boolean succeeds(FakeCluster other, boolean force) {
    try {
      other.create(force);
      return true;
    } catch (ImageException e) {
      assertThat(e.code()).isNotIn(ErrorCode.INTERNAL, ErrorCode.ALREADY_EXISTS);
      return false;
    }
  }

  /** Whole trees only, and none of which an entity speaks is missing. */
  private static void assertOldOrNew(
      FakeCluster other, SortedMap<String, String> old, SortedMap<String, String> expected)
      throws IOException {
    assertThat(other.published()).isIn(old, expected);
    if (other.isRegistered()) {
      assertThat(other.published()).isNotEmpty();
    }
  }

  private static void assertResumes(
      FakeCluster other, boolean force, SortedMap<String, String> expected) throws Exception {
    if (!other.isRegistered() || !other.published().equals(expected) || other.hasLeftovers()) {
      other.create(force);
    }
    assertThat(other.published()).isEqualTo(expected);
    assertThat(other.isRegistered()).isTrue();
    assertThat(other.hasLeftovers()).isFalse();
  }
}
