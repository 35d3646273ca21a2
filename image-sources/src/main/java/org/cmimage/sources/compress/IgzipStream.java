package org.cmimage.sources.compress;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/**
 * Decodes gzip with the {@code igzip} program, as strictly as {@link GzipStream}. The program
 * checks lengths and checksums but stops without a word at what is no gzip member. So a member of
 * our own is put after the end of the data: where its content does not come out last, something was
 * in between. igzip also stops at padding; where the data ends with that, the length before it has
 * to be that of all content, so of several members with padding nothing is known and they are
 * refused.
 */
final class IgzipStream extends InputStream {
  private static final byte[] MARK = "cm-image: the end".getBytes(StandardCharsets.US_ASCII);

  private static final int BUFFER = 64 * 1024;

  /**
   * The zeros that an intact member can end with: the end of an empty block, checksum and length of
   * no content. More are padding.
   */
  private static final int ZEROS_OF_A_MEMBER = 9;

  private final ProgramStream program;
  private final MarkedInput input;

  /** The last bytes that came out, which may be the mark. */
  private final byte[] held = new byte[MARK.length];

  private int heldLength;
  private boolean ended;
  private long given;

  private IgzipStream(ProgramStream program, MarkedInput input) {
    this.program = program;
    this.input = input;
  }

  static InputStream start(Path program, InputStream source) throws IOException {
    MarkedInput input = new MarkedInput(source);
    ProgramStream stream = ProgramStream.start(input, program.toString(), "-dc");
    return new BufferedInputStream(new IgzipStream(stream, input), BUFFER);
  }

  @Override
  public int read() throws IOException {
    // Only the buffer around it reads it, in pieces that are longer than the mark.
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    while (!ended) {
      System.arraycopy(held, 0, out, offset, heldLength);
      int count = program.read(out, offset + heldLength, length - heldLength);
      if (count < 0) {
        end();
        return input.isMarked() || heldLength == 0 ? -1 : giveHeld(out, offset);
      }
      int all = heldLength + count;
      heldLength = Math.min(all, MARK.length);
      System.arraycopy(out, offset + all - heldLength, held, 0, heldLength);
      if (all > heldLength) {
        given += all - heldLength;
        return all - heldLength;
      }
    }
    return -1;
  }

  private void end() throws IOException {
    ended = true;
    boolean intact =
        input.isMarked()
            ? Arrays.equals(held, MARK)
            : input.endsWithLength((int) (given + heldLength));
    if (!intact) {
      throw new IOException("garbage after the end");
    }
  }

  private int giveHeld(byte[] out, int offset) {
    System.arraycopy(held, 0, out, offset, heldLength);
    return heldLength;
  }

  @Override
  public void close() throws IOException {
    program.close();
  }

  /** The data, and after it the member with the mark. Zeros at the end wait for what follows. */
  private static final class MarkedInput extends InputStream {
    private final InputStream source;
    private InputStream rest = nullInputStream();
    private long zeros;
    private boolean sourceEnded;
    private volatile boolean marked;

    /** The last bytes before the zeros; the last one is in the lowest byte. */
    private volatile int tail;

    MarkedInput(InputStream source) {
      this.source = source;
    }

    boolean isMarked() {
      return marked;
    }

    /** Whether a member of this length, modulo 2^32, can have ended before the padding. */
    boolean endsWithLength(int length) {
      long bytes = Integer.toUnsignedLong(Integer.reverseBytes(tail));
      for (int zeros = 0; zeros <= Integer.BYTES; zeros++) {
        if ((int) (bytes >>> Byte.SIZE * zeros) == length) {
          return true;
        }
      }
      return false;
    }

    private void remember(byte[] data, int offset, int length) {
      int last = tail;
      for (int i = Math.max(0, length - Integer.BYTES); i < length; i++) {
        last = last << Byte.SIZE | data[offset + i] & 0xff;
      }
      tail = last;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      while (true) {
        int count = rest.read(buffer, offset, length);
        if (count > 0 || sourceEnded) {
          return count;
        }
        count = source.read(buffer, offset, length);
        if (count < 0) {
          sourceEnded = true;
          rest = endOfData();
        } else {
          int kept = count;
          while (kept > 0 && buffer[offset + kept - 1] == 0) {
            kept--;
          }
          if (kept > 0) {
            tail = zeros >= Integer.BYTES ? 0 : tail << Byte.SIZE * (int) zeros;
            remember(buffer, offset, kept);
          }
          if (kept > 0 && zeros > 0) {
            byte[] data = Arrays.copyOfRange(buffer, offset, offset + kept);
            rest = new SequenceInputStream(new Zeros(zeros), new ByteArrayInputStream(data));
            zeros = (long) count - kept;
          } else {
            zeros += count - kept;
            if (kept > 0) {
              return kept;
            }
          }
        }
      }
    }

    private InputStream endOfData() throws IOException {
      if (zeros > ZEROS_OF_A_MEMBER) {
        return new Zeros(ZEROS_OF_A_MEMBER);
      }
      marked = true;
      ByteArrayOutputStream member = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(member)) {
        gzip.write(MARK);
      }
      return new SequenceInputStream(
          new Zeros(zeros), new ByteArrayInputStream(member.toByteArray()));
    }
  }

  /** So many zeros. */
  private static final class Zeros extends InputStream {
    private long left;

    Zeros(long count) {
      this.left = count;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      int count = (int) Math.min(left, length);
      Arrays.fill(buffer, offset, offset + count, (byte) 0);
      left -= count;
      return count;
    }
  }
}
