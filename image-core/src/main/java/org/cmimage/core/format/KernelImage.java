package org.cmimage.core.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.cmimage.model.Architecture;

/**
 * The target of a bootable kernel, by its first bytes.
 *
 * <ul>
 *   <li>x86 bzImage: the kernel's Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header";
 *   <li>arm64 Image, also compressed with gzip: Documentation/arch/arm64/booting.rst, 4. "Call the
 *       kernel image";
 *   <li>RISC-V Image, likewise: Documentation/arch/riscv/boot-image-header.rst; the header does not
 *       have the register width, and there are no distributions for 32 bits;
 *   <li>EFI application, also one that decompresses its kernel itself (zboot, {@code zimg}):
 *       PE/COFF, "COFF File Header", and drivers/firmware/efi/libstub/zboot-header.S;
 *   <li>ELF vmlinux.
 * </ul>
 *
 * @param format for messages, such as {@code bzImage}
 * @param machine the {@code uname -m} name; the number for unknown machines
 */
public record KernelImage(String format, String machine) {
  /** The number of bytes of a file that are needed. */
  public static final int HEAD = 16 * 1024;

  private static final int BOOT_FLAG_AT = 0x1fe;
  private static final int HEADER_AT = 0x202;
  private static final int VERSION_AT = 0x206;
  private static final int LOAD_FLAGS_AT = 0x236;
  private static final int SETUP_HEADER_END = 0x238;
  private static final int HDRS = 0x53726448;
  private static final int VERSION_WITH_LOAD_FLAGS = 0x020c;
  private static final int IMAGE_MAGIC_AT = 56;
  private static final int ARM64_MAGIC = 0x644d5241;
  private static final int RISCV_MAGIC2 = 0x05435352;
  private static final int IMAGE_HEADER_END = 64;
  private static final int DOS_HEADER_END = 64;
  private static final int ZIMG = 0x676d697a;
  private static final int PE_SIGNATURE = 0x00004550;

  /**
   * Parses a kernel's header.
   *
   * @param head the first {@link #HEAD} bytes; all of a shorter file
   * @return empty if it is in none of the formats
   */
  public static Optional<KernelImage> parse(byte[] head) {
    if (head.length > 2 && head[0] == 0x1f && head[1] == (byte) 0x8b) {
      return unpacked(head)
          .flatMap(KernelImage::plain)
          .map(inner -> new KernelImage("gzip " + inner.format, inner.machine));
    }
    return plain(head);
  }

  private static Optional<byte[]> unpacked(byte[] head) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(head))) {
      return Optional.of(in.readNBytes(IMAGE_HEADER_END));
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }

  private static Optional<KernelImage> plain(byte[] head) {
    ByteBuffer buffer = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    Optional<KernelImage> kernel = bzImage(buffer);
    if (kernel.isEmpty()) {
      kernel = image(buffer);
    }
    if (kernel.isEmpty()) {
      kernel = efi(buffer);
    }
    return kernel.isPresent()
        ? kernel
        : ElfHeader.parse(buffer).map(elf -> new KernelImage("vmlinux", elf.machineName()));
  }

  private static Optional<KernelImage> bzImage(ByteBuffer head) {
    if (head.limit() < SETUP_HEADER_END
        || head.getShort(BOOT_FLAG_AT) != (short) 0xaa55
        || head.getInt(HEADER_AT) != HDRS) {
      return Optional.empty();
    }
    boolean is64Bit =
        (head.getShort(VERSION_AT) & 0xffff) >= VERSION_WITH_LOAD_FLAGS
            && (head.getShort(LOAD_FLAGS_AT) & 1) != 0;
    return Optional.of(
        new KernelImage("bzImage", is64Bit ? Architecture.X86_64.unameName() : "i386"));
  }

  /** Parses an arm64 or RISC-V header: both have 64 bytes and their magic at the same offset. */
  private static Optional<KernelImage> image(ByteBuffer head) {
    if (head.limit() < IMAGE_HEADER_END) {
      return Optional.empty();
    }
    return switch (head.getInt(IMAGE_MAGIC_AT)) {
      case ARM64_MAGIC -> Optional.of(new KernelImage("Image", Architecture.AARCH64.unameName()));
      case RISCV_MAGIC2 -> Optional.of(new KernelImage("Image", Architecture.RISCV64.unameName()));
      default -> Optional.empty();
    };
  }

  private static Optional<KernelImage> efi(ByteBuffer head) {
    if (head.limit() < DOS_HEADER_END || head.getShort(0) != 0x5a4d) {
      return Optional.empty();
    }
    int at = head.getInt(0x3c);
    if (at < 0 || at > head.limit() - 6 || head.getInt(at) != PE_SIGNATURE) {
      return Optional.empty();
    }
    int machine = head.getShort(at + 4) & 0xffff;
    String name =
        switch (machine) {
          case 0x8664 -> Architecture.X86_64.unameName();
          case 0xaa64 -> Architecture.AARCH64.unameName();
          case 0x14c -> "i386";
          case 0x5064 -> Architecture.RISCV64.unameName();
          case 0x6264 -> "loongarch64";
          default -> String.format("PE machine 0x%04x", machine);
        };
    return Optional.of(new KernelImage(head.getInt(4) == ZIMG ? "EFI zboot" : "EFI", name));
  }
}
