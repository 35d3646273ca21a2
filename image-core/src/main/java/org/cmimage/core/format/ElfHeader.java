package org.cmimage.core.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.cmimage.model.Architecture;

/**
 * The target of an ELF file: System V ABI, chapter 4, "ELF Header".
 *
 * @param bits 32 or 64, {@code EI_CLASS}
 * @param bigEndian {@code EI_DATA}
 * @param type {@code e_type}
 * @param machine {@code e_machine}
 */
public record ElfHeader(int bits, boolean bigEndian, int type, int machine) {
  /** The number of bytes of a file that are needed. */
  public static final int LENGTH = 20;

  /** The size of a 64-bit program's header in bytes; a smaller file is no program. */
  public static final int SMALLEST_FILE = 64;

  private static final int MAGIC = 0x7f454c46;
  private static final int OBJECT = 1;
  private static final int EXECUTABLE = 2;
  private static final int SHARED_OBJECT = 3;
  private static final int ALPHA = 0x9026;

  /**
   * Parses the header.
   *
   * @param file the first {@link #LENGTH} bytes, or more; position and limit are left unchanged
   * @return empty if it is no ELF file, or its class or byte order are not in the standard
   */
  public static Optional<ElfHeader> parse(ByteBuffer file) {
    ByteBuffer header = file.slice();
    if (header.remaining() < LENGTH || header.getInt(0) != MAGIC) {
      return Optional.empty();
    }
    int elfClass = header.get(4);
    int data = header.get(5);
    if (elfClass < 1 || elfClass > 2 || data < 1 || data > 2) {
      return Optional.empty();
    }
    header.order(data == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    return Optional.of(
        new ElfHeader(
            elfClass * 32, data == 2, header.getShort(16) & 0xffff, header.getShort(18) & 0xffff));
  }

  /** Returns whether programs of this kind run on the architecture's kernel and libraries. */
  public boolean isFor(Architecture architecture) {
    return machine == architecture.elfMachine() && bits == 64 && !bigEndian;
  }

  /** Returns whether it is an object file for a CPU, as kernel modules are. */
  public boolean isObject() {
    return type == OBJECT && isForCpu();
  }

  /**
   * Returns whether it is a program or library that a CPU runs: not an object file or core dump,
   * and not code or data for other machines.
   */
  public boolean isProgram() {
    return (type == EXECUTABLE || type == SHARED_OBJECT) && isForCpu();
  }

  /**
   * Returns whether the machine is a CPU for which distributions exist. All others are data in an
   * image: Guile's compiled files are for no machine (0), eBPF for a virtual one; code for GPUs,
   * signal processors and microcontrollers is loaded by programs of any CPU.
   */
  public boolean isForCpu() {
    return switch (machine) {
      case 2, 3, 4, 8, 10, 15, 18, 20, 21, 22, 40, 42, 43, 50, 62, 183, 243, 258, ALPHA -> true;
      default -> false;
    };
  }

  /**
   * Returns a short name for machines that images are known to contain, and the number for others.
   */
  public String machineName() {
    String name =
        switch (machine) {
          case 0 -> "no machine";
          case 2, 18 -> "sparc";
          case 3 -> "i386";
          case 4 -> "m68k";
          case 8, 10 -> "mips";
          case 15 -> "parisc";
          case 20 -> "ppc";
          case 21 -> bigEndian ? "ppc64" : "ppc64le";
          case 22 -> "s390x";
          case 40 -> "arm";
          case 42 -> "sh";
          case 43 -> "sparc64";
          case 50 -> "ia64";
          case 62 -> bits == 64 ? "x86_64" : "x32";
          case 183 -> bigEndian ? "aarch64_be" : "aarch64";
          case 243 -> "riscv" + bits;
          case 94 -> "xtensa";
          case 164 -> "hexagon";
          case 181 -> "k10m";
          case 190 -> "cuda";
          case 205 -> "intelgt";
          case 224 -> "amdgpu";
          case 247 -> "bpf";
          case 251 -> "ve";
          case ALPHA -> "alpha";
          case 258 -> "loongarch" + bits;
          default -> "ELF machine " + machine;
        };
    boolean strange = machine == 62 && bigEndian || machine == 183 && bits == 32;
    return strange
        ? name + " (" + bits + " bit, " + (bigEndian ? "big" : "little") + " endian)"
        : name;
  }
}
