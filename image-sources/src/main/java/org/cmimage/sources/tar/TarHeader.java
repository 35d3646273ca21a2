package org.cmimage.sources.tar;

import java.util.Arrays;
import org.cmimage.core.fault.FaultException;

/**
 * The fixed header of an entry: one block.
 *
 * @param name with the ustar prefix; incomplete if an extended header came before
 * @param type the type flag
 * @param size the number of bytes of content that follow
 * @param linkTarget of links
 */
record TarHeader(
    byte[] name,
    byte type,
    int mode,
    long uid,
    long gid,
    long size,
    long mtime,
    byte[] linkTarget,
    int major,
    int minor) {
  static final int BLOCK = 512;

  /** The largest id: ids are unsigned 32 bits, and the highest value means "none" to the kernel. */
  static final long MAX_ID = 0xffff_fffeL;

  /** The largest size; the end of a padded entry's content is representable wherever it starts. */
  static final long MAX_SIZE = Long.MAX_VALUE / 2;

  // The kernel's dev_t: 12 bits of major, 20 of minor number.
  private static final int MAX_MAJOR = 0xfff;
  private static final int MAX_MINOR = 0xfffff;

  private static final int MAGIC = 257;
  private static final int PREFIX = 345;
  private static final int STAR_TRAILER = 508;

  /**
   * Parses a block that is not all zeros.
   *
   * @throws FaultException if its checksum is wrong or a field is not a number
   */
  static TarHeader parse(byte[] block) throws FaultException {
    verifyChecksum(block);
    try {
      return fields(block);
    } catch (FaultException e) {
      throw TarFault.named(e, name(block));
    }
  }

  private static TarHeader fields(byte[] block) throws FaultException {
    byte type = block[156];
    boolean device = type == '3' || type == '4';
    return new TarHeader(
        name(block),
        type,
        (int) (TarNumber.parse(block, 100, 8, "mode") & 07777),
        TarNumber.parseId(block, 108, "owner"),
        TarNumber.parseId(block, 116, "group"),
        TarNumber.parse(block, 124, 12, "size", MAX_SIZE),
        TarNumber.parse(block, 136, 12, "time"),
        text(block, 157, 100),
        device ? (int) TarNumber.parse(block, 329, 8, "major device number", MAX_MAJOR) : 0,
        device ? (int) TarNumber.parse(block, 337, 8, "minor device number", MAX_MINOR) : 0);
  }

  /**
   * Returns whether a block of which {@code length} bytes were read has the checksum of a header.
   */
  static boolean isHeader(byte[] block, int length) {
    try {
      if (length == BLOCK) {
        verifyChecksum(block);
      }
      return length == BLOCK;
    } catch (FaultException e) {
      return false;
    }
  }

  /**
   * Verifies the sum of all bytes with the field itself as blanks; some old writers summed signed
   * bytes.
   */
  private static void verifyChecksum(byte[] block) throws FaultException {
    long stored = TarNumber.parse(block, 148, 8, "checksum");
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      byte b = i >= 148 && i < 156 ? (byte) ' ' : block[i];
      unsigned += b & 0xff;
      signed += b;
    }
    if (stored != unsigned && stored != signed) {
      throw TarFault.corrupt(
          "checksum of a header is wrong; expected " + unsigned + ", found " + stored);
    }
  }

  /**
   * Returns the name with the prefix. GNU's magic is "ustar" and blanks: it has other fields in
   * place of the prefix.
   */
  private static byte[] name(byte[] block) {
    byte[] name = text(block, 0, 100);
    boolean posix = isUstar(block) && block[MAGIC + 5] == 0;
    if (!posix || block[PREFIX] == 0) {
      return name;
    }
    byte[] prefix = text(block, PREFIX, isStar(block) ? 131 : 155);
    byte[] joined = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
    joined[prefix.length] = '/';
    System.arraycopy(name, 0, joined, prefix.length + 1, name.length);
    return joined;
  }

  /** Returns whether a header was made by star. */
  static boolean isStar(byte[] block) {
    return block[STAR_TRAILER] == 't'
        && block[STAR_TRAILER + 1] == 'a'
        && block[STAR_TRAILER + 2] == 'r'
        && block[STAR_TRAILER + 3] == 0;
  }

  /** Returns the name of the owning user in a header; empty if it has none. */
  static byte[] user(byte[] block) {
    return isUstar(block) ? text(block, 265, 32) : new byte[0];
  }

  /** Returns the name of the owning group in a header; empty if it has none. */
  static byte[] group(byte[] block) {
    return isUstar(block) ? text(block, 297, 32) : new byte[0];
  }

  /**
   * Returns whether a header has the fields that POSIX and GNU share; v7 does not use this space.
   */
  private static boolean isUstar(byte[] block) {
    return block[MAGIC] == 'u'
        && block[MAGIC + 1] == 's'
        && block[MAGIC + 2] == 't'
        && block[MAGIC + 3] == 'a'
        && block[MAGIC + 4] == 'r';
  }

  /** Returns the bytes before the first NUL. */
  static byte[] text(byte[] block, int offset, int length) {
    int end = offset;
    while (end < offset + length && block[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(block, offset, end);
  }
}
