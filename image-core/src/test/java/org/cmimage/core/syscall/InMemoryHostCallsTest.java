package org.cmimage.core.syscall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemoryHostCallsTest implements HostCallsContract {
  private static final Path DIRECTORY = Path.of("/cm/images/test");

  private final InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(DIRECTORY);

  @Override
  public HostCalls calls() {
    return calls;
  }

  @Override
  public Path directory() {
    return DIRECTORY;
  }

  @AfterEach
  void everythingIsClosed() {
    assertThat(calls.openHandles()).isZero();
  }

  @Test
  void theChosenCallFailsAndNoOther() throws IOException {
    calls.faults().failCall("makeDirectory", 2, "ENOSPC");
    try (HostCalls.Handle root = calls.openRoot(DIRECTORY)) {
      calls.makeDirectory(root, new byte[] {'a'}, 0755);
      assertThatThrownBy(() -> calls.makeDirectory(root, new byte[] {'b'}, 0755))
          .hasMessageContaining("no space left on the file system");
      calls.makeDirectory(root, new byte[] {'b'}, 0755);
      assertThat(calls.list(root)).hasSize(2);
    }
  }

  @Test
  void aCrashStopsEveryLaterChange() throws IOException {
    calls.faults().crashAt(2);
    try (HostCalls.Handle root = calls.openRoot(DIRECTORY)) {
      calls.makeDirectory(root, new byte[] {'a'}, 0755);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> calls.makeDirectory(root, new byte[] {'b'}, 0755))
            .hasMessageContaining("input/output error");
      }
      calls.faults().recover();
      assertThat(calls.list(root)).hasSize(1);
    }
  }

  @Test
  void mountsAreTheirOwnFileSystemAndAreNamed() throws IOException {
    calls.withMount(DIRECTORY.resolve("proc"));
    try (HostCalls.Handle root = calls.openRoot(DIRECTORY)) {
      assertThat(calls.mountsBelow(root)).containsExactly("/cm/images/test/proc");
      assertThat(calls.status(root, "proc".getBytes(UTF_8)).device())
          .isNotEqualTo(calls.status(root).device());
      assertThatThrownBy(() -> calls.removeDirectory(root, "proc".getBytes(UTF_8)))
          .hasMessageContaining("busy");
    }
  }
}
