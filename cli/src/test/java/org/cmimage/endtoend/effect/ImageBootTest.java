package org.cmimage.endtoend.effect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.cmimage.cli.SmallTrees;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.SearchPath;
import org.cmimage.core.boot.BootListener;
import org.cmimage.core.boot.BootReport;
import org.cmimage.core.boot.BootReport.Outcome;
import org.cmimage.core.boot.BootRequest;
import org.cmimage.core.boot.ImageBoot;
import org.cmimage.core.cluster.RunLock;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.image.FinishedImage;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.model.store.ClusterStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Boots of small trees, with the real mke2fs and debugfs, and a script in the emulator's place: a
 * real machine takes minutes, see {@code bench/boot}.
 */
@Tag("root")
@ResourceLock("boot")
class ImageBootTest {
  private static final String NAME = "default-image-ubuntu2404-aarch64";
  private static final String UP =
      "printf 'Booting Linux\\ncm-image-boot begin\\ncm-image-boot state running\\n'; exec sleep 60";

  @TempDir private Path directory;
  private Path root;
  private Path tree;
  private Path programs;
  private final CountDownLatch written = new CountDownLatch(1);

  @BeforeEach
  void setUp() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    assumeTrue(Files.isExecutable(Path.of("/sbin/mke2fs")), "needs mke2fs");
    root = Files.createDirectory(directory.resolve("root"));
    tree = root.resolve("cm/images").resolve(NAME);
    SmallTrees.write(root, true);
    Files.writeString(tree.resolve("boot/initrd.img-" + SmallTrees.KERNEL), "an initramfs");
    programs = Files.createDirectory(directory.resolve("programs"));
    emulator(UP);
  }

  /** Puts a script in the place of the emulator; it runs where the disk is. */
  private void emulator(String body) throws IOException {
    Path program = programs.resolve("qemu-system-aarch64");
    Files.writeString(
        program,
        "#!/bin/sh\ncase \"$*\" in *'-accel kvm'*) exit 1 ;; esac\n"
            + "printf '%s\\n' \"$@\" >"
            + directory
            + "/arguments\n"
            + body
            + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private ImageBoot boot() {
    return new ImageBoot(
        ClusterLayout.below(root),
        HostCalls.installed(),
        SearchPath.parse(programs + ":" + SearchPath.SYSTEM),
        InstantSource.system());
  }

  private BootReport run(Duration limit) throws Exception {
    return run(boot(), limit);
  }

  private BootReport run(ImageBoot boot, Duration limit) throws Exception {
    return run(boot, new BootRequest(limit, 2048, false, Optional.empty(), false));
  }

  private BootReport run(ImageBoot boot, BootRequest request) throws Exception {
    BootListener listener =
        new BootListener() {
          @Override
          public void step(String text) {}

          @Override
          public void console(byte[] bytes) {
            written.countDown();
          }

          @Override
          public void line(String text) {}
        };
    return boot.run(image(boot), request, listener);
  }

  private FinishedImage image(ImageBoot boot) throws Exception {
    try (ClusterStore store = Stores.look(ClusterLayout.below(root))) {
      return boot.find(store.snapshot(), tree.toString());
    }
  }

  private FaultException refusal() {
    return catchThrowableOfType(FaultException.class, () -> run(Duration.ofSeconds(60)));
  }

  private List<String> left() throws IOException {
    Path place = root.resolve("var/cache/cm-image/boot");
    try (Stream<Path> files = Files.list(place)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void anImageThatComesUpIsReportedAndNothingIsLeft() throws Exception {
    BootReport report = run(Duration.ofSeconds(60));

    assertThat(report.outcome()).isEqualTo(Outcome.UP);
    assertThat(report.kernelRelease()).isEqualTo(SmallTrees.KERNEL);
    assertThat(report.machine()).isEqualTo("qemu-system-aarch64 (tcg)");
    assertThat(report.lastLines()).containsExactly("Booting Linux");
    assertThat(left()).isEmpty();
    assertThat(Files.readAllLines(directory.resolve("arguments")))
        .contains("virt,gic-version=max", "2048")
        .containsSequence("-nic", "none")
        .anyMatch(word -> word.startsWith("root=/dev/vda ") && word.contains("console=ttyAMA0"));
  }

  @Test
  void theDiskHoldsTheTreeWithItsOwnersAndAttributesAndTheReport() throws Exception {
    Path file = tree.resolve("etc/passwd");
    Files.setAttribute(file, "unix:uid", 1234);
    Program.output(directory, "setfattr", "-n", "user.kept", "-v", "yes", file.toString());
    emulator(
        "for path in /etc/passwd /etc/systemd/system/sysinit.target.wants/cm-image-boot.service; do"
            + " debugfs -R \"stat $path\" disk; done >"
            + directory
            + "/seen 2>/dev/null\n"
            + "debugfs -R 'cat /etc/systemd/system.conf.d/zz-cm-image-boot.conf' disk >>"
            + directory
            + "/seen 2>/dev/null\n"
            + "debugfs -R 'cat /etc/cm-image-boot' disk >>"
            + directory
            + "/seen 2>/dev/null\n"
            + "cmp kernel "
            + tree
            + "/boot/vmlinuz-* && cat initramfs >>"
            + directory
            + "/seen\n"
            + UP);

    BootReport report = run(Duration.ofSeconds(60));

    assertThat(report.isUp()).isTrue();
    assertThat(Files.readString(directory.resolve("seen"), UTF_8))
        .containsPattern("User: +1234 ")
        .contains(
            "user.kept (3) = \"yes\"",
            "Type: symlink",
            "DefaultDeviceTimeoutSec=300",
            "say state",
            "an initramfs");
    assertThat(tree.resolve("etc/cm-image-boot")).doesNotExist();
    assertThat(tree.resolve("etc/systemd")).doesNotExist();
  }

  @Test
  void aMachineThatSaysNothingIsEndedInTime() throws Exception {
    emulator("echo $$ >" + directory + "/pid; exec sleep 600");

    BootReport report = run(Duration.ofSeconds(2));

    assertThat(report.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(report.fault().orElseThrow().message())
        .startsWith("cannot boot " + NAME + ": it was not up after ")
        .endsWith(" s, and wrote nothing to the console");
    assertThat(isRunning()).isFalse();
    assertThat(left()).isEmpty();
  }

  private boolean isRunning() throws IOException {
    long process = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
    return ProcessHandle.of(process).filter(ProcessHandle::isAlive).isPresent();
  }

  @Test
  void aMachineThatSwitchesItselfOffFailsUnlessAUserSatAtIt() throws Exception {
    emulator(
        "debugfs -R 'ls /etc/systemd/system/serial-getty@.service.d' disk >"
            + directory
            + "/login 2>&1; echo 'reboot: Power down'");

    BootReport alone = run(Duration.ofSeconds(60));
    String withoutUser = Files.readString(directory.resolve("login"));
    BootReport atIt =
        run(boot(), new BootRequest(Duration.ofSeconds(1), 1024, true, Optional.empty(), true));

    assertThat(alone.outcome()).isEqualTo(Outcome.ENDED);
    assertThat(alone.fault().orElseThrow().fact()).endsWith(" s: reboot: Power down");
    assertThat(withoutUser).contains("File not found");
    assertThat(atIt.outcome()).isEqualTo(Outcome.LEFT);
    assertThat(atIt.fault()).isEmpty();
    assertThat(Files.readString(directory.resolve("login"))).contains("cm-image-boot.conf");
    assertThat(Files.readAllLines(directory.resolve("arguments")))
        .contains("1024", "chardev=console,mode=readline")
        .containsSequence("-nic", "user,model=virtio-net-pci,romfile=");
  }

  @Test
  void anInterruptionEndsTheMachineAndDeletesTheDisk() throws Exception {
    emulator("echo $$ >" + directory + "/pid; echo begun; exec sleep 600");
    FutureTask<BootReport> task = new FutureTask<>(() -> run(Duration.ofMinutes(9)));
    Thread thread = new Thread(task, "boot");
    thread.start();
    written.await();

    thread.interrupt();

    ExecutionException e = catchThrowableOfType(ExecutionException.class, task::get);
    assertThat(e.getCause()).isInstanceOf(InterruptedException.class);
    assertThat(isRunning()).isFalse();
    assertThat(left()).isEmpty();
  }

  @Test
  void anEmulatorThatDoesNotRunIsNoFailureOfTheImage() throws Exception {
    emulator("echo 'cannot set up guest memory' >&2; exit 1");

    FaultException e = refusal();

    assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNSUITABLE);
    assertThat(e.getMessage())
        .isEqualTo(
            "cannot boot "
                + NAME
                + ": qemu-system-aarch64 does not run: cannot set up guest memory");
  }

  @Test
  void aMissingEmulatorIsNamedWithItsPackage() throws Exception {
    Path link = Files.createSymbolicLink(programs.resolve("mke2fs"), Path.of("/sbin/mke2fs"));
    ImageBoot boot =
        new ImageBoot(
            ClusterLayout.below(root),
            HostCalls.installed(),
            SearchPath.parse(Files.createDirectory(directory.resolve("none")).toString()),
            InstantSource.system());

    FaultException e =
        catchThrowableOfType(FaultException.class, () -> run(boot, Duration.ofSeconds(60)));

    assertThat(link).exists();
    assertThat(e.code()).isEqualTo(ErrorCode.PROGRAM_MISSING);
    assertThat(((Remedy.InstallProgram) e.remedy()).packages()).contains("qemu-system-arm");
  }

  @Test
  void anImageWithoutInitramfsOrKernelIsIncomplete() throws Exception {
    Files.delete(tree.resolve("boot/initrd.img-" + SmallTrees.KERNEL));
    assertThat(refusal())
        .hasMessageContaining("it has no initramfs of " + SmallTrees.KERNEL)
        .extracting(FaultException::code)
        .isEqualTo(ErrorCode.IMAGE_INCOMPLETE);

    Files.delete(tree.resolve("boot/vmlinuz-" + SmallTrees.KERNEL));
    assertThat(refusal()).hasMessageContaining("it has no kernel of " + SmallTrees.KERNEL);
    assertThat(left()).isEmpty();
  }

  @Test
  void aKernelBehindALinkIsLookedForInTheTree() throws Exception {
    Path outside = Files.writeString(directory.resolve("secret"), "not the image's");
    Path kernel = tree.resolve("boot/vmlinuz-" + SmallTrees.KERNEL);
    Files.delete(kernel);
    Files.createSymbolicLink(kernel, outside);

    assertThat(refusal()).hasMessageContaining("it has no kernel of");
  }

  @Test
  void aKernelForAnotherMachineIsAMismatch() throws Exception {
    SmallTrees.write(directory.resolve("other"), false);
    Path other = directory.resolve("other/cm/images/default-image-ubuntu2404-x86_64");
    Path kernel = tree.resolve("boot/vmlinuz-" + SmallTrees.KERNEL);
    Files.delete(kernel);
    Files.copy(other.resolve("boot/vmlinuz-" + SmallTrees.KERNEL), kernel);

    FaultException e = refusal();

    assertThat(e.code()).isEqualTo(ErrorCode.ARCH_OS_MISMATCH);
    assertThat(e.getMessage()).endsWith("to be a kernel for aarch64, found one for x86_64");
  }

  @Test
  @SuppressWarnings("try") // the lock is held, not called
  void anImageThatIsBeingChangedIsNotCopied() throws Exception {
    ClusterLayout layout = ClusterLayout.below(root);
    try (RunLock lock =
        RunLock.ofTree(layout, "/cm/images/" + NAME, "a change", InstantSource.system())) {
      assertThat(refusal().code()).isEqualTo(ErrorCode.LOCKED);
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void whatAKilledBootLeftIsDeletedAndWhatAnotherOneUsesIsKept() throws Exception {
    Path place = Files.createDirectories(root.resolve("var/cache/cm-image/boot"));
    Path dead = Files.createDirectory(place.resolve("cm-image-boot-99999999-x"));
    Files.writeString(dead.resolve("disk"), "");
    long living = ProcessHandle.current().pid();
    Path used = Files.createDirectory(place.resolve("cm-image-boot-" + living + "-y"));

    run(Duration.ofSeconds(60));

    assertThat(dead).doesNotExist();
    assertThat(used).exists();
  }

  @Test
  void aFullFileSystemIsToldBeforeAnythingIsCopied() throws Exception {
    Path place = Files.createDirectories(root.resolve("var/cache/cm-image/boot"));
    Program.output(root, "mount", "-t", "tmpfs", "-o", "size=64k", "none", place.toString());
    try {
      FaultException e = refusal();

      assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL);
      assertThat(left()).isEmpty();
    } finally {
      Program.output(Path.of("/"), "umount", place.toString());
    }
  }
}
