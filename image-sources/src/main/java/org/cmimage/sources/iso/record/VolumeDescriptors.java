package org.cmimage.sources.iso.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.bytes.RandomAccessBytes;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors of a volume (ECMA-119 §8), with the tree that they select: Rock Ridge before
 * Joliet before plain names, as on Linux.
 *
 * @param volume the description of the volume
 * @param reader of its directories
 * @param root the root directory
 * @param bootCatalogue its offset in bytes; empty if there is none
 */
public record VolumeDescriptors(
    Volume volume, DirectoryReader reader, IsoNode root, Optional<Long> bootCatalogue) {
  /** The size of a logical sector in bytes (§6.1.2); no record crosses a sector boundary. */
  public static final int SECTOR = 2048;

  /** The first sector that is not reserved for other uses. */
  private static final int FIRST = 16;

  private static final int MOST = 64;
  private static final int ROOT = 156;
  private static final int BOOT_RECORD = 0;
  private static final int PRIMARY = 1;
  private static final int SUPPLEMENTARY = 2;
  private static final int TERMINATOR = 255;

  /**
   * The description of a volume.
   *
   * @param id its name
   * @param created its time of creation, if recorded
   * @param size of the file system in bytes, which may be more or less than that of the image
   * @param udf whether there is a UDF file system, too
   */
  public record Volume(
      String id,
      String publisher,
      String preparer,
      String application,
      Optional<Instant> created,
      long size,
      boolean udf) {}

  /** Returns whether an image has the signature of ISO 9660. */
  public static boolean isIso(RandomAccessBytes image) throws IOException {
    byte[] sector = sector(image, FIRST);
    return sector.length > 0 && Fields.matches(sector, 1, "CD001");
  }

  /**
   * Reads the descriptors of an image.
   *
   * @throws FaultException if there are none, with a remark about UDF, or if they are damaged
   */
  public static VolumeDescriptors read(RandomAccessBytes image) throws IOException {
    byte @Nullable [] primary = null;
    byte @Nullable [] joliet = null;
    Optional<Long> boot = Optional.empty();
    boolean udf = false;
    for (int i = 0; i < MOST; i++) {
      byte[] sector = sector(image, FIRST + i);
      if (sector.length == 0) {
        break;
      }
      udf |= Fields.matches(sector, 1, "NSR02") || Fields.matches(sector, 1, "NSR03");
      if (!Fields.matches(sector, 1, "CD001")) {
        // Descriptors of UDF follow the terminator, and end with TEA01.
        if (!isExtended(sector)) {
          break;
        }
        continue;
      }
      switch (Fields.unsigned8(sector, 0)) {
        case PRIMARY -> primary = primary == null ? sector : primary;
        case SUPPLEMENTARY -> joliet = joliet == null && isJoliet(sector) ? sector : joliet;
        case BOOT_RECORD -> {
          if (Fields.matches(sector, 7, "EL TORITO SPECIFICATION")) {
            boot = Optional.of(Fields.unsigned32(sector, 0x47) * SECTOR);
          }
        }
        case TERMINATOR -> {
          // The rest belongs to UDF.
        }
        default -> {
          // Partition descriptors (§8.6) and future types.
        }
      }
    }
    if (primary == null) {
      throw noIso(image, udf);
    }
    return of(image, primary, Optional.ofNullable(joliet), boot, udf);
  }

  private static VolumeDescriptors of(
      RandomAccessBytes image,
      byte[] primary,
      Optional<byte[]> joliet,
      Optional<Long> boot,
      boolean udf)
      throws IOException {
    int blockSize = blockSize(primary, image);
    Volume volume =
        new Volume(
            Fields.text(primary, 40, 32),
            Fields.text(primary, 318, 128),
            Fields.text(primary, 446, 128),
            Fields.text(primary, 574, 128),
            Fields.longDate(primary, 813),
            Fields.unsigned32(primary, 80) * blockSize,
            udf);
    long rootBlock = root(primary, image).block();
    int skip = RootRecord.skip(image, rootBlock, blockSize);
    Naming naming =
        skip >= 0 ? Naming.ROCK_RIDGE : joliet.isPresent() ? Naming.JOLIET : Naming.PLAIN;
    DirectoryReader reader = new DirectoryReader(image, blockSize, naming, Math.max(skip, 0));
    long top = naming == Naming.JOLIET ? root(joliet.get(), image).block() : rootBlock;
    return new VolumeDescriptors(volume, reader, reader.directory(top), boot);
  }

  private static DirectoryRecord root(byte[] descriptor, RandomAccessBytes image)
      throws FaultException {
    return DirectoryRecord.parse(descriptor, ROOT, image.name());
  }

  private static int blockSize(byte[] primary, RandomAccessBytes image) throws FaultException {
    int size = Fields.unsigned16(primary, 128);
    if (size != 512 && size != 1024 && size != SECTOR) {
      throw IsoFault.corrupt(
          image.name(), "blocks have " + size + " bytes; expected 512, 1024 or 2048");
    }
    return size;
  }

  /**
   * Returns whether a descriptor is Joliet's: by the escape sequences for UCS-2 of level 1, 2 or 3.
   */
  private static boolean isJoliet(byte[] sector) {
    return Fields.matches(sector, 88, "%/@")
        || Fields.matches(sector, 88, "%/C")
        || Fields.matches(sector, 88, "%/E");
  }

  /** Returns whether a descriptor is one of ECMA-167, which UDF uses. */
  private static boolean isExtended(byte[] sector) {
    return Fields.matches(sector, 1, "BEA01")
        || Fields.matches(sector, 1, "NSR0")
        || Fields.matches(sector, 1, "BOOT2")
        || Fields.matches(sector, 1, "TEA01");
  }

  private static FaultException noIso(RandomAccessBytes image, boolean udf) {
    return udf
        ? IsoFault.unsupported(
            image.name(),
            "it has a UDF file system and none of ISO 9660, and UDF is not read",
            "mount it read-only (mount -o ro,loop FILE /mnt), and name the file or directory in it;"
                + " or make an ISO 9660 image of it: xorriso -as mkisofs -R -o NEW.iso /mnt")
        : IsoFault.corrupt(image.name(), "it has no volume descriptor of ISO 9660");
  }

  private static byte[] sector(RandomAccessBytes image, int number) throws IOException {
    long position = (long) number * SECTOR;
    if (position > image.size() - SECTOR) {
      return new byte[0];
    }
    ByteBuffer sector = ByteBuffer.allocate(SECTOR);
    image.readFully(position, sector);
    return sector.array();
  }
}
