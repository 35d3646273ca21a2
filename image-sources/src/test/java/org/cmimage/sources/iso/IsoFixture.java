package org.cmimage.sources.iso;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.cmimage.sources.bytes.RandomAccessBytes;

/** Makes images record by record, including ones that no tool makes. */
final class IsoFixture {
  static final int BLOCK = 2048;
  static final int ROOT = 20;
  static final int DIRECTORY = 2;
  static final int MORE = 0x80;

  private final byte[] image;

  IsoFixture(int blocks) {
    image = new byte[blocks * BLOCK];
    byte[] primary = new byte[BLOCK];
    primary[0] = 1;
    text(primary, 1, "CD001\1");
    Arrays.fill(primary, 8, 72, (byte) ' ');
    text(primary, 40, "FIXTURE");
    both(primary, 80, blocks);
    primary[128] = 0;
    primary[129] = 8;
    byte[] root = record(ROOT, BLOCK, DIRECTORY, new byte[1]);
    System.arraycopy(root, 0, primary, 156, root.length);
    put(16, primary);
    byte[] end = new byte[BLOCK];
    end[0] = (byte) 255;
    text(end, 1, "CD001\1");
    put(17, end);
  }

  private static void text(byte[] bytes, int at, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(ascii, 0, bytes, at, ascii.length);
  }

  static void both(byte[] bytes, int at, int number) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (number >> 8 * i);
      bytes[at + 7 - i] = (byte) (number >> 8 * i);
    }
  }

  IsoFixture put(int block, byte[] bytes) {
    System.arraycopy(bytes, 0, image, block * BLOCK, bytes.length);
    return this;
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] record(int block, int size, int flags, byte[] name, byte[]... systemUse) {
    byte[] more = join(systemUse);
    int length = 33 + name.length + (name.length % 2 == 0 ? 1 : 0) + more.length;
    byte[] record = new byte[length];
    record[0] = (byte) length;
    both(record, 2, block);
    both(record, 10, size);
    record[18] = 100;
    record[19] = 1;
    record[20] = 2;
    record[25] = (byte) flags;
    record[32] = (byte) name.length;
    System.arraycopy(name, 0, record, 33, name.length);
    System.arraycopy(more, 0, record, length - more.length, more.length);
    return record;
  }

  static byte[] file(String name, int block, int size, byte[]... systemUse) {
    return record(block, size, 0, name.getBytes(StandardCharsets.ISO_8859_1), systemUse);
  }

  static byte[] directory(String name, int block, byte[]... systemUse) {
    return record(block, BLOCK, DIRECTORY, name.getBytes(StandardCharsets.ISO_8859_1), systemUse);
  }

  /** Adds the root with Rock Ridge. */
  IsoFixture root(byte[]... records) {
    byte[] self =
        record(ROOT, BLOCK, DIRECTORY, new byte[1], use("SP", 0xbe, 0xef, 0), posix(040755));
    return put(ROOT, join(self, record(ROOT, BLOCK, DIRECTORY, new byte[] {1}), join(records)));
  }

  /** Adds another directory. */
  IsoFixture directory(int block, byte[]... records) {
    byte[] self = record(block, BLOCK, DIRECTORY, new byte[1], posix(040755));
    return put(block, join(self, record(ROOT, BLOCK, DIRECTORY, new byte[] {1}), join(records)));
  }

  static byte[] use(String signature, int... bytes) {
    byte[] entry = new byte[4 + bytes.length];
    text(entry, 0, signature);
    entry[2] = (byte) entry.length;
    entry[3] = 1;
    for (int i = 0; i < bytes.length; i++) {
      entry[4 + i] = (byte) bytes[i];
    }
    return entry;
  }

  private static byte[] numbers(String signature, int... numbers) {
    byte[] entry = use(signature, new int[8 * numbers.length]);
    for (int i = 0; i < numbers.length; i++) {
      both(entry, 4 + 8 * i, numbers[i]);
    }
    return entry;
  }

  static byte[] posix(int mode) {
    return numbers("PX", mode, 1, 0, 0, 0);
  }

  static byte[] continuation(int block, int offset, int length) {
    return numbers("CE", block, offset, length);
  }

  static byte[] child(int block) {
    return numbers("CL", block);
  }

  static byte[] name(String name) {
    byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
    byte[] entry = use("NM", new int[1 + text.length]);
    System.arraycopy(text, 0, entry, 5, text.length);
    return entry;
  }

  byte[] bytes() {
    return image;
  }

  RandomAccessBytes open() {
    return open(image);
  }

  /** Opens an image; reading beyond its bytes fails the test. */
  static RandomAccessBytes open(byte[] image) {
    return new RandomAccessBytes() {
      @Override
      public String name() {
        return "x.iso";
      }

      @Override
      public long size() {
        return image.length;
      }

      @Override
      public Closeable hold() {
        return () -> {};
      }

      @Override
      public int read(long position, ByteBuffer buffer) {
        if (position < 0 || position >= image.length) {
          throw new AssertionError("read at " + position + " of " + image.length);
        }
        int count = (int) Math.min(buffer.remaining(), image.length - position);
        buffer.put(image, (int) position, count);
        return count;
      }
    };
  }
}
