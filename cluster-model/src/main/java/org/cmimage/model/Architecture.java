package org.cmimage.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A CPU architecture an image can be made for. This is the only place that maps the names of the
 * kernel, Debian, QEMU and ELF to each other; a further architecture is a further constant. All are
 * 64-bit and little-endian. Not each of them is supported for head nodes: {@link #headNodes}.
 *
 * <p>ELF numbers are {@code e_machine} of the System V ABI, chapter 4; loader paths are those of
 * the architectures' psABI supplements.
 */
public enum Architecture {
  X86_64(
      "x86_64",
      "amd64",
      "x86_64-linux-gnu",
      62,
      "/lib64/ld-linux-x86-64.so.2",
      List.of("x64", "x86-64")),
  AARCH64(
      "aarch64", "arm64", "aarch64-linux-gnu", 183, "/lib/ld-linux-aarch64.so.1", List.of("armv8")),
  /** RV64GC with the LP64D calling convention, which all distributions use. */
  RISCV64(
      "riscv64",
      "riscv64",
      "riscv64-linux-gnu",
      243,
      "/lib/ld-linux-riscv64-lp64d.so.1",
      List.of("rv64", "riscv64gc"));

  private final String unameName;
  private final String debianName;
  private final String multiarchTuple;
  private final int elfMachine;
  private final String loaderPath;
  private final List<String> aliases;

  Architecture(
      String unameName,
      String debianName,
      String multiarchTuple,
      int elfMachine,
      String loaderPath,
      List<String> aliases) {
    this.unameName = unameName;
    this.debianName = debianName;
    this.multiarchTuple = multiarchTuple;
    this.elfMachine = elfMachine;
    this.loaderPath = loaderPath;
    this.aliases = aliases;
  }

  /**
   * Returns the name that {@code uname -m}, RPM, and the options of cm-image use, such as {@code
   * aarch64}.
   */
  public String unameName() {
    return unameName;
  }

  /** Returns the name Debian and Ubuntu use, such as {@code arm64}. */
  public String debianName() {
    return debianName;
  }

  /** Returns the name in QEMU's programs, as in {@code qemu-aarch64-static}. */
  public String qemuName() {
    return unameName;
  }

  /** Returns the Debian multiarch directory name, such as {@code aarch64-linux-gnu}. */
  public String multiarchTuple() {
    return multiarchTuple;
  }

  /** Returns the ELF {@code e_machine} of 64-bit little-endian programs for this architecture. */
  public int elfMachine() {
    return elfMachine;
  }

  /**
   * Returns the architectures supported for head nodes. A head node needs more than an image does:
   * cm-image's own native programs, and the architecture's system call numbers.
   */
  public static List<Architecture> headNodes() {
    return List.of(X86_64, AARCH64);
  }

  /** Returns the absolute path, inside an image, of the glibc dynamic loader. */
  public String loaderPath() {
    return loaderPath;
  }

  /**
   * Parses any common spelling, ignoring case: {@code aarch64}, {@code arm64}, {@code amd64},
   * {@code x64} and so on.
   *
   * @throws IllegalArgumentException naming the text and the known architectures
   */
  public static Architecture parse(String text) {
    return find(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown architecture \"" + text + "\"; known are " + known()));
  }

  /**
   * Returns the architecture of the machine that this program runs on.
   *
   * @throws IllegalArgumentException as {@link #parse}
   */
  public static Architecture ofThisMachine() {
    return parse(nameOfThisMachine());
  }

  /** Returns what this machine calls its architecture, which need not be a known one. */
  public static String nameOfThisMachine() {
    return System.getProperty("os.arch", "");
  }

  /** Returns the architecture with this name in any common spelling, or empty. */
  public static Optional<Architecture> find(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(
            a -> a.unameName.equals(name) || a.debianName.equals(name) || a.aliases.contains(name))
        .findFirst();
  }

  private static String known() {
    return Arrays.stream(values()).map(Architecture::unameName).collect(Collectors.joining(", "));
  }

  /** Returns the {@code uname -m} name, which directory names and options use. */
  @Override
  public String toString() {
    return unameName;
  }
}
