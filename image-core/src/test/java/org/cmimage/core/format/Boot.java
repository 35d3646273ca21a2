package org.cmimage.core.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPOutputStream;

/** The binary formats of a boot, as small as they can be. */
public final class Boot {
  public static final int X86_64 = 62;
  public static final int AARCH64 = 183;
  public static final int RISCV = 243;
  public static final int I386 = 3;
  public static final int EXECUTABLE = 2;
  public static final int SHARED = 3;
  public static final int OBJECT = 1;

  private Boot() {}

  /** A 64-bit little-endian ELF file with nothing but a header. */
  public static byte[] elf(int machine, int type) {
    ByteBuffer elf = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    elf.putShort(16, (short) type).putShort(18, (short) machine);
    if (machine == I386 || machine == 40) {
      elf.put(4, (byte) 1);
    }
    return elf.array();
  }

  public static byte[] bzImage(boolean is64Bit) {
    ByteBuffer image = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    image.putShort(0x1fe, (short) 0xaa55).putInt(0x202, 0x53726448);
    image.putShort(0x206, (short) 0x20f).putShort(0x236, (short) (is64Bit ? 0x3f : 0));
    return image.array();
  }

  public static byte[] arm64Image() {
    ByteBuffer image = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    image.put(0, (byte) 'M').put(1, (byte) 'Z').putInt(56, 0x644d5241);
    return image.array();
  }

  /** As Debian's: with the EFI stub, the PE header right behind the RISC-V one. */
  public static byte[] riscvImage() {
    ByteBuffer image = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    image.put(0, (byte) 'M').put(1, (byte) 'Z').putInt(60, 0x40);
    image.putLong(48, 0x5643534952L).putInt(56, 0x05435352);
    return image.putInt(0x40, 0x4550).putShort(0x44, (short) 0x5064).array();
  }

  public static byte[] efi(int machine, boolean zboot) {
    ByteBuffer image = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    image.put((byte) 'M').put((byte) 'Z').putInt(4, zboot ? 0x676d697a : 0);
    image.putInt(0x3c, 0x200).putInt(0x200, 0x4550).putShort(0x204, (short) machine);
    return image.array();
  }

  /** One cpio member, header, name and content padded. */
  public static byte[] member(String name, int mode, byte[] content) {
    String fields =
        String.format(
            "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x",
            1, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length() + 1, 0);
    byte[] header = padded((fields + name + "\0").getBytes(ISO_8859_1));
    return Bytes.concat(header, padded(content));
  }

  public static byte[] program(String name, byte[] content) {
    return member(name, 0100755, content);
  }

  public static byte[] trailer() {
    return member("TRAILER!!!", 0, new byte[0]);
  }

  public static byte[] archive(byte[]... members) {
    return Bytes.concat(Bytes.concat(members), trailer());
  }

  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** As initramfs-tools makes them: microcode in front, uncompressed, then the rest. */
  public static byte[] initramfs(String release, int machine) {
    byte[] early =
        archive(member("kernel/x86/microcode/a.bin", 0100644, "code".getBytes(US_ASCII)));
    byte[] main =
        archive(
            member("usr", 0040755, new byte[0]),
            program("init", "#!/bin/sh\n".getBytes(US_ASCII)),
            program("usr/bin/busybox", elf(machine, SHARED)),
            program("usr/lib/modules/" + release + "/kernel/a.ko", elf(machine, OBJECT)));
    return Bytes.concat(early, new byte[512], gzip(main));
  }

  private static byte[] padded(byte[] bytes) {
    return Bytes.concat(bytes, new byte[-bytes.length & 3]);
  }
}
