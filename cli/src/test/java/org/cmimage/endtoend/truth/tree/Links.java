package org.cmimage.endtoend.truth.tree;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.cmimage.endtoend.trial.TreeListing;

/** Follows symbolic links in a listing, as a program would whose root directory the tree is. */
final class Links {
  private static final int MOST_LINKS = 40;
  private static final ImmutableList<String> MOUNTED =
      ImmutableList.of("dev/", "proc/", "run/", "sys/");
  private static final Splitter NAMES = Splitter.on('/').omitEmptyStrings();

  private final Map<String, TreeListing.Node> nodes;

  Links(TreeListing listing) {
    this.nodes = listing.nodes();
  }

  /**
   * Returns the path of the node that a path leads to, without links; empty where it leads nowhere.
   */
  Optional<String> resolve(String path) {
    Deque<String> rest = new ArrayDeque<>(NAMES.splitToList(path));
    String at = "";
    int links = 0;
    while (!rest.isEmpty()) {
      String name = rest.pop();
      if (name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        at = parent(at);
        continue;
      }
      String next = at.isEmpty() ? name : at + "/" + name;
      TreeListing.Node node = nodes.get(next);
      if (node == null) {
        return isMounted(next) ? Optional.of(next) : Optional.empty();
      }
      if (!node.type().equals("l")) {
        at = next;
      } else if (++links > MOST_LINKS) {
        return Optional.empty();
      } else {
        at = node.target().startsWith("/") ? "" : at;
        push(rest, node.target());
      }
    }
    return Optional.of(at);
  }

  /** Returns the path of a node itself, which may be a link, without links in its directories. */
  Optional<String> resolveParent(String path) {
    String relative = path.replaceFirst("^/+", "");
    String name = relative.substring(relative.lastIndexOf('/') + 1);
    return resolve(parent(relative)).map(at -> at.isEmpty() ? name : at + "/" + name);
  }

  /** Whether a path is where there is something only while the system runs. */
  private static boolean isMounted(String path) {
    return MOUNTED.stream().anyMatch(path::startsWith);
  }

  private static void push(Deque<String> rest, String target) {
    Deque<String> reversed = new ArrayDeque<>();
    NAMES.split(target).forEach(reversed::push);
    reversed.forEach(rest::push);
  }

  private static String parent(String path) {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
  }
}
