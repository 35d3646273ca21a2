package org.cmimage.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Serial;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cmimage.cli.render.Json;
import org.cmimage.core.codec.Digests;
import org.cmimage.core.tree.ExpandedContent;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Extent;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.tar.NamedEntrySink;
import org.cmimage.sources.tar.OwnerNames;

/**
 * Prints the entries of an archive, a line each: as text in the manner of {@code tar -tv}, or as a
 * JSON object, whose keys {@code docs/JSON.md} lists.
 */
public final class EntryListing implements NamedEntrySink {
  /** To digest that many zeros takes a few seconds. */
  private static final long HOLES_LIMIT = 4L << 30;

  private static final int CHECKED_EVERY = 500;

  private final PrintWriter out;
  private final boolean json;
  private final byte[] buffer = new byte[1 << 16];
  private long count;

  /** Makes a listing, as lines or as JSON. */
  public EntryListing(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /** Thrown where the other end of standard output was closed. */
  public static final class NobodyReads extends IOException {
    @Serial private static final long serialVersionUID = 1;
  }

  @Override
  public void accept(TreeEntry entry, OwnerNames names, InputStream content) throws IOException {
    if (++count % CHECKED_EVERY == 0 && out.checkError()) {
      throw new NobodyReads();
    }
    out.println(json ? Json.line(toMap(entry, names, content)) : text(entry, names));
  }

  private Map<String, Object> toMap(TreeEntry entry, OwnerNames names, InputStream content)
      throws IOException {
    TreeEntry.Attributes attributes = entry.attributes();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("path", entry.path().toString());
    map.put("type", word(entry.kind()));
    map.put("mode", String.format("%04o", attributes.mode()));
    map.put("uid", Integer.toUnsignedLong(attributes.uid()));
    map.put("gid", Integer.toUnsignedLong(attributes.gid()));
    if (!names.user().isEmpty()) {
      map.put("user", names.user());
    }
    if (!names.group().isEmpty()) {
      map.put("group", names.group());
    }
    map.put("mtime", time(attributes));
    addKind(map, entry.kind(), content);
    if (!attributes.xattrs().isEmpty()) {
      Map<String, Object> xattrs = new LinkedHashMap<>();
      new TreeMap<>(attributes.xattrs())
          .forEach((name, value) -> xattrs.put(name, Base64.getEncoder().encodeToString(value)));
      map.put("xattrs", xattrs);
    }
    return map;
  }

  private void addKind(Map<String, Object> map, Kind kind, InputStream content) throws IOException {
    kind.accept(new Members(map, content));
  }

  private static Map<String, Object> toMap(Extent part) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("offset_bytes", part.offset());
    map.put("length_bytes", part.length());
    return map;
  }

  /**
   * Returns the digest of the whole file, holes as zeros; empty where they are too large to be
   * digested.
   */
  private Optional<String> sha256(Kind.Regular file, InputStream content) throws IOException {
    if (file.size() - file.contentSize() > HOLES_LIMIT) {
      return Optional.empty();
    }
    MessageDigest digest = Digests.newSha256();
    InputStream whole = ExpandedContent.of(file, content);
    int length;
    while ((length = whole.read(buffer, 0, buffer.length)) >= 0) {
      digest.update(buffer, 0, length);
    }
    return Optional.of(HexFormat.of().formatHex(digest.digest()));
  }

  private static BigDecimal seconds(TreeEntry.Attributes attributes) {
    return BigDecimal.valueOf(attributes.mtimeSeconds())
        .add(BigDecimal.valueOf(attributes.mtimeNanos(), 9));
  }

  private static String text(TreeEntry entry, OwnerNames names) {
    TreeEntry.Attributes attributes = entry.attributes();
    Kind kind = entry.kind();
    SizeAndTarget shown = kind.accept(new Columns());
    String owner =
        name(names.user(), attributes.uid()) + "/" + name(names.group(), attributes.gid());
    return String.format(
        "%c%s %-17s %11s %s %s%s",
        letter(kind),
        permissions(attributes.mode()),
        owner,
        shown.size(),
        time(attributes),
        entry.path(),
        shown.target());
  }

  private static String name(String name, int id) {
    return name.isEmpty() ? Integer.toUnsignedString(id) : name;
  }

  private static String time(TreeEntry.Attributes attributes) {
    try {
      return Instant.ofEpochSecond(attributes.mtimeSeconds(), attributes.mtimeNanos()).toString();
    } catch (DateTimeException e) {
      return seconds(attributes).toPlainString(); // a billion years away
    }
  }

