package org.cmimage.sources.archive;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A file format that users pass as an archive of an image but that is not supported, with the way
 * to convert it to a tar.
 *
 * @param name the words after "it is" in a message
 * @param cure the remedy
 */
record FileFormat(String name, String cure) {
  /** The bytes at the start of a file that identify any format; btrfs has its superblock last. */
  static final int HEAD = 66 * 1024;

  private static final String UNPACK =
      "unpack it, and make a tar of the tree: tar -C DIRECTORY -c .";
  private static final String MOUNT =
      "mount it read-only, and make a tar of the tree: mount -o ro,loop FILE /mnt; tar --xattrs"
          + " --acls --numeric-owner -C /mnt -cf image.tar .";
  private static final String DISK =
      "take the tree out of its file system: guestfish --ro -a FILE -i tar-out / image.tar, or"
          + " attach it (losetup -P, qemu-nbd), mount its root partition, and tar -C /mnt -cf"
          + " image.tar .";

  /** The remedy for formats that are read in place, which a stream does not allow. */
  private static final String FETCH =
      "it is read from a plain file of this machine: fetch and decompress it, and name that";

  private static final String TWICE =
      "decompress it once, and name that: gzip -dc FILE > image.tar.gz (xz, zstd, bzip2, lz4"
          + " alike)";

  private static final String IMAGE = "name the archive of an image";

  /** A signature at an offset. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Mark(int at, byte[] bytes, FileFormat format) {
    boolean isIn(byte[] head) {
      if (head.length < at + bytes.length) {
        return false;
      }
      for (int i = 0; i < bytes.length; i++) {
        if (head[at + i] != bytes[i]) {
          return false;
        }
      }
      return true;
    }
  }

  /** In order of precedence: an ISO image may start with a partition table. */
  private static final List<Mark> MARKS =
      List.of(
          text(32769, "CD001", "an ISO 9660 image", FETCH),
          text(32769, "BEA01", "a UDF image", MOUNT),
          text(0, "070701", "a cpio archive", cpio()),
          text(0, "070702", "a cpio archive", cpio()),
          text(0, "070707", "a cpio archive", cpio()),
          hex(0, "c771", "a cpio archive", cpio()),
          hex(0, "71c7", "a cpio archive", cpio()),
          hex(0, "504b0304", "a zip archive", UNPACK),
          hex(0, "504b0506", "an empty zip archive", UNPACK),
          hex(0, "377abcaf271c", "a 7z archive", UNPACK),
          hex(0, "526172211a07", "a rar archive", UNPACK),
          text(514, "HdrS", "a Linux kernel", IMAGE),
          text(56, "ARMd", "a Linux kernel", IMAGE),
          hex(
              0,
              "edabeedb",
              "an rpm package",
              "install packages with dnf --installroot, and make a tar of that"),
          text(
              0,
              "!<arch>\ndebian-binary",
              "a Debian package",
              "make an image of packages: cm-image create swimage --bootstrap --packages NAME"),
          text(0, "!<arch>\n", "an ar archive", UNPACK),
          hex(0, "514649fb", "a qcow2 disk image", DISK),
          text(0, "KDMV", "a VMDK disk image", DISK),
          text(0, "# Disk DescriptorFile", "the description of a VMDK disk image", DISK),
          text(0, "COWD", "a VMDK disk image", DISK),
          text(0, "vhdxfile", "a VHDX disk image", DISK),
          text(0, "conectix", "a VHD disk image", DISK),
          text(64, "\u007f\u0010\u00da\u00be", "a VDI disk image", DISK),
          text(0, "QED\0", "a QED disk image", DISK),
          text(0, "MSWIM\0\0\0", "a WIM image", UNPACK),
          text(
              0,
              "hsqs",
              "a squashfs image that is compressed once more",
              "decompress it first: gzip -dc FILE > image.squashfs (xz, zstd, bzip2 alike)"),
          text(
              0,
              "sqsh",
              "a squashfs image that is compressed once more",
              "decompress it first: gzip -dc FILE > image.squashfs (xz, zstd, bzip2 alike)"),
          text(0, "XFSB", "an XFS file system", MOUNT),
          hex(1080, "53ef", "an ext2, ext3 or ext4 file system", MOUNT),
          text(65600, "_BHRfS_M", "a btrfs file system", MOUNT),
          hex(1024, "e2e1f5e0", "an EROFS file system", MOUNT),
          hex(1024, "1020f5f2", "an F2FS file system", MOUNT),
          hex(0, "453dcd28", "a cramfs file system", MOUNT),
          text(
              0,
              "LUKS\u00ba\u00be",
              "an encrypted disk (LUKS)",
              "open it: cryptsetup open FILE image; then mount it"),
          text(536, "LABELONE", "an LVM physical volume", DISK),
          text(512, "EFI PART", "a disk image with partitions (GPT)", DISK),
          hex(510, "55aa", "a disk image with partitions (MBR)", DISK),
          hex(0, "1f8b08", "data that is compressed twice", TWICE),
          hex(0, "fd377a585a00", "data that is compressed twice", TWICE),
          hex(0, "28b52ffd", "data that is compressed twice", TWICE),
          text(0, "BZh", "data that is compressed twice", TWICE),
          hex(0, "04224d18", "data that is compressed twice", TWICE),
          hex(0, "1f9d", "data compressed by compress (.Z)", decompress("uncompress -c FILE")),
          hex(0, "1fa0", "data compressed by compress -H", decompress("gzip -dc FILE")),
          hex(0, "1f1e", "data compressed by pack (.z)", decompress("gzip -dc FILE")),
          text(0, "LZIP", "data compressed by lzip (.lz)", decompress("lzip -dc FILE")),
          text(0, "LRZI", "data compressed by lrzip", decompress("lrzip -d FILE")),
          hex(0, "894c5a4f000d0a1a0a", "data compressed by lzop", decompress("lzop -dc FILE")),
          hex(
              0,
              "02214c18",
              "data compressed by lz4 in its legacy format",
              decompress("lz4 -dc FILE")),
          hex(0, "ff060000734e61507059", "data compressed by snappy", decompress("snzip -dc FILE")),
          text(0, "Salted__", "data encrypted by openssl enc", "decrypt it: openssl enc -d"),
          text(
              0,
              "-----BEGIN PGP",
              "a PGP message or signature",
              "name the archive, not its signature"),
          text(0, "age-encryption.org/v1", "data encrypted by age", "decrypt it: age -d"),
          text(
              0,
              "version https://git-lfs",
              "a Git LFS pointer, which stands for the file",
              "fetch the file itself: git lfs pull"),
          text(0, "SQLite format 3\0", "an SQLite database", IMAGE),
          text(0, "\u007fELF", "an ELF program", IMAGE),
          text(0, "#!", "a script", IMAGE));

