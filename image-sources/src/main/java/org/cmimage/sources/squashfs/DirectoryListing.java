package org.cmimage.sources.squashfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreePath;

/**
 * The names in one directory, in its order: runs of up to 256 entries after a header each
 * (squashfs_fs.h, struct squashfs_dir_header and squashfs_dir_entry). No name occurs twice. The
 * index of a long directory, which is for look-ups, is not read. For one thread.
 */
final class DirectoryListing {
  private static final int HEADER = 12;
  private static final int ENTRY = 8;
  private static final int LONGEST_RUN = 256;
  private static final int LONGEST_NAME = 256;

  private final MetadataBlocks blocks;
  private final Superblock superblock;
  private final Inode.Directory directory;
  private final SquashfsFault fault;
  private Optional<MetadataCursor> cursor = Optional.empty();
  private byte[] before = {};
  private boolean distinct;
  private long left;
  private long run;
  private long inodeBlock;

  /**
   * A name and the inode that it refers to.
   *
   * @param reference of the inode
   * @param type as in basic inodes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(byte[] name, long reference, int type) {}

  DirectoryListing(MetadataBlocks blocks, Superblock superblock, Inode.Directory directory) {
    this(blocks, superblock, directory, false);
  }

  private DirectoryListing(
      MetadataBlocks blocks, Superblock superblock, Inode.Directory directory, boolean distinct) {
    this.blocks = blocks;
    this.superblock = superblock;
    this.directory = directory;
    this.fault = blocks.fault();
    this.left = directory.length();
    this.distinct = distinct;
  }

  /** Reads the next entry; empty at the end. */
  Optional<Entry> next() throws IOException {
    Optional<Entry> entry = read();
    if (entry.isPresent() && !distinct) {
      byte[] name = entry.get().name();
      if (before.length > 0 && Arrays.compareUnsigned(before, name) >= 0) {
        // Writers sort, so this is seldom needed.
        new DirectoryListing(blocks, superblock, directory, true).requireDistinct();
        distinct = true;
      }
      before = name;
    }
    return entry;
  }

  private void requireDistinct() throws IOException {
    Set<ByteBuffer> names = new HashSet<>();
    for (Optional<Entry> entry = read(); entry.isPresent(); entry = read()) {
      if (!names.add(ByteBuffer.wrap(entry.get().name()))) {
        throw fault.corrupt(
            "a directory has \"" + TreePath.printable(entry.get().name()) + "\" twice");
      }
    }
  }

  private Optional<Entry> read() throws IOException {
    if (left == 0) {
      return Optional.empty();
    }
    MetadataCursor in = cursor();
    if (run == 0) {
      take(HEADER);
      run = in.u32() + 1;
      inodeBlock = in.u32();
      in.u32();
      if (run > LONGEST_RUN) {
        throw fault.corrupt(
            "a directory has a run of " + run + " entries; expected at most " + LONGEST_RUN);
      }
    }
    take(ENTRY);
    int offset = in.u16();
    in.u16();
    int type = in.u16();
    int length = in.u16() + 1;
    if (length > LONGEST_NAME) {
      throw fault.corrupt("a name has " + length + " bytes; expected at most " + LONGEST_NAME);
    }
    take(length);
    byte[] name = in.bytes(length);
    requireName(name);
    run--;
    return Optional.of(new Entry(name, inodeBlock << 16 | offset, type));
  }

  private MetadataCursor cursor() throws IOException {
    if (cursor.isEmpty()) {
      // the end of a table is not stored: it is the end of the image at the latest
      cursor =
          Optional.of(
              new MetadataCursor(
                  blocks,
                  "directory table",
                  superblock.directoryTable() + directory.block(),
                  directory.offset(),
                  superblock.bytesUsed()));
    }
    return cursor.get();
  }

  private void take(int count) throws FaultException {
    if (count > left) {
      throw fault.corrupt("a directory ends within an entry");
    }
    left -= count;
  }

  private void requireName(byte[] name) throws FaultException {
    boolean dots = name[0] == '.' && (name.length == 1 || name.length == 2 && name[1] == '.');
    boolean wrong = dots;
    for (byte b : name) {
      wrong |= b == 0 || b == '/';
    }
    if (wrong) {
      throw fault.corrupt("\"" + TreePath.printable(name) + "\" is not a file name");
    }
  }
}
