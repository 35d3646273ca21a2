package org.cmimage.core.preinstall;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.ScriptedGuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.syscall.TreeDump;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreInstallScriptTest {
  private static final Path ROOT = Path.of("/tree");
  private static final String COPY = "/var/lib/cm-image-custom-pre-install";

  @TempDir Path directory;
  private Path file;
  private final InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(ROOT);

  @BeforeEach
  void setUp() {
    file = directory.resolve("first.sh");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          echo hello        | does not name an interpreter
          #!                | does not name an interpreter
          #!sh              | does not name an interpreter
          #!/bin/sh\\r      | carriage return
          #!/bin/sh -e\\r   | carriage return
          """)
  void refusesWhatNoImageCouldRun(String line, String fact) throws Exception {
    executable((line.replace("\\r", "\r") + "\nexit 0\n").getBytes(ISO_8859_1));
    assertThat(refusal()).hasMessageContainingAll(file.toString(), fact);
  }

  @Test
  void refusesWhatIsNoProgram() throws Exception {
    assertThat(refusal()).hasMessageContaining("no such file");
    Files.createDirectory(file);
    assertThat(refusal()).hasMessageContaining("directory");
    Files.delete(file);
    Files.writeString(file, "#!/bin/sh\n");
    assertThat(refusal()).hasMessageContaining("not executable");
  }

  @Test
  void refusesProgramsOfOtherArchitectures() throws Exception {
    executable(elf(62));
    assertThat(refusal()).hasMessageContainingAll("x86_64", "aarch64");
    executable(elf(183));
    assertThat(read().digest()).hasSize(64);
  }

  @Test
  void whatItSaysIsWhatItIs() throws Exception {
    executable("#!/bin/sh\nexit 0\n".getBytes(ISO_8859_1));
    String digest = read().digest();
    executable("#!/bin/sh\nexit 1\n".getBytes(ISO_8859_1));
    assertThat(read().digest()).isNotEqualTo(digest);
  }

  @ParameterizedTest
  @CsvSource({
    "#!/bin/sh, true",
    "#! /bin/sh -e, true",
    "#!/usr/bin/env sh, true",
    "#!/usr/bin/env -S sh -e, true",
    "#!/bin/zsh, false",
    "#!/usr/bin/env python3, false",
    "#!/bin/../bin/sh, false",
    "#!/bin, false"
  })
  void looksForTheInterpreterInTheTree(String line, boolean there) throws Exception {
    executable((line + "\n").getBytes(ISO_8859_1));
    PreInstallScript script = read();
    try (Rootfs tree = Rootfs.open(calls, ROOT)) {
      tree.write(TreePath.of("usr/bin/dash"), new byte[0], 0755);
      tree.write(TreePath.of("usr/bin/env"), new byte[0], 0755);
      tree.link(TreePath.of("bin"), "usr/bin".getBytes(ISO_8859_1));
      tree.link(TreePath.of("usr/bin/sh"), "dash".getBytes(ISO_8859_1));
      FaultException failure =
          catchThrowableOfType(FaultException.class, () -> script.requireInterpreter(tree));
      if (there) {
        assertThat(failure).isNull();
      } else {
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(failure).hasMessageContaining("is not in the image");
      }
    }
  }

  @Test
  void leavesNoCopyHoweverItEnds() throws Exception {
    executable("#!/bin/sh\n".getBytes(ISO_8859_1));
    ScriptedGuestSession good = new ScriptedGuestSession().succeeds(COPY);
    ScriptedGuestSession bad =
        new ScriptedGuestSession()
            .ends(new CommandResult.End.Exited(7), List.of("no space for it"), COPY);
    ScriptedGuestSession broken = new ScriptedGuestSession();
    try (Rootfs tree = Rootfs.open(calls, ROOT)) {
      read().step().run(tree, good, new RecordedProgress());
      FaultException failure =
          catchThrowableOfType(
              FaultException.class, () -> read().step().run(tree, bad, new RecordedProgress()));
      assertThat(failure.code()).isEqualTo(ErrorCode.SCRIPT_FAILED);
      assertThat(failure)
          .hasMessageContainingAll(file.toString(), "exit status 7", "no space for it");
      assertThat(
              catchThrowableOfType(
                  Throwable.class, () -> read().step().run(tree, broken, new RecordedProgress())))
          .isNotNull();
    }
    assertThat(TreeDump.of(calls, ROOT).keySet()).noneMatch(path -> path.contains("cm-image"));
  }

  private PreInstallScript read() throws IOException {
    return PreInstallScript.read(file, Architecture.AARCH64);
  }

  private FaultException refusal() {
    FaultException failure = catchThrowableOfType(FaultException.class, this::read);
    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    return failure;
  }

  private void executable(byte[] content) throws IOException {
    Files.write(file, content);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static byte[] elf(int machine) {
    ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    header.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    return header.putShort(16, (short) 2).putShort(18, (short) machine).array();
  }
}