  /** Returns the format of a file that starts with {@code head}; empty if it is unknown. */
  static Optional<FileFormat> of(byte[] head) {
    for (Mark mark : MARKS) {
      if (mark.isIn(head)) {
        return Optional.of(mark.format());
      }
    }
    if (isLzma(head)) {
      return known("data compressed by lzma", decompress("xz -dc --format=lzma FILE"));
    } else if (isZlib(head)) {
      return known(
          "data compressed in the zlib format", decompress("zlib-flate -uncompress < FILE"));
    } else if (isWebPage(head)) {
      return known(
          "a web page, such as a server gives for a wrong address or without a login",
          "open the address in a browser, and take the one of the file itself");
    }
    return json(head);
  }

  private static Optional<FileFormat> json(byte[] head) {
    String text = start(head).strip();
    return text.startsWith("{") && text.contains("\"")
        ? known(
            "a JSON document, such as a registry or server gives for a wrong address",
            "take the address of the file itself; of a container image, make a tar of a container:"
                + " podman export CONTAINER")
        : Optional.empty();
  }

  /**
   * Returns whether the header is that of LZMA: the properties byte, a dictionary of 2^n or 2^n +
   * 2^(n-1) bytes, and a size that is unknown or small.
   */
  private static boolean isLzma(byte[] head) {
    if (head.length < 13 || head[0] != 0x5d) {
      return false;
    }
    long dictionary = number(head, 1, 4);
    long size = number(head, 5, 8);
    long top = Long.highestOneBit(dictionary);
    boolean plausible = dictionary == top || dictionary == top + top / 2;
    return dictionary >= 4096 && plausible && (size == -1 || size >= 0 && size < 1L << 38);
  }

  /**
   * Returns whether the header is that of zlib (RFC 1950): deflate with a window, the level, and a
   * check value over both bytes.
   */
  private static boolean isZlib(byte[] head) {
    return head.length > 2
        && head[0] == 0x78
        && ((head[0] & 0xff) * 256 + (head[1] & 0xff)) % 31 == 0
        && (head[1] & 0x20) == 0;
  }

  private static boolean isWebPage(byte[] head) {
    String text = start(head).stripLeading().toLowerCase(Locale.ROOT);
    return text.startsWith("<!doctype html")
        || text.startsWith("<html")
        || text.startsWith("<?xml");
  }

  private static String start(byte[] head) {
    return new String(head, 0, Math.min(head.length, 512), StandardCharsets.ISO_8859_1);
  }

  private static long number(byte[] head, int at, int length) {
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = value << 8 | head[at + i] & 0xff;
    }
    return value;
  }

  private static Optional<FileFormat> known(String name, String cure) {
    return Optional.of(new FileFormat(name, cure));
  }

  private static String cpio() {
    return "unpack it, and make a tar of the tree: cpio -idm < FILE; tar -C DIRECTORY -c .";
  }

  private static String decompress(String command) {
    return "decompress it first: " + command + " > image.tar";
  }

  private static Mark text(int at, String mark, String name, String cure) {
    return new Mark(at, mark.getBytes(StandardCharsets.ISO_8859_1), new FileFormat(name, cure));
  }

  private static Mark hex(int at, String mark, String name, String cure) {
    return new Mark(at, HexFormat.of().parseHex(mark), new FileFormat(name, cure));
  }
}
