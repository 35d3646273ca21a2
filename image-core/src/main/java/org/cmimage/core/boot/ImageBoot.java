package org.cmimage.core.boot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.SearchPath;
import org.cmimage.core.boot.BootReport.Outcome;
import org.cmimage.core.cluster.RunLock;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.image.FinishedImage;
import org.cmimage.core.image.ImageLookup;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * Boots images in emulated machines, each from a throw-away copy of its tree. The tree is read
 * only, and locked against changes while it is copied.
 */
public final class ImageBoot {
  private static final Path KVM = Path.of("/dev/kvm");

  private final ClusterLayout layout;
  private final HostCalls calls;
  private final SearchPath path;
  private final InstantSource clock;

  /**
   * Makes boots of a cluster's images.
   *
   * @param path where the emulator and the programs of e2fsprogs are looked for
   */
  public ImageBoot(ClusterLayout layout, HostCalls calls, SearchPath path, InstantSource clock) {
    this.layout = layout;
    this.calls = calls;
    this.path = path;
    this.clock = clock;
  }

  /**
   * Returns the image that a user names, which must be one that can boot.
   *
   * @throws FaultException as {@link ImageLookup#find}, or with code {@code INVALID_REQUEST} for a
   *     tree of applications
   */
  public FinishedImage find(ClusterSnapshot cluster, String text) throws IOException {
    if (component(text).filter(known -> known.kind() == ComponentKind.CM_SHARED).isPresent()) {
      throw new FaultException(
          ErrorCode.INVALID_REQUEST,
          "cannot boot " + text,
          "it holds applications, which have neither kernel nor init program",
          new Remedy.Advice("name an image or a node-installer, see: cm-image list"));
    }
    return new ImageLookup(layout, cluster, calls).find(text);
  }

  private Optional<ComponentName> component(String text) {
    try {
      return text.contains("/")
          ? ComponentName.ofPath(layout.inCluster(Path.of(text)))
          : ComponentName.find(text);
    } catch (InvalidPathException none) {
      return Optional.empty();
    }
  }

  /**
   * Checks that the head node has the programs that booting the image needs.
   *
   * @throws FaultException with code {@code PROGRAM_MISSING}
   */
  public void requirePrograms(FinishedImage image) throws IOException {
    try (Rootfs tree = image.open(calls)) {
      BootPrograms.find(path, image.architecture(tree), what(image));
    }
  }

  /**
   * Boots an image, and ends the machine when the outcome is known. A failure of the image is a
   * result.
   *
   * @throws FaultException with code {@code PROGRAM_MISSING}, {@code IMAGE_INCOMPLETE} or {@code
   *     ARCH_OS_MISMATCH} where it has no kernel and initramfs of its architecture, {@code LOCKED}
   *     where it is being changed, {@code IN_USE} where something is mounted in it, {@code
   *     DISK_FULL}, or {@code HOST_UNSUITABLE} where the emulator does not run
   */
  public BootReport run(FinishedImage image, BootRequest request, BootListener listener)
      throws IOException, InterruptedException {
    Path place = request.place().orElse(layout.bootTrials());
    try (Rootfs tree = image.open(calls)) {
      Architecture architecture = image.architecture(tree);
      BootPrograms programs = BootPrograms.find(path, architecture, what(image));
      try (ThrowAwayDirectory directory = ThrowAwayDirectory.in(place, calls)) {
        listener.step("Copying the tree to a throw-away disk in " + place);
        long began = System.nanoTime();
        Target target = new Target(programs, directory, architecture);
        String release = copy(image, tree, request, target);
        Duration diskTime = Duration.ofNanos(System.nanoTime() - began);
        MachineRun run = new MachineRun(programs, directory, listener);
        Ran ran = boot(image, run, target, request, listener::step);
        BootConsole console = ran.result().console();
        Outcome outcome = ran.result().outcome();
        return new BootReport(
            reference(image),
            release,
            programs.emulatorName() + " (" + ran.machine().accelerator() + ")",
            outcome,
            console.detail(outcome),
            console.failedUnits(),
            console.waiting(),
            console.lastLines(),
            diskTime,
            ran.result().elapsed());
      }
    }
  }

  private static String what(FinishedImage image) {
    return "cannot boot " + reference(image);
  }

  /** Returns what a user names the image by: its name, or the path where that has no meaning. */
  private static String reference(FinishedImage image) {
    boolean isNamed = image.entity().isPresent() || image.component().isPresent();
    return isNamed ? image.name() : image.path();
  }

  private record Target(
      BootPrograms programs, ThrowAwayDirectory directory, Architecture architecture) {}

  private record Ran(GuestMachine machine, MachineRun.Result result) {}

  /** Copies what the machine needs of the tree; returns the kernel's release. */
  @SuppressWarnings("try") // the lock is held, not called
  private String copy(FinishedImage image, Rootfs tree, BootRequest request, Target target)
      throws IOException, InterruptedException {
    try (RunLock lock = RunLock.ofTree(layout, image.path(), "boot of " + image.name(), clock)) {
      String release = image.kernel(tree).orElse("");
      new BootFiles(what(image), tree, release).copy(target.architecture(), target.directory());
      new ThrowAwayDisk(what(image), target.programs(), target.directory(), calls)
          .make(tree, request.isForUser());
      return release;
    }
  }

  /** Boots with the head node's processor where that can and does run the machine, else without. */
  private Ran boot(
      FinishedImage image,
      MachineRun run,
      Target target,
      BootRequest request,
      Consumer<String> steps)
      throws IOException, InterruptedException {
    String emulator = target.programs().emulatorName();
    if (isOwn(target.architecture()) && hasKvm()) {
      GuestMachine machine = GuestMachine.of(target.architecture(), true);
      steps.accept("Booting it in " + emulator + " (kvm)");
      MachineRun.Result result = run.run(machine, request);
      if (!result.isSilent()) {
        return new Ran(machine, result);
      }
      steps.accept("/dev/kvm is there, but does not run a machine here");
    }
    GuestMachine machine = GuestMachine.of(target.architecture(), false);
    steps.accept("Booting it in " + emulator + " (tcg)");
    MachineRun.Result result = run.run(machine, request);
    if (result.isSilent() && !result.errors().isEmpty()) {
      throw new FaultException(
          ErrorCode.HOST_UNSUITABLE,
          what(image),
          emulator + " does not run: " + result.errors(),
          new Remedy.Advice("see: " + emulator + " --version; install another version of QEMU"));
    }
    return new Ran(machine, result);
  }

  private static boolean isOwn(Architecture architecture) {
    return Architecture.find(Architecture.nameOfThisMachine())
        .filter(architecture::equals)
        .isPresent();
  }

  private static boolean hasKvm() {
    try {
      FileChannel.open(KVM, StandardOpenOption.READ, StandardOpenOption.WRITE).close();
      return true;
    } catch (IOException none) {
      return false;
    }
  }
}
