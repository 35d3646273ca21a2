package org.cmimage.core.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.TreePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DestinationCheckTest {
  private static final Path DIRECTORY = Path.of("/scratch");

  private final InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(DIRECTORY);

  @AfterEach
  void everythingIsClosed() {
    assertThat(calls.openHandles()).isZero();
  }

  @Test
  void aDestinationThatLacksSomethingSaysAllOfIt() throws IOException {
    calls.faults().failCall("makeSymlink", 1, "EPERM");
    calls.faults().failCall("makeHardLink", 1, "EPERM");
    try (Rootfs tree = Rootfs.open(calls, DIRECTORY)) {
      assertThatThrownBy(() -> DestinationCheck.require(tree))
          .isInstanceOfSatisfying(
              FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNSUITABLE))
          .hasMessage(
              "cannot write an image to \"/scratch\": its file system cannot hold symbolic links"
                  + " (operation not permitted), hard links (operation not permitted)");
      assertThat(tree.list(TreePath.ROOT)).isEmpty();
    }
  }

  @Test
  void whatAnImageMayDoWithoutIsTold() throws IOException {
    calls.faults().failCall("makeNode", 1, "EPERM");
    calls.faults().failCall("setXattr", 2, "EOPNOTSUPP");
    try (Rootfs tree = Rootfs.open(calls, DIRECTORY)) {
      assertThat(DestinationCheck.require(tree))
          .containsExactly(
              "device files (operation not permitted)",
              "capabilities of programs (not supported by the file system)");
    }
  }
}
