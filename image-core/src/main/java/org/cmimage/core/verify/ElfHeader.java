package org.cmimage.core.verify;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.cmimage.model.Architecture;

/**
 * What an ELF file says it was made for: System V ABI, chapter 4, "ELF Header".
 *
 * @param bits 32 or 64, {@code EI_CLASS}
 * @param bigEndian {@code EI_DATA}
 * @param type {@code e_type}
 * @param machine {@code e_machine}
 */
record ElfHeader(int bits, boolean bigEndian, int type, int machine) {
  /** How many bytes of a file tell. */
  static final int LENGTH = 20;

  /** The header of a 64-bit program; what is shorter is none. */
  static final int SMALLEST_FILE = 64;

  private static final int MAGIC = 0x7f454c46;
  private static final int OBJECT = 1;
  private static final int EXECUTABLE = 2;
  private static final int SHARED_OBJECT = 3;
  private static final int BPF = 247;

  /**
   * Reads the header.
   *
   * @param file the first {@link #LENGTH} bytes, or more; position and limit are left alone
   * @return empty if it is no ELF file, or its class or byte order are none that the standard knows
   */
  static Optional<ElfHeader> parse(ByteBuffer file) {
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

  /** Whether programs of this kind are what the architecture's kernel and libraries are made of. */
  boolean isFor(Architecture architecture) {
    return machine == architecture.elfMachine() && bits == 64 && !bigEndian;
  }

  /** Whether it is an object file, as kernel modules are. */
  boolean isObject() {
    return type == OBJECT && machine != BPF;
  }

  /**
   * Whether it is a program or library, which the CPU runs; not an object file or for a virtual
   * machine.
   */
  boolean isProgram() {
    return (type == EXECUTABLE || type == SHARED_OBJECT) && machine != BPF;
  }

  /** Short names for what images are known to hold; the number for the rest. */
  String machineName() {
    String name =
        switch (machine) {
          case 3 -> "i386";
          case 8 -> "mips";
          case 20 -> "ppc";
          case 21 -> bigEndian ? "ppc64" : "ppc64le";
          case 22 -> "s390x";
          case 40 -> "arm";
          case 62 -> bits == 64 ? "x86_64" : "x32";
          case 183 -> bigEndian ? "aarch64_be" : "aarch64";
          case 243 -> "riscv" + bits;
          case BPF -> "bpf";
          case 258 -> "loongarch" + bits;
          default -> "ELF machine " + machine;
        };
    boolean strange = machine == 62 && bigEndian || machine == 183 && bits == 32;
    return strange
        ? name + " (" + bits + " bit, " + (bigEndian ? "big" : "little") + " endian)"
        : name;
  }
}
