package org.cmimage.sources.tar;

import com.google.common.hash.Hashing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cmimage.core.tree.ExpandedContent;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;

/** A reader's result for an archive, one line for each entry. */
public final class TarDump {
  private TarDump() {}

  static List<String> of(byte[] archive) throws IOException {
    return of(new ByteArrayInputStream(archive));
  }

  public static List<String> of(InputStream archive) throws IOException {
    List<String> lines = new ArrayList<>();
    TarReader.read(archive, (entry, content) -> lines.add(line(entry, content)));
    return lines;
  }

  private static byte[] whole(TreeEntry entry, InputStream content) throws IOException {
    // a hole may be as large as a disk
    return entry.kind() instanceof Kind.Regular file && file.size() < 1 << 20
        ? ExpandedContent.of(file, content).readAllBytes()
        : content.readAllBytes();
  }

  /** Returns the line of one entry of an archive, in any format. */
  public static String line(TreeEntry entry, InputStream content) throws IOException {
    return line(entry, whole(entry, content));
  }

  private static String line(TreeEntry entry, byte[] content) {
    TreeEntry.Attributes attributes = entry.attributes();
    Kind kind = entry.kind();
    String text;
    if (kind instanceof Kind.Regular regular) {
      text = "file " + regular.size() + " " + hash(content) + data(regular);
    } else if (kind instanceof Kind.Directory) {
      text = "directory";
    } else if (kind instanceof Kind.Symlink link) {
      text = "link " + new String(link.target(), StandardCharsets.ISO_8859_1);
    } else if (kind instanceof Kind.HardLink link) {
      text = "hardlink " + link.target();
    } else {
      Kind.Special node = (Kind.Special) kind;
      text = node.type() + " " + node.major() + ":" + node.minor();
    }
    StringBuilder line =
        new StringBuilder(
            String.format(
                "%s %04o %d:%d %d.%09d %s",
                entry.path(),
                attributes.mode(),
                Integer.toUnsignedLong(attributes.uid()),
                Integer.toUnsignedLong(attributes.gid()),
                attributes.mtimeSeconds(),
                attributes.mtimeNanos(),
                text));
    Map<String, byte[]> sorted = new TreeMap<>(attributes.xattrs());
    sorted.forEach(
        (name, value) ->
            line.append(' ').append(name).append('=').append(HexFormat.of().formatHex(value)));
    return line.toString();
  }

  private static String data(Kind.Regular file) {
    StringBuilder text = new StringBuilder();
    file.data().forEach(extent -> text.append(" @" + extent.offset() + "+" + extent.length()));
    return text.toString();
  }

  static String hash(byte[] content) {
    return Hashing.sha256().hashBytes(content).toString().substring(0, 8);
  }
}
