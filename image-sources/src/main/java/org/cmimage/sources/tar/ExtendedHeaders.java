package org.cmimage.sources.tar;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.NodeType;
import org.cmimage.core.spi.TreeEntry;
import org.cmimage.core.spi.TreeEntry.Kind;
import org.cmimage.core.spi.TreePath;

/**
 * What came before an entry's own header and overrides it: PAX records for all entries that follow
 * ({@code g}) and for this one ({@code x}), GNU's long name and link ({@code L}, {@code K}).
 */
final class ExtendedHeaders {
  private static final String GNU_NAME = "L";
  private static final String GNU_LINK = "K";
  private static final long NANOS = 1_000_000_000L;

  private final Map<String, byte[]> global = new HashMap<>();
  private final Map<String, byte[]> local = new HashMap<>();

  /** Whether the next header must be that of an entry. */
  boolean pending() {
    return !local.isEmpty();
  }

  /** Takes the records of a {@code g} header. */
  void addGlobal(Map<String, byte[]> records) throws FaultException {
    for (Map.Entry<String, byte[]> entry : records.entrySet()) {
      switch (entry.getKey()) {
        case "uid", "gid", "mtime" -> global.put(entry.getKey(), entry.getValue());
        case "path", "linkpath", "size" ->
            throw TarFault.corrupt(
                "a global header sets the " + entry.getKey() + " of every entry");
        default -> {
          if (ExtendedAttributes.isKeyword(entry.getKey())) {
            throw TarFault.corrupt("a global header sets " + entry.getKey() + " of every entry");
          }
        }
      }
    }
  }

  /** Takes the records of an {@code x} header. */
  void addLocal(Map<String, byte[]> records) throws FaultException {
    for (String keyword : records.keySet()) {
      if (keyword.startsWith("GNU.sparse.") || keyword.equals("SCHILY.realsize")) {
        throw sparse();
      }
      if (keyword.equals("SCHILY.acl.ace")) {
        throw TarFault.unsupported(
            "an NFSv4 access control list is not supported", "make the archive without ACLs");
      }
    }
    local.putAll(records);
  }

  /** Takes the content of an {@code L} or {@code K} header. */
  void addGnu(byte type, byte[] content) throws FaultException {
    if (local.put(type == 'L' ? GNU_NAME : GNU_LINK, TarHeader.text(content, 0, content.length))
        != null) {
      throw TarFault.corrupt("an entry has two long names");
    }
  }

  /** The entry that {@code header} and what came before it describe. */
  TreeEntry entry(TarHeader header) throws FaultException {
    byte[] name = override("path", GNU_NAME, header.name());
    TreePath path = path(name);
    Kind kind = kind(header, name);
    if (path.isRoot() && !(kind instanceof Kind.Directory)) {
      throw TarFault.corrupt("an entry that is no directory names the root");
    }
    byte[] mtime = value("mtime");
    PaxTime time = mtime.length == 0 ? new PaxTime(header.mtime(), 0) : PaxTime.parse(mtime);
    TreeEntry.Attributes attributes =
        new TreeEntry.Attributes(
            header.mode(),
            (int) number("uid", header.uid(), TarHeader.MAX_ID),
            (int) number("gid", header.gid(), TarHeader.MAX_ID),
            time.seconds(),
            time.nanos(),
            ExtendedAttributes.of(local));
    local.clear();
    return new TreeEntry(path, kind, attributes);
  }

  private Kind kind(TarHeader header, byte[] name) throws FaultException {
    long size = number("size", header.size(), TarHeader.MAX_SIZE);
    // v7 has no type for directories.
    boolean slash = name[name.length - 1] == '/';
    Kind kind =
        switch (header.type()) {
          case 0, '0', '7' -> slash ? new Kind.Directory() : new Kind.Regular(size);
          case '1' -> new Kind.HardLink(path(linkTarget(header)));
          case '2' -> new Kind.Symlink(linkTarget(header));
          case '3' -> new Kind.Special(NodeType.CHARACTER_DEVICE, header.major(), header.minor());
          case '4' -> new Kind.Special(NodeType.BLOCK_DEVICE, header.major(), header.minor());
          case '5' -> new Kind.Directory();
          case '6' -> new Kind.Special(NodeType.FIFO, 0, 0);
          case 'S' -> throw sparse();
          default -> throw unsupportedType(header.type());
        };
    // Readers disagree on whether content follows; there is no right guess.
    if (size != 0 && !(kind instanceof Kind.Regular)) {
      throw TarFault.corrupt("an entry that is no regular file has a size of " + size + " bytes");
    }
    return kind;
  }

  private byte[] linkTarget(TarHeader header) throws FaultException {
    byte[] target = override("linkpath", GNU_LINK, header.linkTarget());
    if (target.length == 0) {
      throw TarFault.corrupt("a link has no target");
    }
    for (byte b : target) {
      if (b == 0) {
        throw TarFault.corrupt("a link's target has a NUL byte");
      }
    }
    return target;
  }

  private static TreePath path(byte[] name) throws FaultException {
    if (name.length == 0) {
      throw TarFault.corrupt("an entry has no name");
    }
    try {
      return TreePath.of(name);
    } catch (IllegalArgumentException e) {
      throw TarFault.corrupt(String.valueOf(e.getMessage()));
    }
  }

  private byte[] override(String keyword, String gnu, byte[] own) {
    byte[] pax = value(keyword);
    return pax.length > 0 ? pax : local.getOrDefault(gnu, own);
  }

  /** The bytes of a record; an empty value takes back a global one. */
  private byte[] value(String keyword) {
    byte[] value = local.get(keyword);
    return value != null ? value : global.getOrDefault(keyword, new byte[0]);
  }

  private long number(String keyword, long own, long max) throws FaultException {
    byte[] value = value(keyword);
    if (value.length == 0) {
      return own;
    }
    String digits = new String(value, StandardCharsets.ISO_8859_1);
    if (!digits.matches("[0-9]{1,18}")) {
      throw TarFault.corrupt(keyword + " in an extended header is not a number in range");
    }
    return TarNumber.checked(Long.parseLong(digits), keyword, max);
  }

  private static FaultException sparse() {
    return TarFault.unsupported(
        "it holds a sparse file, which is not supported",
        "make the archive without tar's option --sparse");
  }

  private static FaultException unsupportedType(byte type) {
    return TarFault.unsupported(
        String.format("entries of type 0x%02x are not supported", type),
        "make the archive with tar --format=pax");
  }

  /**
   * A time of the form {@code -?digits[.digits]}; what is beyond nanoseconds is cut towards the
   * past.
   */
  private record PaxTime(long seconds, int nanos) {
    static PaxTime parse(byte[] value) throws FaultException {
      String text = new String(value, StandardCharsets.ISO_8859_1);
      if (!text.matches("-?[0-9]{1,18}(\\.[0-9]*)?")) {
        throw TarFault.corrupt("mtime in an extended header is not a time");
      }
      int point = text.indexOf('.');
      long seconds = Long.parseLong(point < 0 ? text : text.substring(0, point));
      String fraction =
          ((point < 0 ? "" : text.substring(point + 1)) + "000000000").substring(0, 9);
      int nanos = Integer.parseInt(fraction);
      if (text.startsWith("-") && nanos > 0) {
        return new PaxTime(seconds - 1, (int) (NANOS - nanos));
      }
      return new PaxTime(seconds, nanos);
    }
  }
}