  private static String permissions(int mode) {
    char[] text = "rwxrwxrwx".toCharArray();
    for (int i = 0; i < text.length; i++) {
      text[i] = (mode & 0400 >> i) == 0 ? '-' : text[i];
    }
    for (int i = 0; i < 3; i++) {
      if ((mode & 04000 >> i) != 0) {
        boolean runs = text[3 * i + 2] == 'x';
        text[3 * i + 2] = i == 2 ? runs ? 't' : 'T' : runs ? 's' : 'S';
      }
    }
    return new String(text);
  }

  private static boolean isDevice(Kind.Special node) {
    return switch (node.type()) {
      case CHARACTER_DEVICE, BLOCK_DEVICE -> true;
      case FIFO, SOCKET, REGULAR, DIRECTORY, SYMLINK -> false;
    };
  }

  private static char letter(Kind kind) {
    return switch (word(kind)) {
      case "directory" -> 'd';
      case "symlink" -> 'l';
      case "hardlink" -> 'h';
      case "character_device" -> 'c';
      case "block_device" -> 'b';
      case "fifo" -> 'p';
      case "socket" -> 's';
      default -> '-';
    };
  }

  private static String word(Kind kind) {
    return kind.accept(new Words());
  }

  private static final class Words implements Kind.Handler<String, RuntimeException> {
    @Override
    public String regular(Kind.Regular kind) {
      return "file";
    }

    @Override
    public String directory(Kind.Directory kind) {
      return "directory";
    }

    @Override
    public String symlink(Kind.Symlink kind) {
      return "symlink";
    }

    @Override
    public String hardLink(Kind.HardLink kind) {
      return "hardlink";
    }

    @Override
    public String special(Kind.Special kind) {
      return switch (kind.type()) {
        case CHARACTER_DEVICE -> "character_device";
        case BLOCK_DEVICE -> "block_device";
        case FIFO -> "fifo";
        case SOCKET -> "socket";
        case REGULAR, DIRECTORY, SYMLINK -> throw new IllegalStateException(kind.toString());
      };
    }
  }

  private record SizeAndTarget(String size, String target) {}

  private static final class Columns implements Kind.Handler<SizeAndTarget, RuntimeException> {
    @Override
    public SizeAndTarget regular(Kind.Regular kind) {
      return new SizeAndTarget(String.valueOf(kind.size()), "");
    }

    @Override
    public SizeAndTarget directory(Kind.Directory kind) {
      return new SizeAndTarget("0", "");
    }

    @Override
    public SizeAndTarget symlink(Kind.Symlink kind) {
      return new SizeAndTarget("0", " -> " + TreePath.printable(kind.target()));
    }

    @Override
    public SizeAndTarget hardLink(Kind.HardLink kind) {
      return new SizeAndTarget("0", " link to " + kind.target());
    }

    @Override
    public SizeAndTarget special(Kind.Special kind) {
      return new SizeAndTarget(isDevice(kind) ? kind.major() + "," + kind.minor() : "0", "");
    }
  }

  /** Adds the members of a JSON object that only entries of one kind have. */
  private final class Members implements Kind.Handler<Map<String, Object>, IOException> {
    private final Map<String, Object> map;
    private final InputStream content;

    Members(Map<String, Object> map, InputStream content) {
      this.map = map;
      this.content = content;
    }

    @Override
    public Map<String, Object> regular(Kind.Regular kind) throws IOException {
      map.put("size_bytes", kind.size());
      if (kind.isSparse()) {
        map.put("sparse", kind.data().stream().map(EntryListing::toMap).toList());
      }
      sha256(kind, content).ifPresent(hex -> map.put("sha256", hex));
      return map;
    }

    @Override
    public Map<String, Object> directory(Kind.Directory kind) {
      return map;
    }

    @Override
    public Map<String, Object> symlink(Kind.Symlink kind) {
      map.put("target", TreePath.printable(kind.target()));
      return map;
    }

    @Override
    public Map<String, Object> hardLink(Kind.HardLink kind) {
      map.put("target", kind.target().toString());
      return map;
    }

    @Override
    public Map<String, Object> special(Kind.Special kind) {
      if (isDevice(kind)) {
        map.put("major", kind.major());
        map.put("minor", kind.minor());
      }
      return map;
    }
  }
}
