package org.cmimage.qemu.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.HostCallsContract;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxHostCallsTest {
  /** As this kernel offers it. */
  @Nested
  @Tag("root")
  class WithOpenat2 extends RealContract {
    WithOpenat2() {
      super(new LinuxHostCalls());
    }
  }

  /** As on kernels before 5.6. */
  @Nested
  @Tag("root")
  class WithoutOpenat2 extends RealContract {
    WithoutOpenat2() {
      super(new LinuxHostCalls(false));
    }
  }

  abstract static class RealContract implements HostCallsContract {
    private final HostCalls calls;
    @TempDir Path directory;

    RealContract(HostCalls calls) {
      this.calls = calls;
    }

    @BeforeEach
    void needsRoot() {
      Assumptions.assumeTrue(
          "root".equals(System.getProperty("user.name")), "needs root: owners and devices");
    }

    @Override
    public HostCalls calls() {
      return calls;
    }

    @Override
    public Path directory() {
      return directory;
    }
  }

  @Test
  void isOffered() {
    assertThat(ServiceLoader.load(HostCalls.class).findFirst().orElseThrow())
        .isInstanceOf(LinuxHostCalls.class);
  }

  @Test
  void noDescriptorStaysOpen(@TempDir Path directory) throws IOException {
    HostCalls calls = new LinuxHostCalls(false);
    Files.createSymbolicLink(directory.resolve("loop"), Path.of("a/../loop"));
    Files.createDirectory(directory.resolve("a"));
    int before = openDescriptors();
    for (int i = 0; i < 100; i++) {
      try (HostCalls.Handle root = calls.openRoot(directory)) {
        calls.openInRoot(root, org.cmimage.core.tree.TreePath.of("a")).close();
        calls.openInRoot(root, org.cmimage.core.tree.TreePath.of("loop")).close();
      } catch (org.cmimage.core.syscall.HostCallException expected) {
        assertThat(expected.errno()).isEqualTo("ELOOP");
      }
    }
    assertThat(openDescriptors()).isLessThan(before + 50);
  }

  @Test
  void failuresNameTheWholePath(@TempDir Path directory) throws IOException {
    try (HostCalls.Handle root = new LinuxHostCalls().openRoot(directory)) {
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> new LinuxHostCalls().unlink(root, "n\nne".getBytes(UTF_8)))
          .hasMessage(
              "cannot delete \""
                  + directory.toRealPath()
                  + "/n\\x0ane\": no such file or directory");
    }
  }

  @Test
  void unknownMachinesAreToldApart() {
    assertThat(Abi.of("Linux", "aarch64")).contains(Abi.AARCH64);
    assertThat(Abi.of("Linux", "amd64")).contains(Abi.X86_64);
    assertThat(Abi.of("Linux", "s390x")).isEqualTo(Optional.empty());
    assertThat(Abi.of("Mac OS X", "aarch64")).isEqualTo(Optional.empty());
  }

  private static int openDescriptors() throws IOException {
    try (var names = Files.list(Path.of("/proc/self/fd"))) {
      return (int) names.count();
    }
  }
}
