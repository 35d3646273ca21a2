package org.cmimage.sources.tar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes archives byte by byte, including invalid ones. */
public final class TarFixture {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A ustar header whose fields tests may change before it is written. */
  public static final class Header {
    final byte[] block = new byte[512];

    public Header(String name, char type) {
      text(0, name);
      text(100, "0000644");
      text(108, "0000000");
      text(116, "0000000");
      text(124, "00000000000");
      text(136, "00000000000");
      block[156] = (byte) type;
      text(257, "ustar\0" + "00");
    }

    public Header text(int offset, String text) {
      byte[] raw = text.getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(raw, 0, block, offset, raw.length);
      return this;
    }

    public Header size(long size) {
      return text(124, String.format("%011o", size));
    }

    public Header raw(int offset, int... values) {
      for (int i = 0; i < values.length; i++) {
        block[offset + i] = (byte) values[i];
      }
      return this;
    }

    private byte[] sealed() {
      Arrays.fill(block, 148, 156, (byte) ' ');
      int sum = 0;
      for (byte b : block) {
        sum += b & 0xff;
      }
      text(148, String.format("%06o\0 ", sum));
      return block;
    }
  }

  public TarFixture header(Header header) {
    bytes.writeBytes(header.sealed());
    return this;
  }

  public TarFixture file(String name, byte[] content) {
    return header(new Header(name, '0').size(content.length)).content(content);
  }

  public TarFixture extension(char type, byte[] content) {
    return header(new Header("extension", type).size(content.length)).content(content);
  }

  public TarFixture content(byte[] content) {
    bytes.writeBytes(content);
    bytes.writeBytes(new byte[-content.length & 511]);
    return this;
  }

  /**
   * Adds an extended header with records of keyword, value, keyword, value ...; values are ISO
   * 8859-1.
   */
  public TarFixture pax(char type, String... records) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (int i = 0; i < records.length; i += 2) {
      content.writeBytes(record(records[i], records[i + 1].getBytes(StandardCharsets.ISO_8859_1)));
    }
    return extension(type, content.toByteArray());
  }

  static byte[] record(String keyword, byte[] value) {
    byte[] start = (" " + keyword + "=").getBytes(StandardCharsets.UTF_8);
    int rest = start.length + value.length + 1;
    int length = rest + 1;
    while (length < rest + String.valueOf(length).length()) {
      length++;
    }
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    record.writeBytes(String.valueOf(length).getBytes(StandardCharsets.US_ASCII));
    record.writeBytes(start);
    record.writeBytes(value);
    record.write('\n');
    return record.toByteArray();
  }

  /** Returns the archive with its end mark. */
  public byte[] end() {
    bytes.writeBytes(new byte[1024]);
    return bytes.toByteArray();
  }

  /** Returns the archive without an end mark. */
  public byte[] cut() {
    return bytes.toByteArray();
  }
}
