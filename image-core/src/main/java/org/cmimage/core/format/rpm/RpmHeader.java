package org.cmimage.core.format.rpm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.format.rpmdb.DatabaseFile;
import org.cmimage.core.tree.AsciiText;

/**
 * The header of an installed package: two big-endian counts, of index entries and of bytes of data;
 * the entries, of tag, type, offset and count; the data.
 *
 * <p>Format: rpm's manual, "RPM v4 file format" and "Header", and {@code lib/header.c} for the
 * additions in a database: the package's own header comes first, as a region that its first entry
 * describes, followed by the header's digests and the tags that the installation added.
 */
final class RpmHeader {
  private static final int PROLOGUE = 8;
  private static final int ENTRY = 16;

  /** {@code HEADER_TAGS_MAX}. */
  private static final int MAX_ENTRIES = 0xffff;

  /** The limit of a name's or version's length in bytes. */
  private static final int MAX_STRING = 1024;

  private static final int TAG_IMMUTABLE = 63;
  private static final int TAG_SHA1_HEADER = 269;
  private static final int TAG_SHA256_HEADER = 273;
  private static final int TAG_NAME = 1000;
  private static final int TAG_VERSION = 1001;
  private static final int TAG_RELEASE = 1002;
  private static final int TAG_ARCHITECTURE = 1022;
  private static final int TYPE_STRING = 6;
  private static final int TYPE_BINARY = 7;

  /** The first bytes of a header in a package, which its digests include. */
  private static final byte[] MAGIC = {(byte) 0x8e, (byte) 0xad, (byte) 0xe8, 1, 0, 0, 0, 0};

  private final DatabaseFile file;
  private final String where;
  private final ByteBuffer header;
  private final int entries;
  private final int data;
  private final int dataLength;

  private RpmHeader(DatabaseFile file, String where, ByteBuffer header) throws FaultException {
    this.file = file;
    this.where = where;
    this.header = header;
    if (header.limit() < PROLOGUE + ENTRY) {
      throw file.damaged(where, "a header", header.limit() + " bytes");
    }
    this.entries = header.getInt(0);
    this.dataLength = header.getInt(4);
    int most = Math.min(MAX_ENTRIES, (header.limit() - PROLOGUE) / ENTRY);
    if (entries < 1 || entries > most) {
      throw file.damaged(where, "1 to " + most + " tags", Integer.toUnsignedString(entries));
    }
    this.data = PROLOGUE + entries * ENTRY;
    if (dataLength != header.limit() - data) {
      throw file.damaged(
          where,
          (header.limit() - data) + " bytes of data",
          Integer.toUnsignedString(dataLength) + " bytes");
    }
  }

  /**
   * Reads a header and compares it with its digests, where it has any.
   *
   * @param number the package's, for messages
   * @param header from its start to its limit, big-endian
   */
  static RpmPackage read(DatabaseFile file, int number, ByteBuffer header) throws FaultException {
    String where = "package " + Integer.toUnsignedString(number);
    RpmHeader parsed = new RpmHeader(file, where, header);
    parsed.compareDigests();
    return new RpmPackage(
        parsed.required(TAG_NAME),
        parsed.required(TAG_VERSION),
        parsed.required(TAG_RELEASE),
        parsed.string(TAG_ARCHITECTURE).orElse(RpmPackage.NO_ARCHITECTURE));
  }

  private String required(int tag) throws FaultException {
    return string(tag)
        .orElseThrow(() -> file.damaged(where, "tag " + tag, "a header of " + entries + " others"));
  }

  /** Returns the text of a tag, made printable for messages. */
  private Optional<String> string(int tag) throws FaultException {
    int found = -1;
    for (int entry = PROLOGUE; entry < data; entry += ENTRY) {
      if (header.getInt(entry) == tag) {
        if (found >= 0) {
          throw file.damaged(where, "tag " + tag + " once", "it again");
        }
        found = entry;
      }
    }
    return found < 0 ? Optional.empty() : Optional.of(string(tag, found));
  }

  private String string(int tag, int entry) throws FaultException {
    int type = header.getInt(entry + 4);
    int offset = header.getInt(entry + 8);
    if (type != TYPE_STRING || header.getInt(entry + 12) != 1) {
      throw file.damaged(where, "tag " + tag + " to be a string", "type " + type);
    }
    if (offset < 0 || offset >= dataLength) {
      throw file.damaged(where, "tag " + tag + " in " + dataLength + " bytes", "it at " + offset);
    }
    int start = data + offset;
    int last = Math.min(header.limit(), start + MAX_STRING + 1);
    for (int end = start; end < last; end++) {
      if (header.get(end) == 0) {
        byte[] text = new byte[end - start];
        header.get(start, text);
        return AsciiText.of(new String(text, ISO_8859_1));
      }
    }
    throw file.damaged(where, "tag " + tag + " of at most " + MAX_STRING + " bytes", "more");
  }

  private void compareDigests() throws FaultException {
    if (header.getInt(PROLOGUE) != TAG_IMMUTABLE) {
      return;
    }
    // The region's trailer comes last: an entry whose offset is minus the entries' length.
    int trailer = header.getInt(PROLOGUE + 8);
    if (header.getInt(PROLOGUE + 4) != TYPE_BINARY
        || header.getInt(PROLOGUE + 12) != ENTRY
        || trailer < 0
        || trailer > dataLength - ENTRY) {
      throw file.damaged(where, "a region within the header", "one at " + trailer);
    }
    int index = -header.getInt(data + trailer + 8);
    if (index < ENTRY || index > entries * ENTRY || index % ENTRY != 0) {
      throw file.damaged(where, "a region of " + entries + " tags or fewer", index + " bytes");
    }
    compareDigest(TAG_SHA256_HEADER, "SHA-256", index, trailer + ENTRY);
    compareDigest(TAG_SHA1_HEADER, "SHA-1", index, trailer + ENTRY);
  }

  private void compareDigest(int tag, String algorithm, int index, int length)
      throws FaultException {
    Optional<String> expected = string(tag);
    if (expected.isEmpty()) {
      return;
    }
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
    digest.update(MAGIC);
    digest.update(ByteBuffer.allocate(PROLOGUE).putInt(index / ENTRY).putInt(length).flip());
    digest.update(header.slice(PROLOGUE, index));
    digest.update(header.slice(data, length));
    String found = HexFormat.of().formatHex(digest.digest());
    if (!MessageDigest.isEqual(
        found.getBytes(US_ASCII), expected.get().toLowerCase(Locale.ROOT).getBytes(US_ASCII))) {
      throw file.damaged(where, algorithm + " " + expected.get(), found);
    }
  }
}
