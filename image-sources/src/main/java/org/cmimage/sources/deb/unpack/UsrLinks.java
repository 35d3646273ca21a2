package org.cmimage.sources.deb.unpack;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;

/** The links of a merged {@code /usr}, and their effect on paths. */
final class UsrLinks {
  private static final TreePath USR = TreePath.of("usr");

  private final List<String> names;
  private final Set<TreePath> links;

  UsrLinks(List<String> names) {
    this.names = names;
    this.links = names.stream().map(TreePath::of).collect(ImmutableSet.toImmutableSet());
  }

  /** Makes the links and the directories that they point to. */
  void make(EntrySink sink, long time) throws IOException {
    put(sink, USR, new Kind.Directory(), 0755, time);
    for (String name : names) {
      TreePath target = USR.resolve(name);
      put(sink, target, new Kind.Directory(), 0755, time);
      byte[] text = target.toString().substring(1).getBytes(StandardCharsets.UTF_8);
      put(sink, TreePath.of(name), new Kind.Symlink(text), 0777, time);
    }
  }

  private static void put(EntrySink sink, TreePath path, Kind kind, int mode, long time)
      throws IOException {
    TreeEntry.Attributes attributes = new TreeEntry.Attributes(mode, 0, 0, time, 0, Map.of());
    sink.accept(new TreeEntry(path, kind, attributes), InputStream.nullInputStream());
  }

  /** Returns the canonical path of an entry: {@code usr/bin/x} for {@code bin/x}. */
  TreePath canonical(TreePath path) {
    List<byte[]> components = path.components();
    if (components.size() < 2 || !links.contains(TreePath.of(components.get(0)))) {
      return path;
    }
    TreePath canonical = USR;
    for (byte[] component : components) {
      canonical = canonical.resolve(component);
    }
    return canonical;
  }

  /**
   * Returns whether an entry is a link for a split {@code /usr}, such as {@code usr/bin/which} to
   * {@code /bin/which}: here it points to itself.
   */
  boolean namesItself(TreeEntry entry) {
    if (!(entry.kind() instanceof Kind.Symlink link)) {
      return false;
    }
    TreePath path = canonical(entry.path());
    Deque<byte[]> resolved = new ArrayDeque<>();
    if (link.target()[0] != '/') {
      path.parent().components().forEach(resolved::addLast);
    }
    for (String component : new String(link.target(), StandardCharsets.ISO_8859_1).split("/")) {
      if (component.equals("..")) {
        resolved.pollLast();
      } else if (!component.isEmpty() && !component.equals(".")) {
        resolved.addLast(component.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    TreePath target = TreePath.ROOT;
    for (byte[] component : resolved) {
      target = target.isRoot() ? TreePath.of(component) : target.resolve(component);
    }
    return canonical(target).equals(path);
  }
}
