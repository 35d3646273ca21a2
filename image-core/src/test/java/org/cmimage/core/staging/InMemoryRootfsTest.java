package org.cmimage.core.staging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cmimage.core.tree.Sample.file;
import static org.cmimage.core.tree.Sample.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.TreeRemoval;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.syscall.TreeDump;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.write.RootfsWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemoryRootfsTest
    implements RootfsContract, RootfsLifeContract, RootfsViewContract, TreeCopyContract {
  private static final Path DIRECTORY = Path.of("/scratch");
  private static final Path TARGET = Path.of("/cm/images/one");

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
  void aFullDiskSaysSoAndHowMuchIsMissing() throws IOException {
    try (Rootfs tree = Rootfs.open(calls, DIRECTORY);
        RootfsWriter writer = new RootfsWriter(tree)) {
      for (String call : new String[] {"createFile", "write", "makeDirectory"}) {
        calls.faults().failCall(call, 1, "ENOSPC");
        assertThatThrownBy(() -> file(call + "/f", "12345").to(writer))
            .isInstanceOfSatisfying(
                FaultException.class,
                e -> {
                  assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL);
                  assertThat(e.remedy()).isEqualTo(new Remedy.FreeSpace(DIRECTORY, 5));
                })
            .hasMessage("cannot write \"/" + call + "/f\": the file system of /scratch is full");
      }
    }
  }

  @Test
  void aFaultOfTheDiskAtTheEndNamesTheDirectory() throws IOException {
    try (Rootfs tree = Rootfs.open(calls, DIRECTORY);
        RootfsWriter writer = new RootfsWriter(tree)) {
      folder("d", 0755).to(writer);
      calls.faults().failCall("setTimes", 1, "EIO");
      assertThatThrownBy(writer::finish)
          .isInstanceOfSatisfying(
              FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_OUTPUT))
          .hasMessageStartingWith("cannot write \"/d\": ");
    }
  }

  @Test
  void aFailedReplacementLeavesTheOldFileAlone() throws IOException {
    try (Rootfs tree = Rootfs.open(calls, DIRECTORY)) {
      tree.write(TreePath.of("f"), "old".getBytes(UTF_8), 0600);
      for (String call : new String[] {"createFile", "write", "setOwner", "setMode", "rename"}) {
        calls.faults().failCall(call, 1, "EIO");
        assertThatThrownBy(() -> tree.write(TreePath.of("f"), "new".getBytes(UTF_8), 0600))
            .hasMessageContaining("input/output error");
        assertThat(tree.list(TreePath.ROOT)).containsExactly(TreePath.of("f"));
        assertThat(tree.read(TreePath.of("f"), 9)).hasValue("old".getBytes(UTF_8));
      }
    }
  }

  @Test
  void directoriesBeyondTheCacheAreFinishedToo() throws IOException {
    try (Rootfs tree = Rootfs.open(calls, DIRECTORY);
        RootfsWriter writer = new RootfsWriter(tree)) {
      for (int i = 0; i < 1000; i++) {
        folder("d" + i, 0700).to(writer);
      }
      assertThat(calls.openHandles()).isLessThan(300);
      writer.finish();
    }
    assertThat(Set.copyOf(TreeDump.of(calls, DIRECTORY).values()))
        .containsExactly("DIRECTORY 0700 0:0 1600000000.000000005");
  }

  @Test
  void nothingIsRemovedWhereSomethingIsMounted() throws IOException {
    calls
        .withDirectory(TARGET.resolve("etc"))
        .withMount(TARGET.resolve("proc"))
        .withDirectory(TARGET.resolve("proc/1"));
    var before = TreeDump.of(calls, TARGET);
    assertThatThrownBy(() -> TreeRemoval.remove(calls, TARGET))
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IN_USE))
        .hasMessageEndingWith(": /cm/images/one/proc");
    assertThat(TreeDump.of(calls, TARGET)).isEqualTo(before);
    StagingDirectory staging = StagingDirectory.of(calls, TARGET);
    staging.create();
    assertThatThrownBy(() -> staging.publish(true)).hasMessageContaining("/cm/images/one/proc");
    assertThat(staging.exists()).isTrue();
    assertThat(TreeDump.of(calls, TARGET)).isEqualTo(before);
  }

  @Test
  void stagingStaysOnTheTargetsFileSystem() throws IOException {
    calls.withDirectory(Path.of("/cm")).withMount(Path.of("/cm/images"));
    assertThat(StagingDirectory.of(calls, TARGET).path())
        .isEqualTo(Path.of("/cm/images/.cm-image-staging/one"));
    StagingDirectory staging = StagingDirectory.of(calls, TARGET);
    staging.create();
    staging.publish(false);
    assertThat(TreeDump.of(calls, Path.of("/cm/images")).keySet()).containsExactly("/one");
  }

  @Test
  void aStagingDirectoryOfSomebodyElseIsNotUsed() throws IOException {
    calls.withDirectory(Path.of("/cm/images"));
    calls.withDirectory(Path.of("/elsewhere"));
    try (Rootfs cm = Rootfs.open(calls, Path.of("/cm"))) {
      cm.link(TreePath.of(".cm-image-staging"), "/elsewhere".getBytes(UTF_8));
    }
    assertThatThrownBy(() -> StagingDirectory.of(calls, TARGET).create())
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNSUITABLE));
    assertThat(TreeDump.of(calls, Path.of("/elsewhere"))).isEmpty();
  }

  @Test
  void aCrashLeavesTheOldTreeOrTheNewOne() throws IOException {
    boolean[] seen = new boolean[2];
    for (int step = 1; ; step++) {
      InMemoryHostCalls host = new InMemoryHostCalls();
      put(host, "old");
      stage(host, "new");
      host.faults().crashAt(step);
      boolean crashed = false;
      try {
        StagingDirectory.of(host, TARGET).publish(true);
      } catch (IOException e) {
        crashed = true;
      }
      host.faults().recover();
      boolean isNew = content(host).equals("new");
      assertThat(content(host)).isIn("old", "new");
      seen[isNew ? 1 : 0] = true;
      StagingDirectory again = StagingDirectory.of(host, TARGET);
      if (again.exists()) {
        try (Rootfs staged = Rootfs.open(host, again.path())) {
          assertThat(staged.read(TreePath.of("f"), 9))
              .as("only the new tree is gone on with")
              .hasValue("new".getBytes(UTF_8));
        }
      }
      again.discard();
      assertThat(TreeDump.of(host, Path.of("/cm")).keySet())
          .containsExactly("/images", "/images/one", "/images/one/f");
      assertThat(host.openHandles()).isZero();
      if (!crashed) {
        assertThat(step).isGreaterThan(6);
        assertThat(seen).containsExactly(true, true);
        return;
      }
    }
  }

  private static void put(InMemoryHostCalls host, String content) throws IOException {
    stage(host, content);
    StagingDirectory.of(host, TARGET).publish(false);
  }

  private static void stage(InMemoryHostCalls host, String content) throws IOException {
    StagingDirectory staging = StagingDirectory.of(host, TARGET);
    staging.create();
    try (Rootfs tree = Rootfs.open(host, staging.path())) {
      tree.write(TreePath.of("f"), content.getBytes(UTF_8), 0644);
    }
  }

  private static String content(InMemoryHostCalls host) throws IOException {
    try (Rootfs tree = Rootfs.open(host, TARGET)) {
      return new String(tree.read(TreePath.of("f"), 9).orElseThrow(), UTF_8);
    }
  }
}
