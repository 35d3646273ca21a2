package org.cmimage.core.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.cmimage.core.tree.AsciiText;

/**
 * A reader of one cpio archive in the format of an initramfs, "newc" with or without checksums: the
 * kernel's Documentation/driver-api/early-userspace/buffer-format.rst. Checksums are not verified,
 * as they are optional for the kernel, too.
 */
public final class CpioReader {
  /**
   * The header's length in bytes: {@code 070701} and thirteen fields of eight hexadecimal digits.
   */
  private static final int HEADER = 110;

  private static final int FIELDS_AT = 6;
  private static final int FIELD = 8;
  private static final int MODE = 1;
  private static final int FILE_SIZE = 6;
  private static final int NAME_SIZE = 11;
  private static final int MAX_NAME = 4096;
  private static final String TRAILER = "TRAILER!!!";

  private final InputStream in;
  private long toSkip;

  /**
   * A member, whose content follows in the stream.
   *
   * @param name without its terminating NUL, at least one byte
   * @param mode type and permissions as in {@code stat}
   * @param size bytes
   */
  public record Member(byte[] name, int mode, long size) {
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;

    /** Returns whether it is a regular file. */
    public boolean isRegular() {
      return (mode & TYPE) == REGULAR;
    }
  }

  /** Makes a reader of a stream at the start of an archive; the caller closes the stream. */
  public CpioReader(InputStream in) {
    this.in = in;
  }

  /**
   * Returns the next member, or empty after the last. Skips unread content of the previous one.
   *
   * @throws EOFException if the archive is truncated
   * @throws IOException if it is malformed, or the stream cannot be read
   */
  public Optional<Member> next() throws IOException {
    in.skipNBytes(toSkip);
    toSkip = 0;
    byte[] header = read(HEADER);
    String magic = new String(header, 0, FIELDS_AT, US_ASCII);
    if (!magic.equals("070701") && !magic.equals("070702")) {
      throw new IOException("expected a cpio header, found \"" + AsciiText.of(magic) + "\"");
    }
    long nameSize = field(header, NAME_SIZE);
    if (nameSize < 2 || nameSize > MAX_NAME) {
      throw new IOException(
          "expected a name of 1 to " + (MAX_NAME - 1) + " bytes, found " + (nameSize - 1));
    }
    byte[] name = read((int) nameSize);
    in.skipNBytes(padding(HEADER + nameSize));
    byte[] trimmed = Arrays.copyOf(name, name.length - 1);
    long size = field(header, FILE_SIZE);
    if (new String(trimmed, US_ASCII).equals(TRAILER)) {
      return Optional.empty();
    }
    toSkip = size + padding(size);
    return Optional.of(new Member(trimmed, (int) field(header, MODE), size));
  }

  /**
   * Returns the first bytes of the current member's content, or all of it. To be called once for
   * each.
   */
  public byte[] head(int length) throws IOException {
    byte[] head = read((int) Math.min(length, toSkip));
    toSkip -= head.length;
    return head;
  }

  private byte[] read(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the archive is cut short");
    }
    return bytes;
  }

  private static long field(byte[] header, int index) throws IOException {
    long value = 0;
    for (int i = 0; i < FIELD; i++) {
      int digit = Character.digit(header[FIELDS_AT + index * FIELD + i], 16);
      if (digit < 0) {
        throw new IOException("expected a hexadecimal number in a cpio header, found none");
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static long padding(long length) {
    return -length & 3;
  }
}
