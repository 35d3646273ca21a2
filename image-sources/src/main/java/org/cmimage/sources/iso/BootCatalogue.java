package org.cmimage.sources.iso;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.sources.bytes.RandomAccessBytes;
import org.cmimage.sources.iso.record.VolumeDescriptors;

/** Reads the boot catalogue ("El Torito" 1.0, §2). */
final class BootCatalogue {
  private static final int ENTRY = 32;
  private static final int SECTOR_OF_512 = 512;
  private static final int VALIDATION = 0x01;
  private static final int BOOTABLE = 0x88;
  private static final int MORE_HEADERS = 0x90;
  private static final int LAST_HEADER = 0x91;
  private static final int EXTENSION = 0x44;

  private BootCatalogue() {}

  /** Reads one sector of it, which is all that writers make; empty if it is not a catalogue. */
  static List<BootImage> read(RandomAccessBytes bytes, long offset) throws IOException {
    if (offset > bytes.size() - VolumeDescriptors.SECTOR) {
      return List.of();
    }
    ByteBuffer sector =
        ByteBuffer.allocate(VolumeDescriptors.SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    bytes.readFully(offset, sector);
    if (sector.get(0) != VALIDATION || (sector.getShort(30) & 0xffff) != 0xaa55) {
      return List.of();
    }
    List<BootImage> images = new ArrayList<>();
    int platform = sector.get(1) & 0xff;
    images.add(image(sector, ENTRY, platform));
    int left = 0;
    boolean last = false;
    for (int at = 2 * ENTRY; at + ENTRY <= sector.capacity(); at += ENTRY) {
      int id = sector.get(at) & 0xff;
      if (left > 0) {
        if (id != EXTENSION) {
          images.add(image(sector, at, platform));
          left--;
        }
      } else if (!last && (id == MORE_HEADERS || id == LAST_HEADER)) {
        platform = sector.get(at + 1) & 0xff;
        left = sector.getShort(at + 2) & 0xffff;
        last = id == LAST_HEADER;
      } else if (id != EXTENSION) {
        break;
      }
    }
    return images;
  }

  private static BootImage image(ByteBuffer sector, int at, int platform) {
    return new BootImage(
        platform(platform),
        (sector.get(at) & 0xff) == BOOTABLE,
        emulation(sector.get(at + 1) & 0x0f),
        (sector.getInt(at + 8) & 0xffffffffL) * VolumeDescriptors.SECTOR,
        (sector.getShort(at + 6) & 0xffffL) * SECTOR_OF_512);
  }

  private static String platform(int id) {
    return switch (id) {
      case 0x00 -> "x86 BIOS";
      case 0x01 -> "PowerPC";
      case 0x02 -> "Mac";
      case 0xef -> "EFI";
      default -> String.format("platform 0x%02x", id);
    };
  }

  private static String emulation(int media) {
    return switch (media) {
      case 0 -> "none";
      case 1 -> "1.2 MB floppy disk";
      case 2 -> "1.44 MB floppy disk";
      case 3 -> "2.88 MB floppy disk";
      case 4 -> "hard disk";
      default -> "unknown";
    };
  }
}
