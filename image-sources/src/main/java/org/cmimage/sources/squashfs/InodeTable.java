package org.cmimage.sources.squashfs;

import java.io.IOException;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.NodeType;

/**
 * Reads inodes (squashfs_fs.h, struct squashfs_*_inode). References to them are a position and an
 * offset: 48 bits for the block, relative to the table, and 16 for the offset in it. For one
 * thread.
 */
final class InodeTable {
  /** The number of basic types; those of extended inodes are 7 more. */
  private static final int BASIC_TYPES = 7;

  /** The limit in bytes; the kernel accepts no link longer than a page. */
  private static final int LONGEST_LINK = 65_535;

  /** The limit of blocks: a file of 1 TiB in blocks of 128 KiB. */
  private static final int MOST_BLOCKS = 1 << 23;

  private static final int FIRST_GROWTH = 1 << 12;
  private static final long NO_FRAGMENT = 0xffff_ffffL;

  /** The bytes that a directory's length counts for "." and "..". */
  private static final int DOTS = 3;

  private final MetadataBlocks blocks;
  private final Superblock superblock;
  private final int[] ids;
  private final DecodeBudget budget;
  private final SquashfsFault fault;

  InodeTable(MetadataBlocks blocks, Superblock superblock, DecodeBudget budget) throws IOException {
    this.blocks = blocks;
    this.superblock = superblock;
    this.budget = budget;
    this.fault = blocks.fault();
    this.ids = ids();
  }

  /** Reads the ids of owners, in blocks whose positions are listed at the table's own position. */
  private int[] ids() throws IOException {
    int[] all = new int[superblock.ids()];
    int inBlock = MetadataBlocks.SIZE / Integer.BYTES;
    MetadataCursor cursor = null;
    for (int i = 0; i < all.length; i++) {
      if (cursor == null || i % inBlock == 0) {
        long position = blocks.plainLong(superblock.idTable() + (long) i / inBlock * Long.BYTES);
        cursor = new MetadataCursor(blocks, "id table", position, 0, superblock.bytesUsed());
      }
      all[i] = cursor.i32();
    }
    return all;
  }

  /** Reads the inode at a reference. */
  Inode read(long reference) throws IOException {
    long block = reference >>> 16;
    MetadataCursor in =
        new MetadataCursor(
            blocks,
            "inode table",
            superblock.inodeTable() + block,
            (int) (reference & 0xffff),
            superblock.directoryTable());
    int type = in.u16();
    if (type < 1 || type > 2 * BASIC_TYPES) {
      throw fault.corrupt("unknown type of an inode; expected 1 to 14, found " + type);
    }
    boolean extended = type > BASIC_TYPES;
    int mode = in.u16() & 07777;
    int uid = id(in.u16());
    int gid = id(in.u16());
    long mtime = in.u32();
    long number = in.u32();
    Head head = new Head(reference, number, mode, uid, gid, mtime);
    return switch (extended ? type - BASIC_TYPES : type) {
      case 1 -> extended ? extendedDirectory(head, in) : directory(head, in);
      case 2 -> extended ? extendedFile(head, in) : file(head, in);
      case 3 -> symlink(head, in, extended);
      case 4 -> device(head, in, NodeType.BLOCK_DEVICE, extended);
      case 5 -> device(head, in, NodeType.CHARACTER_DEVICE, extended);
      case 6 -> special(head, in, NodeType.FIFO, extended);
      default -> special(head, in, NodeType.SOCKET, extended);
    };
  }

  /** The fields that all inodes begin with. */
  private record Head(long reference, long number, int mode, int uid, int gid, long mtime) {
    Inode with(long links, int xattrs, Inode.Content content) {
      return new Inode(reference, number, mode, uid, gid, mtime, links, xattrs, content);
    }
  }

  private int id(int index) throws FaultException {
    if (index >= ids.length) {
      throw fault.corrupt(
          "an inode has the owner " + index + " of a table of " + ids.length + " owners");
    }
    return ids[index];
  }

  private Inode directory(Head head, MetadataCursor in) throws IOException {
    long block = in.u32();
    long links = in.u32();
    int length = in.u16();
    int offset = in.u16();
    return head.with(links, -1, new Inode.Directory(block, offset, listing(length)));
  }

