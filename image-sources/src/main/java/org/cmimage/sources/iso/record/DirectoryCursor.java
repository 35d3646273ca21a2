package org.cmimage.sources.iso.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.bytes.ByteExtent;
import org.cmimage.sources.bytes.RandomAccessBytes;
import org.jspecify.annotations.Nullable;

/** Iterates over a directory in bounded memory. For one thread. */
public final class DirectoryCursor {
  private static final int CHUNK = 16 * VolumeDescriptors.SECTOR;

  private final DirectoryReader reader;
  private final RandomAccessBytes image;
  private final ByteExtent extent;
  private final byte[] chunk;

  /** The offset of the current chunk in the directory. */
  private long chunkAt;

  private int chunkLength;

  /** The offset of the next record in the chunk. */
  private int at;

  DirectoryCursor(DirectoryReader reader, RandomAccessBytes image, ByteExtent extent)
      throws FaultException {
    if (extent.end() > image.size()) {
      throw IsoFault.corrupt(
          image.name(),
          "a directory of "
              + extent.length()
              + " bytes at byte "
              + extent.offset()
              + " is beyond the end of the image, "
              + image.size());
    }
    this.reader = reader;
    this.image = image;
    this.extent = extent;
    this.chunk = new byte[(int) Math.min(CHUNK, extent.length())];
  }

  /** Returns the next node; empty at the end. */
  public Optional<IsoNode> next() throws IOException {
    DirectoryRecord record = nextRecord();
    while (record != null) {
      List<DirectoryRecord> records = new ArrayList<>(1);
      records.add(record);
      while (records.get(records.size() - 1).hasMore()) {
        DirectoryRecord further = nextRecord();
        if (further == null) {
          throw IsoFault.corrupt(
              image.name(), "a directory ends before the extents of its last file");
        }
        reader.requireSameFile(record, further, records.size());
        records.add(further);
      }
      Optional<IsoNode> node = reader.node(records);
      if (node.isPresent()) {
        return node;
      }
      record = nextRecord();
    }
    return Optional.empty();
  }

  /**
   * Returns whether the rest of the directory is one or more relocated directories, and nothing
   * else.
   */
  public boolean onlyRelocated() throws IOException {
    DirectoryRecord record = nextRecord();
    if (record == null) {
      return false;
    }
    while (record != null) {
      if (!reader.isRelocated(record)) {
        return false;
      }
      record = nextRecord();
    }
    return true;
  }

  /**
   * Returns the next record but for those of the directory itself, its parent and associated files;
   * null at the end.
   */
  private @Nullable DirectoryRecord nextRecord() throws IOException {
    while (true) {
      if (at >= chunkLength && !fill()) {
        return null;
      }
      int length = Fields.unsigned8(chunk, at);
      int sectorEnd =
          Math.min((at / VolumeDescriptors.SECTOR + 1) * VolumeDescriptors.SECTOR, chunkLength);
      if (length == 0) {
        at = sectorEnd;
        continue;
      }
      if (at + length > sectorEnd) {
        throw IsoFault.corrupt(
            image.name(),
            "a directory record of "
                + length
                + " bytes at byte "
                + (extent.offset() + chunkAt + at)
                + " crosses the end of its sector or directory");
      }
      DirectoryRecord record = DirectoryRecord.parse(chunk, at, image.name());
      at += length;
      if (!record.isSelf() && !record.isParent() && !record.isAssociated()) {
        return record;
      }
    }
  }

  private boolean fill() throws IOException {
    chunkAt += chunkLength;
    at = 0;
    chunkLength = (int) Math.min(chunk.length, extent.length() - chunkAt);
    if (chunkLength <= 0) {
      chunkLength = 0;
      return false;
    }
    image.readFully(extent.offset() + chunkAt, ByteBuffer.wrap(chunk, 0, chunkLength));
    return true;
  }
}
