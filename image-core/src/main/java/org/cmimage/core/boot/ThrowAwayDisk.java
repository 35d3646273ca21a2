package org.cmimage.core.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.Hindrance;
import org.cmimage.core.host.HostPath;
import org.cmimage.core.host.TargetFileSystem;
import org.cmimage.core.host.TreeGuard;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.TreeExtent;
import org.cmimage.core.syscall.HostCalls;

/** An ext4 file system in a sparse file, with a copy of a tree and a unit that reports its boot. */
final class ThrowAwayDisk {
  /** The name of the file. */
  static final String NAME = "disk";

  /**
   * The features, all of them named: a kernel of any age mounts it, whatever mke2fs is configured
   * to.
   */
  private static final String FEATURES =
      "none,has_journal,ext_attr,filetype,extent,sparse_super,large_file,huge_file,dir_index,"
          + "dir_nlink,extra_isize,flex_bg,64bit,uninit_bg";

  private static final long MIB = 1L << 20;

  /** What a booted system may write. */
  private static final long ROOM = 1024 * MIB;

  /** What a node takes besides its content: its inode, its name, the rest of its last block. */
  private static final long NODE = 4096 + 512;

  /** The part of a file system that is not for files: one byte in so many. */
  private static final int OVERHEAD = 20;

  private static final long FURTHER_NODES = 65536;

  /** The room below which a failure to write is one of room. */
  private static final long NEARLY_NONE = 16 * MIB;

  private static final String SCRIPT = "report.sh";
  private static final String SCRIPT_PLACE = "/etc/cm-image-boot";
  private static final String UNITS = "/etc/systemd/system/";
  private static final String UNIT = "cm-image-boot.service";

  /** The report is no job of systemd's once it has begun, so that it can wait for all jobs. */
  private static final String UNIT_TEXT =
      """
      [Unit]
      Description=Report of this boot to cm-image
      DefaultDependencies=no
      Conflicts=shutdown.target
      [Service]
      ExecStart=/bin/sh %s
      """
          .formatted(SCRIPT_PLACE);

  /**
   * What each start and device may take, in seconds: systemd's own 90 are meant for real machines.
   * Not all releases take the limit for devices as a parameter of the kernel.
   */
  private static final String LIMITS_TEXT =
      """
      [Manager]
      DefaultTimeoutStartSec=300
      DefaultDeviceTimeoutSec=300
      """;

  private static final String LOGIN_TEXT =
      """
      [Service]
      ExecStart=
      ExecStart=-/sbin/agetty --autologin root --noclear --keep-baud 115200,57600,38400,9600 - $TERM
      """;

  private final String what;
  private final BootPrograms programs;
  private final ThrowAwayDirectory directory;
  private final HostCalls calls;

  /**
   * Makes the disk's maker.
   *
   * @param what the operation, such as {@code cannot boot x}
   */
  ThrowAwayDisk(String what, BootPrograms programs, ThrowAwayDirectory directory, HostCalls calls) {
    this.what = what;
    this.programs = programs;
    this.directory = directory;
    this.calls = calls;
  }

  /**
   * Makes the disk.
   *
   * @param logsIn whether root is logged in on serial consoles
   * @throws FaultException with code {@code DISK_FULL}, {@code IN_USE} where something is mounted
   *     in the tree, or {@code INPUT_OUTPUT}
   */
  void make(Rootfs tree, boolean logsIn) throws IOException, InterruptedException {
    Optional<Hindrance> mounted = new TreeGuard(calls).mounted(tree.directory(), tree.root());
    if (mounted.isPresent()) {
      throw new FaultException(mounted.get().fault(what));
    }
    TreeExtent extent = TreeExtent.whole(calls, tree.directory());
    long needed = extent.bytes() + extent.files() * NODE;
    needed += needed / OVERHEAD;
    requireRoom(needed);
    long size = (needed + ROOM) / MIB * MIB;
    try (RandomAccessFile file = new RandomAccessFile(directory.file(NAME).toFile(), "rw")) {
      file.setLength(size);
    }
    copy(tree.directory(), extent.files() + FURTHER_NODES);
    addReport(logsIn);
  }

  private void requireRoom(long needed) throws IOException {
    long free = free();
    if (free < needed) {
      throw full(needed - free);
    }
  }

  private long free() throws IOException {
    return TargetFileSystem.of(calls, directory.path()).status().availableBytes();
  }

  private FaultException full(long missing) {
    return new FaultException(
        ErrorCode.DISK_FULL,
        what,
        "there is no room for a copy of its tree in " + HostPath.text(directory.place()),
        new Remedy.Advice(
            "free another "
                + Math.max(1, missing / MIB)
                + " MiB there, or name another directory with --disk DIR"));
  }

  private void copy(Path tree, long nodes) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-q", "-F", "-t", "ext4", "-O", FEATURES));
    arguments.addAll(List.of("-b", "4096", "-m", "0", "-N", String.valueOf(nodes)));
    arguments.addAll(List.of("-E", "root_owner=0:0,lazy_itable_init=1,nodiscard"));
    arguments.addAll(List.of("-d", tree.toString(), NAME));
    BootPrograms.Ended ended = programs.run(directory.path(), programs.makeFileSystem(), arguments);
    if (ended.status() != 0) {
      if (free() < NEARLY_NONE) {
        throw full(0);
      }
      throw new FaultException(
          ErrorCode.INPUT_OUTPUT,
          what,
          "mke2fs could not copy its tree: " + lastLine(ended.text()),
          new Remedy.Advice("see what is wrong with the tree: cm-image verify --help"));
    }
  }

  private static String lastLine(String text) {
    return text.substring(text.lastIndexOf('\n') + 1);
  }

  /**
   * Adds the unit and what is missing of the way to it; where that fails, the console alone tells
   * how the boot goes.
   */
  private void addReport(boolean logsIn) throws IOException, InterruptedException {
    try (InputStream script =
        Objects.requireNonNull(ThrowAwayDisk.class.getResourceAsStream(SCRIPT))) {
      Files.copy(script, directory.file("script"));
    }
    Files.writeString(directory.file("unit"), UNIT_TEXT, UTF_8);
    Files.writeString(directory.file("limits"), LIMITS_TEXT, UTF_8);
    Files.writeString(directory.file("login"), LOGIN_TEXT, UTF_8);
    List<String> commands = new ArrayList<>();
    commands.add("mkdir /etc/systemd");
    commands.add("mkdir /etc/systemd/system");
    commands.add("write script " + SCRIPT_PLACE);
    commands.add("write unit " + UNITS + UNIT);
    commands.add("mkdir /etc/systemd/system.conf.d");
    commands.add("write limits /etc/systemd/system.conf.d/zz-cm-image-boot.conf");
    commands.add("mkdir " + UNITS + "sysinit.target.wants");
    commands.add("symlink " + UNITS + "sysinit.target.wants/" + UNIT + " " + UNITS + UNIT);
    if (logsIn) {
      commands.add("mkdir " + UNITS + "serial-getty@.service.d");
      commands.add("write login " + UNITS + "serial-getty@.service.d/cm-image-boot.conf");
    }
    Files.writeString(directory.file("commands"), String.join("\n", commands) + "\n", UTF_8);
    programs.run(
        directory.path(), programs.changeFileSystem(), List.of("-w", "-f", "commands", NAME));
  }
}
