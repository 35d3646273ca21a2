package org.cmimage.sources.tar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;

/**
 * The headers before an entry's own one, which override it: PAX records for all following entries
 * ({@code g}) and for this one ({@code x}), GNU's long name and link ({@code L}, {@code K}).
 */
final class ExtendedHeaders {
  private static final String GNU_NAME = "L";
  private static final String GNU_LINK = "K";
  private static final String REAL_SIZE = "SCHILY.realsize";
  private static final long NANOS = 1_000_000_000L;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern TIME = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]*)?");

  /** The limit of all extended headers of an entry in bytes. */
  static final int LIMIT = 4 << 20;

  /** Far above the kernel's limit, so that the writer of the entry can report its name. */
  private static final int NAME_LIMIT = 64 * 1024;

  private final AccountNames names;
  private final Map<String, byte[]> global = new HashMap<>();
  private final Map<String, byte[]> local = new HashMap<>();
  private Optional<SparseRecords> sparse = Optional.empty();
  private boolean pending;
  private long bytes;

  ExtendedHeaders(AccountNames names) {
    this.names = names;
  }

  /** Returns whether the next header must be that of an entry. */
  boolean pending() {
    return pending;
  }

  /** Adds the records of a {@code g} header. */
  void addGlobal(byte[] content) throws FaultException {
    PaxRecords.parse(
        content,
        (keyword, value) -> {
          switch (keyword) {
            case "uid", "gid", "mtime", "uname", "gname" -> global.put(keyword, value);
            case "path", "linkpath", "size" -> throw global(keyword);
            case "GNU.volume.filename", "GNU.volume.size", "GNU.volume.offset" ->
                throw TarFault.manyVolumes();
            default -> {
              if (ExtendedAttributes.isKeyword(keyword) || SparseRecords.isKeyword(keyword)) {
                throw global(keyword);
              }
            }
          }
        });
  }

  private static FaultException global(String keyword) {
    return TarFault.corrupt("a global header sets the " + keyword + " of every entry");
  }

  /** Adds the records of an {@code x} header. */
  void addLocal(byte[] content) throws FaultException {
    announce(content);
    PaxRecords.parse(
        content,
        (keyword, value) -> {
          if (SparseRecords.isKeyword(keyword)) {
            SparseRecords records = sparse.orElseGet(SparseRecords::new);
            sparse = Optional.of(records);
            records.add(keyword, value);
          } else if (ExtendedAttributes.isKeyword(keyword)) {
            local.put(keyword, value);
          } else {
            addLocal(keyword, value);
          }
        });
  }

  private void addLocal(String keyword, byte[] value) throws FaultException {
    switch (keyword) {
      case "path", "linkpath" -> local.put(keyword, nameInBounds(value));
      case "size", "uid", "gid", "mtime", "uname", "gname", REAL_SIZE -> local.put(keyword, value);
      case "SCHILY.acl.ace" ->
          throw TarFault.unsupported(
              "an NFSv4 access control list is not supported", "make the archive without ACLs");
      default -> {
        // such as atime, ctime and comment, which are not used
      }
    }
  }

  /** Adds the content of an {@code L} or {@code K} header. */
  void addGnu(byte type, byte[] content) throws FaultException {
    announce(content);
    byte[] name = nameInBounds(TarHeader.text(content, 0, content.length));
    if (local.put(type == 'L' ? GNU_NAME : GNU_LINK, name) != null) {
      throw TarFault.corrupt("an entry has two long names");
    }
  }

  private void announce(byte[] content) throws FaultException {
    pending = true;
    bytes += content.length;
    if (bytes > LIMIT) {
      throw TarFault.corrupt("the extended headers of an entry have more than " + LIMIT + " bytes");
    }
  }

  private static byte[] nameInBounds(byte[] name) throws FaultException {
    if (name.length > NAME_LIMIT) {
      throw TarFault.corrupt(
          "a name has " + name.length + " bytes; expected at most " + NAME_LIMIT);
    }
    return name;
  }

  /** Returns the owner names of the entry that {@code block} and its extended headers describe. */
  OwnerNames owner(byte[] block) {
    return new OwnerNames(
        ownerName("uname", TarHeader.user(block)), ownerName("gname", TarHeader.group(block)));
  }

  private String ownerName(String keyword, byte[] own) {
    byte[] name = value(keyword);
    return TreePath.printable(name.length > 0 ? name : own);
  }

  /**
   * Returns the entry that a header and its extended headers describe.
   *
   * @param block the header
   * @param in positioned after it; left at the entry's content
   */
  TreeEntry entry(byte[] block, TarHeader header, InputStream in) throws IOException {
    byte[] name =
        sparse.flatMap(SparseRecords::name).orElse(override("path", GNU_NAME, header.name()));
    TreePath path = path(name);
    Kind kind = kind(block, header, name, in);
    if (path.isRoot() && !(kind instanceof Kind.Directory)) {
      throw TarFault.corrupt("an entry that is not a directory names the root");
    }
    names.learn(block, header);
    byte[] mtime = value("mtime");
    PaxTime time = mtime.length == 0 ? new PaxTime(header.mtime(), 0) : PaxTime.parse(mtime);
    TreeEntry.Attributes attributes =
        new TreeEntry.Attributes(
            header.mode(),
            (int) number("uid", header.uid(), TarHeader.MAX_ID),
            (int) number("gid", header.gid(), TarHeader.MAX_ID),
            time.seconds(),
            time.nanos(),
            ExtendedAttributes.of(local, names));
    local.clear();
    sparse = Optional.empty();
    pending = false;
    bytes = 0;
    return new TreeEntry(path, kind, attributes);
  }

  /** Returns the number of bytes of content that the archive stores for the entry. */
  private long stored(TarHeader header) throws FaultException {
    return number("size", header.size(), TarHeader.MAX_SIZE);
  }

  /** Returns the size of a sparse file that is too large for its header, as star writes it. */
  private Optional<Long> realSize() throws FaultException {
    return value(REAL_SIZE).length == 0
        ? Optional.empty()
        : Optional.of(number(REAL_SIZE, 0, TarHeader.MAX_SIZE));
  }

  private Kind kind(byte[] block, TarHeader header, byte[] name, InputStream in)
      throws IOException {
    long size = stored(header);
    // v7 has no type for directories.
    boolean slash = name.length > 0 && name[name.length - 1] == '/';
    Kind kind =
        switch (header.type()) {
          case 0, '0', '7' ->
              sparse.isPresent()
                  ? sparse.get().file(in, size)
                  : slash ? new Kind.Directory() : new Kind.Regular(size);
          case 'S' -> SparseMap.readOld(block, in, size, realSize());
          case '1' -> new Kind.HardLink(path(linkTarget(header)));
          case '2' -> new Kind.Symlink(linkTarget(header));
          case '3' -> new Kind.Special(NodeType.CHARACTER_DEVICE, header.major(), header.minor());
          case '4' -> new Kind.Special(NodeType.BLOCK_DEVICE, header.major(), header.minor());
          case '5' -> new Kind.Directory();
          case '6' -> new Kind.Special(NodeType.FIFO, 0, 0);
          case 'D' -> dumpedDirectory(in, size);
          default -> throw TarFault.unsupportedType(header.type());
        };
    boolean file = kind instanceof Kind.Regular;
    if (sparse.isPresent() && (!file || header.type() == 'S')) {
      throw TarFault.corrupt("the map of a sparse file is wrong: it belongs to no file");
    }
    return kind;
  }

  /**
   * Skips the list of files in a directory of a GNU incremental archive, which is not used, and
   * returns the kind.
   */
  private static Kind dumpedDirectory(InputStream in, long size) throws IOException {
    EntryContent list = new EntryContent(in, size);
    list.skipRest();
    list.skipPadding();
    return new Kind.Directory();
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
      throw TarFault.unsupported(
          String.valueOf(e.getMessage()),
          "tar does not extract it either; make the archive inside the tree: tar -C DIRECTORY -c"
              + " .");
    }
  }

  private byte[] override(String keyword, String gnu, byte[] own) {
    byte[] pax = value(keyword);
    return pax.length > 0 ? pax : local.getOrDefault(gnu, own);
  }

  /** Returns the bytes of a record; an empty value cancels a global one. */
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
    if (!NUMBER.matcher(digits).matches()) {
      throw TarFault.corrupt(keyword + " in an extended header is not a number in range");
    }
    return TarNumber.checked(Long.parseLong(digits), keyword, max);
  }

  /** A time of the form {@code -?digits[.digits]}; fractions of a nanosecond are rounded down. */
  private record PaxTime(long seconds, int nanos) {
    static PaxTime parse(byte[] value) throws FaultException {
      String text = new String(value, StandardCharsets.ISO_8859_1);
      if (!TIME.matcher(text).matches()) {
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
