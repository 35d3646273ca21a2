package org.cmimage.core.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cmimage.core.rootfs.Sample.file;
import static org.cmimage.core.rootfs.Sample.folder;

import java.io.IOException;
import java.nio.file.Path;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.HostCalls;
import org.cmimage.core.spi.InMemoryHostCalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntakeTest implements IntakeContract {
  private static final Path DIRECTORY = Path.of("/scratch");

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

  private void take(WriteLimits limits, Intake.Feed feed) throws IOException, InterruptedException {
    try (Rootfs tree = Rootfs.open(calls, DIRECTORY);
        RootfsWriter writer = tree.writer()) {
      writer.intake(limits, feed);
    }
  }

  @Test
  void aWorkersFailureStopsTheArchiveAndNamesTheEntry() {
    calls.faults().failCall("write", 1, "ENOSPC");
    assertThatThrownBy(
            () ->
                take(
                    WriteLimits.DEFAULT,
                    sink -> {
                      file("first", "12345").to(sink);
                      // ends only because the sink fails
                      for (int i = 0; ; i++) {
                        folder("d" + i, 0755).to(sink);
                      }
                    }))
        .isInstanceOfSatisfying(
            FaultException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL);
              assertThat(e.remedy()).isEqualTo(new Remedy.FreeSpace(DIRECTORY, 5));
            })
        .hasMessage("cannot write \"/first\": the file system of /scratch is full");
  }

  @Test
  void whatIsFirstInTheArchiveIsReported() {
    calls.faults().failCall("write", 1, "EIO");
    assertThatThrownBy(
            () ->
                take(
                    WriteLimits.DEFAULT,
                    sink -> {
                      file("first", "12345").to(sink);
                      throw new IOException("the archive ends early");
                    }))
        .hasMessageContaining("/first")
        .hasMessageContaining("input/output error");
  }

  @Test
  void everyLimitNamesTheEntryThatGoesBeyond() {
    Intake.Feed feed =
        sink -> {
          file("a", "12345").to(sink);
          file("b", "12345").to(sink);
          folder("c", 0755).to(sink);
        };
    assertThatThrownBy(() -> take(new WriteLimits(9, 3, 0), feed))
        .hasMessage(
            "cannot write \"/b\": expected at most 9 bytes in all files, found 5 before it and 5 in"
                + " it");
    assertThatThrownBy(() -> take(new WriteLimits(10, 2, 0), feed))
        .hasMessage("cannot write \"/c\": expected an archive of at most 2 entries");
  }

  @Test
  void aDiskThatWillBeFullIsNoticedBeforeItIs() {
    calls.setAvailable(1004);
    assertThatThrownBy(
            () -> take(new WriteLimits(1000, 10, 1000), sink -> file("a", "12345").to(sink)))
        .isInstanceOfSatisfying(
            FaultException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL);
              assertThat(e.remedy()).isEqualTo(new Remedy.FreeSpace(DIRECTORY, 1));
            })
        .hasMessage(
            "cannot write \"/a\": the file system of /scratch has 1004 bytes left; expected 1005");
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
      assertThat(tree.list(org.cmimage.core.spi.TreePath.ROOT)).isEmpty();
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
