package org.cmimage.qemu.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.cmimage.qemu.guest.SessionProtocol.Event;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The session's programs for head nodes of the architecture that this machine has not, under QEMU's
 * user emulator, which makes no namespaces: they start, read requests and answer. The rest of such
 * a head node is shown by {@code bench/aarch64-head}.
 */
class OtherHeadNodeTest {
  @TempDir Path directory;
  private Path emulator;

  @BeforeEach
  void findEmulator() throws Exception {
    Optional<Path> found = ProbeTree.emulator(Host.look(System.getenv("PATH")));
    assumeTrue(found.isPresent(), "needs qemu-user-static");
    emulator = found.get();
  }

  @Test
  void sessionInitUnderstandsRequestsAndTellsWhatIsMissing() throws Exception {
    SessionProcess process = SessionProcess.start(emulated(SessionProgram.INIT));
    process.send(SessionProtocol.Request.TREE, SessionProtocol.text(directory.toString()));
    process.send(
        SessionProtocol.Request.KERNEL, SessionProtocol.kernel("6.1.0", ProbeTree.FOREIGN));
    process.send(SessionProtocol.Request.GO, new byte[0]);

    Event answer = process.next(Duration.ofMinutes(1));
    process.end(Duration.ofMinutes(1));

    assertThat(answer)
        .isInstanceOfSatisfying(
            Event.Failed.class,
            failed -> {
              assertThat(failed.stage()).isEqualTo("namespace");
              assertThat(failed.subject()).isEqualTo("clone");
            });
  }

  @Test
  void sessionInitEndsWhereARequestDoesNotBelong() throws Exception {
    SessionProcess process = SessionProcess.start(emulated(SessionProgram.INIT));
    process.send(SessionProtocol.Request.KILL, new byte[0]);
    assertThat(process.next(Duration.ofMinutes(1))).isEqualTo(new Event.Gone());
    process.end(Duration.ofMinutes(1));
  }

  @Test
  void dispatcherRefusesToRunOutsideOfASession() throws Exception {
    Process process =
        new ProcessBuilder(emulated(SessionProgram.DISPATCHER).toString()).inheritIO().start();
    assertThat(process.waitFor()).isEqualTo(126);
  }

  /** Returns a program that runs the one for the other architecture. */
  private Path emulated(SessionProgram program) throws Exception {
    Path installed = program.install(ProbeTree.FOREIGN, directory);
    Path script = directory.resolve("emulated");
    Files.writeString(
        script,
        "#!/bin/sh\nexec \"%s\" \"%s\" \"$@\"\n".formatted(emulator, installed),
        StandardCharsets.UTF_8);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }
}
