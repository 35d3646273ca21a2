package org.cmimage.endtoend.trial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is in a tree, on disk or kept of one that was there. */
public interface ListedTree {
  /** What is longer than this many bytes is no text to look into. */
  int LONGEST_TEXT = 8 << 20;

  /** Returns the nodes. */
  TreeListing listing();

  /**
   * Returns a file's content as ISO 8859-1; empty where it is long, or was not kept.
   *
   * @param path as in the listing
   */
  Optional<String> text(String path) throws IOException;

  /** Lists a tree on disk, which must stay there. */
  static ListedTree of(Path tree) throws IOException, InterruptedException {
    TreeListing listing = TreeListing.of(tree);
    return new ListedTree() {
      @Override
      public TreeListing listing() {
        return listing;
      }

      @Override
      public Optional<String> text(String path) throws IOException {
        byte[] name = path.getBytes(StandardCharsets.ISO_8859_1);
        Path file = tree.resolve(new String(name, StandardCharsets.UTF_8));
        return Files.size(file) > LONGEST_TEXT
            ? Optional.empty()
            : Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    };
  }

  /** Returns both trees as one, with {@code prefix} before the paths of the other. */
  default ListedTree with(String prefix, ListedTree other) {
    SortedMap<String, TreeListing.Node> nodes = new TreeMap<>(listing().nodes());
    other.listing().nodes().forEach((path, node) -> nodes.put(prefix + path, node));
    TreeListing all = new TreeListing(nodes);
    ListedTree self = this;
    return new ListedTree() {
      @Override
      public TreeListing listing() {
        return all;
      }

      @Override
      public Optional<String> text(String path) throws IOException {
        return path.startsWith(prefix)
            ? other.text(path.substring(prefix.length()))
            : self.text(path);
      }
    };
  }
}
