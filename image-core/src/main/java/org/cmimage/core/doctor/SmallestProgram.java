package org.cmimage.core.doctor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.cmimage.model.Architecture;

/**
 * A program of an architecture that ends with {@link #STATUS} and does nothing else: a static ELF
 * executable (System V ABI, chapters 4 and 5) whose only segment has the call {@code exit}.
 */
final class SmallestProgram {
  static final int STATUS = 42;

  private static final int HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final long BASE = 0x400000;

  /** That of the largest pages in use, 64 KiB. */
  private static final long ALIGNMENT = 0x10000;

  private static final int EXECUTABLE = 2;
  private static final int LOAD = 1;
  private static final int READ_AND_EXECUTE = 5;

  private SmallestProgram() {}

  static byte[] of(Architecture architecture) {
    byte[] code = code(architecture);
    int size = HEADER + PROGRAM_HEADER + code.length;
    ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    // 64 bits, little-endian, version 1.
    file.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1).position(16);
    file.putShort((short) EXECUTABLE).putShort((short) architecture.elfMachine()).putInt(1);
    file.putLong(BASE + HEADER + PROGRAM_HEADER).putLong(HEADER).putLong(0).putInt(0);
    file.putShort((short) HEADER).putShort((short) PROGRAM_HEADER).putShort((short) 1);
    file.position(HEADER);
    file.putInt(LOAD).putInt(READ_AND_EXECUTE).putLong(0).putLong(BASE).putLong(BASE);
    file.putLong(size).putLong(size).putLong(ALIGNMENT);
    return file.put(code).array();
  }

  /** Returns the instructions that put the status and the number of the call into registers. */
  private static byte[] code(Architecture architecture) {
    int[] words =
        switch (architecture) {
          // mov $42,%edi; mov $60,%eax; syscall
          case X86_64 -> new int[] {0x00002abf, 0x003cb800, 0x050f0000};
          // mov x0,#42; mov x8,#93; svc #0
          case AARCH64 -> new int[] {0xd2800540, 0xd2800ba8, 0xd4000001};
          // li a0,42; li a7,93; ecall
          case RISCV64 -> new int[] {0x02a00513, 0x05d00893, 0x00000073};
        };
    ByteBuffer code =
        ByteBuffer.allocate(Integer.BYTES * words.length).order(ByteOrder.LITTLE_ENDIAN);
    code.asIntBuffer().put(words);
    return code.array();
  }
}
