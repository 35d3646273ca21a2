package org.cmimage.sources.squashfs;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.ExpandedContent;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;

/**
 * A tree as text, a line for each path, independent of its source: each name of a file has its
 * attributes and all its names. Times without fractions, content in readable form.
 */
public final class EntryDump implements EntrySink {
  private final Map<String, String> lines = new TreeMap<>();
  private final Map<String, TreeSet<String>> names = new TreeMap<>();
  private final Map<String, String> first = new TreeMap<>();

  @Override
  public void accept(TreeEntry entry, InputStream content) throws IOException {
    String path = entry.path().toString();
    if (entry.kind() instanceof Kind.HardLink link) {
      String target = link.target().toString();
      if (!lines.containsKey(target)) {
        throw new IOException(path + " is a link to " + target + ", which did not come before");
      }
      first.put(path, target);
      names.get(target).add(path);
      return;
    }
    first.put(path, path);
    names.put(path, new TreeSet<>(List.of(path)));
    lines.put(path, line(entry, content));
  }

  /** Returns the lines by path. */
  public Map<String, String> lines() {
    Map<String, String> all = new TreeMap<>();
    first.forEach(
        (path, target) -> {
          TreeSet<String> group = names.get(target);
          all.put(path, lines.get(target) + (group.size() > 1 ? " names " + group : ""));
        });
    return all;
  }

  private static String line(TreeEntry entry, InputStream content) throws IOException {
    TreeEntry.Attributes attributes = entry.attributes();
    StringBuilder line =
        new StringBuilder(
            String.format(
                "%04o %d:%d %d %s",
                attributes.mode(),
                Integer.toUnsignedLong(attributes.uid()),
                Integer.toUnsignedLong(attributes.gid()),
                attributes.mtimeSeconds(),
                kind(entry.kind(), content)));
    new TreeMap<>(attributes.xattrs())
        .forEach((name, value) -> line.append(' ').append(name).append('=').append(shown(value)));
    return line.toString();
  }

  private static String shown(byte[] value) {
    String hex = HexFormat.of().formatHex(value);
    return value.length > 32 ? value.length + ":" + Hashing.sha256().hashBytes(value) : hex;
  }

  /** Returns the differences, for assertions: empty if there are none. */
  public static List<String> differences(Map<String, String> found, Map<String, String> expected) {
    List<String> differences = new ArrayList<>();
    Set<String> paths = new TreeSet<>(expected.keySet());
    paths.addAll(found.keySet());
    for (String path : paths) {
      if (!Objects.equals(found.get(path), expected.get(path))) {
        differences.add(path + ": expected " + expected.get(path) + ", found " + found.get(path));
      }
    }
    return differences;
  }

  private static String kind(Kind kind, InputStream content) throws IOException {
    if (kind instanceof Kind.Regular file) {
      var hasher = Hashing.sha256().newHasher();
      byte[] buffer = new byte[1 << 16];
      InputStream whole = ExpandedContent.of(file, content);
      long size = 0;
      for (int n = whole.read(buffer, 0, buffer.length);
          n >= 0;
          n = whole.read(buffer, 0, buffer.length)) {
        hasher.putBytes(buffer, 0, n);
        size += n;
      }
      if (size != file.size()) {
        throw new IOException("expected " + file.size() + " bytes, found " + size);
      }
      return "file " + size + " " + hasher.hash().toString().substring(0, 16);
    } else if (kind instanceof Kind.Symlink link) {
      return "link " + TreePath.printable(link.target());
    } else if (kind instanceof Kind.Special node) {
      return node.type() + " " + node.major() + ":" + node.minor();
    }
    return "directory";
  }
}