  private Inode extendedDirectory(Head head, MetadataCursor in) throws IOException {
    long links = in.u32();
    long length = in.u32();
    long block = in.u32();
    in.u32();
    in.u16();
    int offset = in.u16();
    int xattrs = in.i32();
    return head.with(links, xattrs, new Inode.Directory(block, offset, listing(length)));
  }

  private static long listing(long length) {
    return Math.max(0, length - DOTS);
  }

  private Inode file(Head head, MetadataCursor in) throws IOException {
    long start = in.u32();
    long fragment = in.u32();
    long offset = in.u32();
    long size = in.u32();
    return head.with(1, -1, content(in, start, size, fragment, offset));
  }

  private Inode extendedFile(Head head, MetadataCursor in) throws IOException {
    long start = in.i64();
    long size = in.i64();
    in.i64();
    long links = in.u32();
    long fragment = in.u32();
    long offset = in.u32();
    int xattrs = in.i32();
    return head.with(links, xattrs, content(in, start, size, fragment, offset));
  }

  private Inode.RegularFile content(
      MetadataCursor in, long start, long size, long fragment, long offset) throws IOException {
    if (start < 0 || start > superblock.bytesUsed() || size < 0) {
      throw fault.corrupt("a file of " + size + " bytes begins at byte " + start);
    }
    int blockSize = superblock.blockSize();
    boolean inFragment = fragment != NO_FRAGMENT;
    if (inFragment) {
      long end = offset + size % blockSize;
      if (fragment >= superblock.fragments() || end > blockSize) {
        throw fault.corrupt(
            "the end of a file is in fragment "
                + fragment
                + " of "
                + superblock.fragments()
                + ", up to byte "
                + end
                + " of "
                + blockSize);
      }
    }
    long count = size / blockSize + (!inFragment && size % blockSize > 0 ? 1 : 0);
    return new Inode.RegularFile(
        start,
        size,
        blockList(in, count),
        inFragment && size % blockSize > 0 ? fragment : Inode.RegularFile.NO_FRAGMENT,
        inFragment ? (int) offset : 0);
  }

  /**
   * Reads a list of blocks. Memory grows while it is read, because the stored length may be false.
   */
  private int[] blockList(MetadataCursor in, long count) throws IOException {
    if (count > MOST_BLOCKS) {
      throw fault.corrupt("a file has " + count + " blocks; expected at most " + MOST_BLOCKS);
    }
    budget.spend(count * Integer.BYTES);
    int[] list = new int[(int) Math.min(count, FIRST_GROWTH)];
    for (int i = 0; i < count; i++) {
      if (i == list.length) {
        list = java.util.Arrays.copyOf(list, (int) Math.min(count, 2L * i));
      }
      list[i] = in.i32();
    }
    return list;
  }

  private Inode symlink(Head head, MetadataCursor in, boolean extended) throws IOException {
    long links = in.u32();
    long length = in.u32();
    if (length == 0 || length > LONGEST_LINK) {
      throw fault.corrupt(
          "length of a symbolic link out of range; expected 1 to "
              + LONGEST_LINK
              + ", found "
              + length);
    }
    byte[] target = in.bytes((int) length);
    for (byte b : target) {
      if (b == 0) {
        throw fault.corrupt("the target of a symbolic link has a NUL byte");
      }
    }
    return head.with(links, extended ? in.i32() : -1, new Inode.Symlink(target));
  }

  /**
   * Reads a device in the kernel's dev_t of 32 bits: 12 of the major number between 8 and 12 of the
   * minor one.
   */
  private static Inode device(Head head, MetadataCursor in, NodeType type, boolean extended)
      throws IOException {
    long links = in.u32();
    int device = in.i32();
    int major = (device & 0xfff00) >> 8;
    int minor = device & 0xff | device >>> 12 & 0xfff00;
    return head.with(links, extended ? in.i32() : -1, new Inode.Special(type, major, minor));
  }

  private static Inode special(Head head, MetadataCursor in, NodeType type, boolean extended)
      throws IOException {
    long links = in.u32();
    return head.with(links, extended ? in.i32() : -1, new Inode.Special(type, 0, 0));
  }
}
