package org.cmimage.sources.squashfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreePath;

/**
 * The extended attributes of inodes (squashfs_fs.h, struct squashfs_xattr_*): a table of positions
 * by number, and the names and values at these positions. A value that several inodes share is
 * stored once and referred to. For one thread.
 */
final class ExtendedAttributes {
  private static final int ID_SIZE = 16;
  private static final int IDS_IN_BLOCK = MetadataBlocks.SIZE / ID_SIZE;
  private static final int LIST_HEADER = 16;
  private static final int ELSEWHERE = 0x100;
  private static final String[] PREFIXES = {"user.", "trusted.", "security."};

  /** The kernel's XATTR_NAME_MAX. */
  private static final int LONGEST_NAME = 255;

  /** The kernel's XATTR_SIZE_MAX. */
  private static final int LONGEST_VALUE = 65_536;

  /** The limit in bytes; no file system stores as much for one file. */
  private static final int MOST_BYTES = 1 << 20;

  private static final int KEPT = 1024;
  private static final int KEPT_BYTES = 1024;

  private final MetadataBlocks blocks;
  private final Superblock superblock;
  private final DecodeBudget budget;
  private final SquashfsFault fault;
  private final long start;
  private final long count;
  private final Map<Integer, Map<String, byte[]>> kept = new HashMap<>();

  ExtendedAttributes(MetadataBlocks blocks, Superblock superblock, DecodeBudget budget)
      throws IOException {
    this.blocks = blocks;
    this.superblock = superblock;
    this.budget = budget;
    this.fault = blocks.fault();
    if (superblock.xattrTable().isPresent()) {
      long position = superblock.xattrTable().get();
      this.start = blocks.plainLong(position);
      this.count = blocks.plainLong(position + Long.BYTES) & 0xffff_ffffL;
    } else {
      this.start = 0;
      this.count = 0;
    }
  }

  /**
   * Reads the attributes of an inode, by their full names.
   *
   * @param number as in the inode; -1 for none
   */
  Map<String, byte[]> read(int number) throws IOException {
    if (number == -1) {
      return Map.of();
    }
    Map<String, byte[]> attributes = kept.get(number);
    if (attributes == null) {
      attributes = readNew(Integer.toUnsignedLong(number));
      if (kept.size() < KEPT && size(attributes) <= KEPT_BYTES) {
        kept.put(number, attributes);
      }
    }
    return attributes;
  }

  /** Returns the total size of names and values in bytes. */
  static long size(Map<String, byte[]> attributes) {
    long size = 0;
    for (Map.Entry<String, byte[]> attribute : attributes.entrySet()) {
      size += attribute.getKey().length() + attribute.getValue().length;
    }
    return size;
  }

  private Map<String, byte[]> readNew(long number) throws IOException {
    if (number >= count) {
      throw fault.corrupt(
          "an inode has the extended attributes " + number + " of a table of " + count);
    }
    long list = superblock.xattrTable().orElseThrow() + LIST_HEADER;
    long block = blocks.plainLong(list + number / IDS_IN_BLOCK * Long.BYTES);
    MetadataCursor id =
        new MetadataCursor(
            blocks,
            "table of extended attributes",
            block,
            (int) (number % IDS_IN_BLOCK) * ID_SIZE,
            superblock.bytesUsed());
    long reference = id.i64();
    long attributes = id.u32();
    MetadataCursor in = at(reference);
    Map<String, byte[]> result = new LinkedHashMap<>();
    long bytes = 0;
    for (long i = 0; i < attributes; i++) {
      int type = in.u16();
      String name = name(type, in);
      byte[] value = value(type, in);
      bytes += name.length() + value.length;
      if (bytes > MOST_BYTES) {
        throw fault.corrupt(
            "the extended attributes of an inode have more than " + MOST_BYTES + " bytes");
      }
      if (result.put(name, value) != null) {
        throw fault.corrupt("an inode has the extended attribute " + name + " twice");
      }
    }
    budget.spend(bytes);
    return result;
  }

  private MetadataCursor at(long reference) throws IOException {
    return new MetadataCursor(
        blocks,
        "extended attributes",
        start + (reference >>> 16),
        (int) (reference & 0xffff),
        superblock.xattrTable().orElseThrow());
  }

  private String name(int type, MetadataCursor in) throws IOException {
    int prefix = type & 0xff;
    int length = in.u16();
    if (prefix >= PREFIXES.length || length == 0 || length > LONGEST_NAME) {
      throw fault.corrupt(
          "an extended attribute has a name of "
              + length
              + " bytes and the prefix "
              + prefix
              + "; expected 1 to "
              + LONGEST_NAME
              + " bytes and 0 to "
              + (PREFIXES.length - 1));
    }
    byte[] name = in.bytes(length);
    for (byte b : name) {
      if (b == 0) {
        throw fault.corrupt(
            "an extended attribute has a NUL byte in its name: " + TreePath.printable(name));
      }
    }
    return PREFIXES[prefix] + new String(name, StandardCharsets.UTF_8);
  }

  private byte[] value(int type, MetadataCursor in) throws IOException {
    long length = in.u32();
    if ((type & ELSEWHERE) == 0) {
      return in.bytes(bounded(length));
    }
    if (length != Long.BYTES) {
      throw fault.corrupt(
          "the place of an extended attribute's value has "
              + length
              + " bytes; expected "
              + Long.BYTES);
    }
    MetadataCursor elsewhere = at(in.i64());
    return elsewhere.bytes(bounded(elsewhere.u32()));
  }

  private int bounded(long length) throws FaultException {
    if (length > LONGEST_VALUE) {
      throw fault.corrupt(
          "the value of an extended attribute has "
              + length
              + " bytes; expected at most "
              + LONGEST_VALUE);
    }
    return (int) length;
  }
}
