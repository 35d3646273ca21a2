package org.cmimage.core.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cmimage.core.tree.Sample.file;
import static org.cmimage.core.tree.Sample.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.PlacedSample;
import org.cmimage.core.tree.TreePath;
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
        RootfsWriter writer = new RootfsWriter(tree)) {
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
  void whatLiesInTheArchiveIsReadByWhoeverWritesIt() throws Exception {
    byte[] large = new byte[1_000_000];
    new Random(7).nextBytes(large);
    try (Rootfs tree = Rootfs.open(calls, DIRECTORY)) {
      try (RootfsWriter writer = new RootfsWriter(tree)) {
        writer.intake(
            WriteLimits.DEFAULT,
            sink -> {
              for (int i = 0; i < 600; i++) {
                sink.accept(
                    file("f" + i, "content " + i).entry(),
                    new PlacedSample(("content " + i).getBytes(UTF_8)));
              }
              sink.accept(file("large", "x".repeat(large.length)).entry(), new PlacedSample(large));
              sink.accept(file("empty", "").entry(), new PlacedSample(new byte[0]));
            });
        writer.finish();
      }
      for (int i = 0; i < 600; i++) {
        assertThat(tree.read(TreePath.of("f" + i), 100)).hasValue(("content " + i).getBytes(UTF_8));
      }
      assertThat(tree.read(TreePath.of("large"), 1 << 20)).hasValue(large);
      assertThat(tree.read(TreePath.of("empty"), 1)).hasValue(new byte[0]);
    }
    assertThat(PlacedSample.HOLDS).hasValue(0);
  }

  @Test
  void contentOfAnotherLengthIsRefusedWhereverItLies() {
    for (String content : List.of("1234", "123456")) {
      assertThatThrownBy(
              () ->
                  take(
                      WriteLimits.DEFAULT,
                      sink ->
                          sink.accept(
                              file("a", "12345").entry(),
                              new PlacedSample(content.getBytes(UTF_8)))))
          .hasMessageContaining("/a")
          .hasMessageContaining("expected 5 bytes of content");
      assertThat(PlacedSample.HOLDS).hasValue(0);
    }
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
}
