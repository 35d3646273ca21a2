package org.cmimage.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.Acceleration;
import org.cmimage.core.ComponentOrigin;
import org.cmimage.core.PackageSources;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult.End;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.guest.ProgramStarts;
import org.cmimage.core.guest.ScriptedGuestSession;
import org.cmimage.core.plan.ComponentPlan.Install;
import org.cmimage.core.record.Journal;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.FakePackages;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps {@code first} and {@code second} run a program of their name each. */
class ProvisioningTest {
  private static final Path TREE = Path.of("/tree");
  private static final Path TWINS = Path.of("/twins");
  private static final Architecture HOST = Architecture.parse(System.getProperty("os.arch"));
  private static final ArchOs FOREIGN =
      new ArchOs(
          HOST == Architecture.AARCH64 ? Architecture.X86_64 : Architecture.AARCH64,
          Distribution.parse("debian13"));
  private static final String CRASH =
      "It was ended by signal 11 inside QEMU; a newer one may help.";

  @TempDir private Path directory;
  private final FakePackages packages = new FakePackages();
  private final Deque<ScriptedGuestSession> sessions = new ArrayDeque<>();
  private final List<GuestSessions.Request> requests = new ArrayList<>();
  private final RecordedProgress progress = new RecordedProgress();
  private GuestSessions.Execution execution = GuestSessions.Execution.EMULATED_PRIVATELY;
  private Acceleration acceleration = Acceleration.AUTO;

  @BeforeEach
  void offerTwins() {
    packages.offerTwins(TWINS);
    packages.joinTracks();
  }

  private ScriptedGuestSession session(ProgramStarts starts) {
    ScriptedGuestSession session =
        new ScriptedGuestSession().succeeds("first").succeeds("second").starts(starts);
    sessions.add(session);
    return session;
  }

  private ScriptedGuestSession session() {
    return session(ProgramStarts.NONE);
  }

  private static List<String> ran(ScriptedGuestSession session) {
    return session.ran().stream().map(Command::toString).toList();
  }

