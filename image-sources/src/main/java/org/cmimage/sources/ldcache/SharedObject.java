package org.cmimage.sources.ldcache;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.cmimage.core.rootfs.PositionedFile;
import org.cmimage.model.Architecture;

/**
 * What ldconfig knows of a file by its content: System V ABI, chapters 4 and 5.
 *
 * @param kind how the file counts
 * @param name the soname; empty where a shared object has none
 */
record SharedObject(Kind kind, Optional<String> name) {
  private static final SharedObject NONE = new SharedObject(Kind.NONE, Optional.empty());
  private static final int HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int PROGRAM_HEADERS_LIMIT = 64;
  private static final int DYNAMIC_LIMIT = 1 << 16;
  private static final int NAME_LIMIT = 1024;
  private static final int ET_DYN = 3;
  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final int DT_NULL = 0;
  private static final int DT_STRTAB = 5;
  private static final int DT_SONAME = 14;

  /** How a file counts. */
  enum Kind {
    /** No shared object: ignored. */
    NONE,
    /** One that programs of the architecture can load. */
    OWN,
    /** One of another architecture or word size. */
    OTHER
  }

  /** Reads a file; what is damaged is no shared object. */
  static SharedObject read(PositionedFile file, Architecture architecture) throws IOException {
    if (file.status().size() < HEADER) {
      return NONE;
    }
    try {
      ByteBuffer header = part(file, 0, HEADER);
      if (header.getInt(0) != 0x464c457f) {
        return NONE;
      }
      if (header.getShort(4) != 0x0102 || header.getShort(18) != architecture.elfMachine()) {
        return new SharedObject(Kind.OTHER, Optional.empty());
      }
      int count = header.getShort(56) & 0xffff;
      if (header.getShort(16) != ET_DYN
          || header.getShort(54) != PROGRAM_HEADER
          || count > PROGRAM_HEADERS_LIMIT) {
        return NONE;
      }
      return read(file, part(file, header.getLong(32), PROGRAM_HEADER * count));
    } catch (EOFException | IndexOutOfBoundsException damaged) {
      return NONE;
    }
  }

  private static SharedObject read(PositionedFile file, ByteBuffer segments) throws IOException {
    for (int at = 0; at < segments.limit(); at += PROGRAM_HEADER) {
      if (segments.getInt(at) == PT_DYNAMIC) {
        int size = (int) Math.min(segments.getLong(at + 32), DYNAMIC_LIMIT);
        ByteBuffer dynamic = part(file, segments.getLong(at + 8), size);
        return new SharedObject(Kind.OWN, name(file, segments, dynamic));
      }
    }
    return NONE;
  }

  private static Optional<String> name(PositionedFile file, ByteBuffer segments, ByteBuffer dynamic)
      throws IOException {
    long strings = -1;
    long name = -1;
    for (int at = 0; at + 16 <= dynamic.limit() && dynamic.getLong(at) != DT_NULL; at += 16) {
      long tag = dynamic.getLong(at);
      if (tag == DT_STRTAB) {
        strings = offset(segments, dynamic.getLong(at + 8));
      } else if (tag == DT_SONAME) {
        name = dynamic.getLong(at + 8);
      }
    }
    if (strings < 0 || name < 0) {
      return Optional.empty();
    }
    long start = strings + name;
    int length = (int) Math.min(NAME_LIMIT, file.status().size() - start);
    if (length <= 0) {
      return Optional.empty();
    }
    byte[] bytes = part(file, start, length).array();
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return Optional.of(new String(bytes, 0, end, StandardCharsets.ISO_8859_1));
  }

  /** Returns where an address of the loaded object is in the file. */
  private static long offset(ByteBuffer segments, long address) {
    for (int at = 0; at < segments.limit(); at += PROGRAM_HEADER) {
      long start = segments.getLong(at + 16);
      if (segments.getInt(at) == PT_LOAD
          && address >= start
          && address - start < segments.getLong(at + 32)) {
        return segments.getLong(at + 8) + address - start;
      }
    }
    return -1;
  }

  private static ByteBuffer part(PositionedFile file, long offset, int size) throws IOException {
    if (offset < 0 || size < 0) {
      throw new EOFException("outside of the file");
    }
    ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    file.readFully(buffer, offset);
    return buffer.flip();
  }
}
