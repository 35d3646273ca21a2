package org.cmimage.sources.iso.record;

import java.util.Arrays;
import org.cmimage.core.fault.FaultException;

/**
 * One directory record (ECMA-119 §9.1).
 *
 * @param block the start of its extent in logical blocks, after an extended attribute record
 * @param size of the extent in bytes
 * @param seconds the recording time, since the epoch
 * @param flags of §9.1.6
 * @param identifier as it is stored
 * @param systemUse the bytes after the identifier
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DirectoryRecord(
    long block, long size, long seconds, int flags, byte[] identifier, byte[] systemUse) {
  /** The fixed part, up to the identifier. */
  static final int FIXED = 33;

  private static final int DIRECTORY = 0x02;
  private static final int ASSOCIATED = 0x04;
  private static final int MORE = 0x80;

  /**
   * Parses a record.
   *
   * @param bytes contain the whole record, whose length is its first byte
   * @param image for messages
   */
  static DirectoryRecord parse(byte[] bytes, int at, String image) throws FaultException {
    int length = Fields.unsigned8(bytes, at);
    int name = length > FIXED ? Fields.unsigned8(bytes, at + 32) : 0;
    if (name == 0 || FIXED + name > length) {
      throw IsoFault.corrupt(
          image, "a directory record of " + length + " bytes has an identifier of " + name);
    }
    if (bytes[at + 26] != 0 || bytes[at + 27] != 0) {
      throw IsoFault.unsupported(
          image,
          "the file "
              + Fields.text(bytes, at + FIXED, name)
              + " is interleaved (ECMA-119 §6.4.3), which is not read",
          "make an image without interleaved files, as xorriso and mkisofs do");
    }
    int end = at + FIXED + name;
    int systemUse = Math.min(end + (name % 2 == 0 ? 1 : 0), at + length);
    return new DirectoryRecord(
        Fields.unsigned32(bytes, at + 2) + Fields.unsigned8(bytes, at + 1),
        Fields.unsigned32(bytes, at + 10),
        Fields.shortDate(bytes, at + 18),
        Fields.unsigned8(bytes, at + 25),
        Arrays.copyOfRange(bytes, at + FIXED, end),
        Arrays.copyOfRange(bytes, systemUse, at + length));
  }

  boolean isDirectory() {
    return (flags & DIRECTORY) != 0;
  }

  /** Returns whether it is a second stream of the next file, such as a resource fork. */
  boolean isAssociated() {
    return (flags & ASSOCIATED) != 0;
  }

  /** Returns whether the next record has another extent of the same file. */
  boolean hasMore() {
    return (flags & MORE) != 0;
  }

  /** Returns whether it is a directory's record of itself. */
  boolean isSelf() {
    return identifier.length == 1 && identifier[0] == 0;
  }

  /** Returns whether it is a directory's record of its parent. */
  boolean isParent() {
    return identifier.length == 1 && identifier[0] == 1;
  }
}