  @Test
  void oneSessionDoesWhereNothingFails() throws Exception {
    ScriptedGuestSession only = session();
    run();
    assertThat(ran(only)).containsExactly("first", "second");
    assertThat(only.isClosed()).isTrue();
    assertThat(requests)
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.twins()).contains(TWINS);
              assertThat(request.safely()).isFalse();
              assertThat(request.release()).isEqualTo("debian13");
            });
    assertThat(progress.warnings()).isEmpty();
  }

  @Test
  void whatFailsWithTwinsIsRunWithoutAndTheRestWithThemAgain() throws Exception {
    ScriptedGuestSession with =
        session(new ProgramStarts(Map.of("/bin/sh", 5L), Map.of("/bin/dpkg", 1L)))
            .ends(new End.Exited(3), List.of(), "first");
    ScriptedGuestSession without =
        session(new ProgramStarts(Map.of(), Map.of("/bin/sh", 2L, "/bin/dpkg", 2L)));
    ScriptedGuestSession withAgain = session(new ProgramStarts(Map.of("/bin/sh", 1L), Map.of()));

    ProgramStarts starts = run();

    assertThat(ran(with)).containsExactly("first");
    assertThat(ran(without)).containsExactly("first");
    assertThat(ran(withAgain)).containsExactly("second");
    assertThat(List.of(with, without, withAgain)).allMatch(ScriptedGuestSession::isClosed);
    assertThat(requests)
        .extracting(GuestSessions.Request::twins)
        .containsExactly(
            Optional.of(TWINS), Optional.of(TWINS.resolve("none")), Optional.of(TWINS));
    assertThat(requests).noneMatch(GuestSessions.Request::safely);
    assertThat(starts)
        .isEqualTo(
            new ProgramStarts(Map.of("/bin/sh", 6L), Map.of("/bin/sh", 2L, "/bin/dpkg", 3L)));
    assertThat(progress.warnings())
        .singleElement()
        .satisfies(
            text -> assertThat(text).contains("exit status 3", "with every program emulated"));
    assertThat(progress.lines()).containsAll(progress.warnings());
  }

  @Test
  void aScriptThatFailsWithTwinsIsRunAloneAndTheProgramThatDifferedIsNamed() throws Exception {
    packages.haveScripts();
    ScriptedGuestSession with =
        session()
            .ends(new End.Exited(3), List.of(), "second")
            .starts("second.postinst", "/bin/sh", "/bin/cat", "/bin/iconv");
    ScriptedGuestSession without =
        session()
            .succeeds("second-alone")
            .starts("second.postinst", "/bin/sh", "/bin/cat", "/bin/iconv", "/bin/rm");
    ScriptedGuestSession withAgain = session();

    run();

    assertThat(ran(with)).containsExactly("first", "second");
    assertThat(ran(without)).containsExactly("second-alone");
    assertThat(ran(withAgain)).containsExactly("second");
    assertThat(requests)
        .extracting(GuestSessions.Request::twins)
        .containsExactly(
            Optional.of(TWINS), Optional.of(TWINS.resolve("none")), Optional.of(TWINS));
    assertThat(progress.warnings()).hasSize(2);
    assertThat(progress.warnings().get(1))
        .contains("second.postinst", "after /bin/iconv, which answered differently");
    assertThat(progress.lines()).containsAll(progress.warnings());
  }

  @Test
  void aScriptThatFailsAgainAfterItSucceededAloneTakesItsStepWithIt() throws Exception {
    packages.haveScripts();
    session().ends(new End.Exited(3), List.of(), "first");
    session().succeeds("first-alone");
    session().ends(new End.Exited(3), List.of(), "first");
    ScriptedGuestSession whole = session();
    session();

    run();

    assertThat(ran(whole)).containsExactly("first");
  }

  @Test
  void aScriptWhoseProgramHasAStandInIsRepeatedAloneAsOftenAsItFails() throws Exception {
    packages.haveStandIns();
    for (int i = 0; i < 3; i++) {
      session().ends(new End.Signalled(11), List.of(), "first").explains(CRASH);
      session().succeeds("first-alone");
    }
    session();

    run();

    assertThat(requests)
        .extracting(request -> request.files().keySet())
        .startsWith(Set.of(), Set.of("/sbin/program"), Set.of(), Set.of("/sbin/program"));
    assertThat(requests).hasSize(7);
    assertThat(progress.warnings()).noneMatch(text -> text.contains("answered differently"));
  }

  @Test
  void aScriptThatFailsAloneTooFailsTheRun() {
    packages.haveScripts();
    session().ends(new End.Exited(3), List.of(), "first");
    session().ends(new End.Exited(4), List.of(), "first-alone");

    FaultException failure = catchThrowableOfType(FaultException.class, this::run);

    assertThat(failure).hasMessageContainingAll("exit status 4", "exit status 3");
  }

  @Test
  void whereTheEmulatorFailsTheSafestSettingIsTried() throws Exception {
    session().ends(new End.Signalled(11), List.of(), "second").explains(CRASH);
    ScriptedGuestSession safe = session();
    session();

    run();

    assertThat(ran(safe)).containsExactly("second");
    assertThat(requests.get(1).safely()).isTrue();
    assertThat(requests.get(1).twins()).contains(TWINS.resolve("none"));
    assertThat(requests.get(1).release()).isEqualTo("debian13");
    assertThat(progress.warnings())
        .singleElement()
        .satisfies(text -> assertThat(text).contains("signal 11", CRASH, "safest CPU model"));
  }

  @Test
  void withoutTwinsTheEmulatorsFailureGetsASecondChanceAllTheSame() throws Exception {
    acceleration = Acceleration.OFF;
    session().ends(new End.Exited(139), List.of(), "first").explains(CRASH);
    session();
    session();
    run();
    assertThat(requests)
        .extracting(GuestSessions.Request::safely)
        .containsExactly(false, true, false);
  }

  @Test
  void whatFailsTwiceIsToldWithBothFacts() {
    session().ends(new End.Signalled(11), List.of(), "first").explains(CRASH);
    ScriptedGuestSession safe = session().ends(new End.Exited(9), List.of(), "first");

    FaultException failure = catchThrowableOfType(FaultException.class, this::run);

    assertThat(failure.code()).isEqualTo(ErrorCode.SCRIPT_FAILED);
    assertThat(failure)
        .hasMessageContainingAll(
            "exit status 9", "second attempt", "with native programs", "signal 11", CRASH);
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(ran(safe)).containsExactly("first");
    assertThat(requests).hasSize(2);
    assertThat(safe.isClosed()).isTrue();
  }

  @Test
  void aScriptsOwnFailureIsNotRepeatedWhereEverythingIsEmulated() {
    acceleration = Acceleration.OFF;
    session().ends(new End.Exited(3), List.of(), "first");
    FaultException failure = catchThrowableOfType(FaultException.class, this::run);
    assertThat(failure).hasMessageEndingWith("exit status 3");
    assertThat(requests).hasSize(1);
  }

  @Test
  void nativelyAFailureIsExplainedButNotRepeated() {
    execution = GuestSessions.Execution.NATIVE;
    session().ends(new End.Exited(126), List.of(), "first").explains("It is damaged.");
    FaultException failure = catchThrowableOfType(FaultException.class, this::run);
    assertThat(failure).hasMessageContainingAll("exit status 126", "It is damaged.");
    assertThat(requests).hasSize(1);
  }

  private ProgramStarts run() throws IOException, InterruptedException {
    Install install =
        new Install(
            packages.installation(),
            new ComponentOrigin.Repositories(
                PackageSources.DEFAULT, List.of(), List.of(), false, acceleration),
            Optional.of(execution),
            Optional.empty(),
            Optional.empty());
    Journal journal = Journal.read(directory.resolve("journal"), "inputs");
    journal.start("inputs");
    InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(TREE);
    try (Rootfs tree = Rootfs.open(calls, TREE)) {
      Sessions sessions = new Sessions();
      NativeTwins twins = new NativeTwins(sessions, FOREIGN, install);
      return new Provisioning(sessions, FOREIGN, install, twins, journal).run(tree, progress);
    }
  }

  /** Hands out the scripted sessions in order; no two may be open at a time. */
  private final class Sessions implements GuestSessions {
    private Optional<ScriptedGuestSession> last = Optional.empty();

    @Override
    public Execution check(Architecture guest) {
      return execution;
    }

    @Override
    public GuestSession open(Request request) {
      assertThat(last.filter(session -> !session.isClosed())).isEmpty();
      requests.add(request);
      last = Optional.of(sessions.remove());
      return last.get();
    }

    @Override
    public End join(Request request, String hostName, Command command) {
      throw new UnsupportedOperationException();
    }
  }
}
