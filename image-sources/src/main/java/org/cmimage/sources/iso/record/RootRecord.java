package org.cmimage.sources.iso.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.cmimage.sources.bytes.RandomAccessBytes;

/** The settings in the root's record of itself for all other records (SUSP 1.12, §5.3). */
final class RootRecord {
  /** The length of the system use area of CD-ROM XA, which may come first. */
  private static final int XA = 14;

  private static final int SP_LENGTH = 7;

  private RootRecord() {}

  /**
   * Returns the number of bytes after each name that precede the entries of Rock Ridge; -1 without
   * Rock Ridge.
   */
  static int skip(RandomAccessBytes image, long block, int blockSize) throws IOException {
    long position = block * blockSize;
    if (position > image.size() - VolumeDescriptors.SECTOR) {
      throw IsoFault.corrupt(
          image.name(),
          "the root directory is at block " + block + ", beyond the end of the image");
    }
    ByteBuffer sector = ByteBuffer.allocate(VolumeDescriptors.SECTOR);
    image.readFully(position, sector);
    DirectoryRecord self = DirectoryRecord.parse(sector.array(), 0, image.name());
    int indicator = indicator(self.systemUse());
    if (indicator < 0) {
      return -1;
    }
    boolean[] rockRidge = {false};
    new SystemUse(image, blockSize)
        .read(
            self.systemUse(),
            indicator,
            (signature, bytes, at, length) ->
                rockRidge[0] |=
                    signature == SystemUse.signature('R', 'R')
                        || signature == SystemUse.signature('P', 'X')
                        || signature == SystemUse.signature('E', 'R') && isRockRidge(bytes, at));
    return rockRidge[0] ? Fields.unsigned8(self.systemUse(), indicator + 6) : -1;
  }

  /** Returns the index of the SP entry in a system use area; -1 if there is none. */
  static int indicator(byte[] area) {
    for (int at : new int[] {0, XA}) {
      if (at + SP_LENGTH <= area.length
          && Fields.matches(area, at, "SP")
          && Fields.unsigned8(area, at + 4) == 0xbe
          && Fields.unsigned8(area, at + 5) == 0xef) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isRockRidge(byte[] bytes, int at) {
    return Fields.matches(bytes, at + 8, "RRIP_1991A")
        || Fields.matches(bytes, at + 8, "IEEE_P1282")
        || Fields.matches(bytes, at + 8, "IEEE_1282");
  }
}
