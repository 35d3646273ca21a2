package org.cmimage.core.boot;

import java.util.ArrayList;
import java.util.List;
import org.cmimage.model.Architecture;

/**
 * The emulated machine that an image is booted in: QEMU's general one for the architecture, with a
 * virtio disk and a serial console.
 *
 * @param isAccelerated whether the head node's processor runs it (KVM)
 * @param cores its processors
 */
record GuestMachine(Architecture architecture, boolean isAccelerated, int cores) {
  /** More processors make no boot faster, and each needs memory of the head node. */
  private static final int MOST_CORES = 8;

  /** Returns a machine with as many processors as the head node has, within reason. */
  static GuestMachine of(Architecture architecture, boolean isAccelerated) {
    int cores = Math.min(Runtime.getRuntime().availableProcessors(), MOST_CORES);
    return new GuestMachine(architecture, isAccelerated, cores);
  }

  String accelerator() {
    return isAccelerated ? "kvm" : "tcg";
  }

  /** Returns the name of the console's device in the machine. */
  static String console(Architecture architecture) {
    return switch (architecture) {
      case X86_64, RISCV64 -> "ttyS0";
      case AARCH64 -> "ttyAMA0";
    };
  }

  private String type() {
    return switch (architecture) {
      case X86_64 -> "q35";
      case AARCH64 -> "virt,gic-version=max";
      case RISCV64 -> "virt";
    };
  }

  /** Returns the processor model: pointer authentication as the architecture has it is slow. */
  private String processor() {
    return architecture == Architecture.AARCH64 && !isAccelerated ? "max,pauth-impdef=on" : "max";
  }

  /**
   * Returns the arguments of the emulator, which is started in the directory that the files are in.
   */
  List<String> arguments(BootRequest request) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-M", type(), "-cpu", processor()));
    arguments.addAll(List.of("-accel", isAccelerated ? "kvm" : "tcg,thread=multi"));
    arguments.addAll(List.of("-m", String.valueOf(request.memoryMiB()), "-smp", "" + cores));
    arguments.addAll(List.of("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"));
    arguments.addAll(List.of("-kernel", BootFiles.KERNEL, "-initrd", BootFiles.INITRAMFS));
    arguments.addAll(List.of("-append", parameters(request.isForUser())));
    arguments.addAll(
        List.of(
            "-drive",
            "file=" + ThrowAwayDisk.NAME + ",format=raw,if=none,id=disk,cache=unsafe,werror=report",
            "-device",
            "virtio-blk-pci,drive=disk"));
    if (request.hasNetwork()) {
      arguments.addAll(List.of("-nic", "user,model=virtio-net-pci,romfile="));
    } else {
      arguments.addAll(List.of("-nic", "none"));
    }
    arguments.addAll(
        List.of(
            "-chardev",
            "stdio,id=console,signal=off" + (request.isForUser() ? ",mux=on" : ""),
            "-serial",
            "chardev:console"));
    if (request.isForUser()) {
      arguments.addAll(List.of("-mon", "chardev=console,mode=readline"));
    }
    return arguments;
  }

  private String parameters(boolean isForUser) {
    List<String> words = new ArrayList<>();
    words.add("root=/dev/vda rootfstype=ext4 rw");
    words.add("console=" + console(architecture));
    words.add("net.ifnames=0 fsck.mode=skip systemd.firstboot=no");
    words.add("systemd.show_status=yes systemd.status_unit_format=name");
    if (!isForUser) {
      words.add("panic=-1 systemd.log_color=no TERM=dumb");
    }
    if (!isAccelerated && architecture == Architecture.X86_64) {
      // A busy head node emulates the timer too late for the kernel's test of it, which panics.
      words.add("no_timer_check");
    }
    return String.join(" ", words);
  }
}
