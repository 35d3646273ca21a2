package org.cmimage.core.scrub;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/**
 * A pattern of paths as {@link ScrubRule} describes it. Names are matched byte by byte. No link is
 * followed, not even in the middle of a path, so that a tree cannot redirect a rule to other files.
 */
record PathPattern(List<String> components) {
  private static final String ANY_DEPTH = "**";

  /** The depth limit of the search: no directory of the rules is that deep. */
  private static final int MAX_DEPTH = 64;

  static PathPattern of(String pattern) {
    return new PathPattern(Splitter.on('/').splitToList(pattern));
  }

  /** Returns the matching paths, each once. */
  List<TreePath> find(Rootfs tree) throws IOException {
    List<TreePath> found = new ArrayList<>();
    search(tree, TreePath.ROOT, 0, found);
    return found;
  }

  private void search(Rootfs tree, TreePath directory, int at, List<TreePath> found)
      throws IOException {
    String component = components.get(at);
    if (component.equals(ANY_DEPTH)) {
      search(tree, directory, at + 1, found);
      for (TreePath child : tree.list(directory)) {
        if (child.components().size() < MAX_DEPTH && isDirectory(tree, child)) {
          search(tree, child, at, found);
        }
      }
      return;
    }
    for (TreePath child : candidates(tree, directory, component)) {
      if (at == components.size() - 1) {
        found.add(child);
      } else if (isDirectory(tree, child)) {
        search(tree, child, at + 1, found);
      }
    }
  }

  private static List<TreePath> candidates(Rootfs tree, TreePath directory, String component)
      throws IOException {
    if (component.indexOf('*') < 0) {
      TreePath child = directory.resolve(component);
      return tree.status(child).isPresent() ? List.of(child) : List.of();
    }
    Pattern name =
        Pattern.compile(
            Splitter.on('*')
                .splitToStream(component)
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")),
            Pattern.DOTALL);
    List<TreePath> matching = new ArrayList<>();
    for (TreePath child : tree.list(directory)) {
      if (name.matcher(new String(child.name(), StandardCharsets.ISO_8859_1)).matches()) {
        matching.add(child);
      }
    }
    return matching;
  }

  /** Returns whether a path is a directory itself, not a link to one. */
  static boolean isDirectory(Rootfs tree, TreePath path) throws IOException {
    return path.isRoot()
        || tree.status(path).filter(s -> s.type() == NodeType.DIRECTORY).isPresent();
  }
}
