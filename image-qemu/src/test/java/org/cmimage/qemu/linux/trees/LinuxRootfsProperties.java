package org.cmimage.qemu.linux.trees;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.cmimage.core.rootfs.TreeRemoval;
import org.cmimage.core.staging.HostileEntries;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.qemu.linux.LinuxHostCalls;
import org.cmimage.qemu.linux.OlderKernel;
import org.junit.jupiter.api.Assumptions;

@Tag("root")
class LinuxRootfsProperties {
  private final Path place =
      Path.of(
          System.getProperty("java.io.tmpdir"),
          "cm-image-hostile-" + ProcessHandle.current().pid());

  @Property(tries = 100)
  void nothingLeavesTheTree(@ForAll("attacks") HostileEntries attacks) throws IOException {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root: owners");
    for (HostCalls calls : new HostCalls[] {new LinuxHostCalls(), OlderKernel.calls()}) {
      Files.createDirectory(place);
      try {
        attacks.check(calls, place);
      } finally {
        TreeRemoval.remove(calls, place);
      }
      assertThat(place).doesNotExist();
    }
  }

  @Provide
  Arbitrary<HostileEntries> attacks() {
    return HostileEntries.anywhere(place.resolve("victim"));
  }
}
