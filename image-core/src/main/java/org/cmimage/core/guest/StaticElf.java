package org.cmimage.core.guest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.cmimage.model.Architecture;

/**
 * A check whether a file is a static program, because a guest session has none of the host's
 * libraries, and a program of another distribution may find none of its own on a head node.
 */
public final class StaticElf {
  private static final int HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int PROGRAM_HEADERS_LIMIT = 64;
  private static final int PT_INTERP = 3;

  private StaticElf() {}

  /**
   * Returns whether {@code file} is a 64-bit little-endian ELF program for {@code host} without a
   * dynamic loader. Links are followed. Fields as in the System V ABI, chapters 4 and 5.
   */
  public static boolean is(Path file, Architecture host) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = read(channel, 0, HEADER);
      if (header.remaining() < HEADER
          || header.getInt(0) != 0x464c457f
          || header.getShort(4) != 0x0102) {
        return false;
      }
      int type = header.getShort(16);
      if (type != 2 && type != 3 || header.getShort(18) != host.elfMachine()) {
        return false;
      }
      int size = header.getShort(54) & 0xffff;
      int count = header.getShort(56) & 0xffff;
      if (size != PROGRAM_HEADER || count > PROGRAM_HEADERS_LIMIT) {
        return false;
      }
      ByteBuffer programHeaders = read(channel, header.getLong(32), size * count);
      return programHeaders.remaining() == size * count && hasNoLoader(programHeaders, count);
    }
  }

  private static boolean hasNoLoader(ByteBuffer programHeaders, int count) {
    for (int i = 0; i < count; i++) {
      if (programHeaders.getInt(i * PROGRAM_HEADER) == PT_INTERP) {
        return false;
      }
    }
    return count > 0;
  }

  private static ByteBuffer read(FileChannel channel, long offset, int size) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    long at = offset;
    while (at >= 0 && buffer.hasRemaining()) {
      int n = channel.read(buffer, at);
      if (n < 0) {
        break;
      }
      at += n;
    }
    return buffer.flip();
  }
}
