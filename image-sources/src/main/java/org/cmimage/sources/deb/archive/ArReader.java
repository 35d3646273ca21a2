package org.cmimage.sources.deb.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.fault.Subject;
import org.cmimage.core.tree.BlockStream;

/**
 * Reads the members of an ar archive one after another (ar(5) of 4.4BSD, as deb(5) restricts it:
 * short names only). For one thread.
 */
final class ArReader {
  /** The subject of all faults of a package. Whoever knows its file names it. */
  static final Subject READING = Subject.of("cannot read package");

  private static final byte[] MAGIC = "!<arch>\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 60;

  /**
   * A member; its content must be read before the next one is requested, unread content is skipped.
   */
  record Member(String name, long size, InputStream content) {}

  private final InputStream in;
  private MemberContent current = new MemberContent(InputStream.nullInputStream(), 0);
  private boolean padded;

  ArReader(InputStream in) throws IOException {
    this.in = in;
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw corrupt("it is not an ar archive");
    }
  }

  /** Returns the next member; empty at the end. */
  Optional<Member> next() throws IOException {
    current.skipRest();
    byte[] header = in.readNBytes(padded ? 1 + HEADER : HEADER);
    // The newline after a last member of odd size may be missing.
    if (header.length == 0 || padded && header.length == 1) {
      return Optional.empty();
    }
    int start = padded ? 1 : 0;
    if (header.length < start + HEADER) {
      throw corrupt("it ends early");
    }
    String text = new String(header, start, HEADER, StandardCharsets.ISO_8859_1);
    if (!text.endsWith("`\n") || padded && header[0] != '\n') {
      throw corrupt("a member header is malformed");
    }
    String digits = text.substring(48, 58).strip();
    if (!digits.matches("[0-9]{1,10}")) {
      throw corrupt("size of a member is malformed");
    }
    long size = Long.parseLong(digits);
    current = new MemberContent(in, size);
    padded = size % 2 != 0;
    // System V ends names with a slash.
    String name = text.substring(0, 16).stripTrailing().replaceFirst("/$", "");
    return Optional.of(new Member(name, size, current));
  }

  static FaultException corrupt(String fact) {
    return new FaultException(
        new Fault(ErrorCode.SOURCE_CORRUPT, READING, fact, new Remedy.None()));
  }

  private static final class MemberContent extends BlockStream {
    private final InputStream in;
    private long left;

    MemberContent(InputStream in, long size) {
      this.in = in;
      this.left = size;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(buffer, offset, (int) Math.min(length, left));
      if (count < 0) {
        throw corrupt("it ends early");
      }
      left -= count;
      return count;
    }

    /** Leaves the archive open. */
    @Override
    public void close() {}

    void skipRest() throws IOException {
      byte[] buffer = left == 0 ? new byte[0] : new byte[8192];
      while (left > 0) {
        read(buffer, 0, buffer.length);
      }
    }
  }
}
