package org.cmimage.endtoend.truth.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.cmimage.endtoend.trial.ListedTree;
import org.cmimage.endtoend.trial.TreeListing;

/**
 * What is kept of a tree that took long to make: its listing, and the content of files that no
 * package brought as they are.
 */
public final class KeptTree implements ListedTree {
  private static final int LONGEST_TEXT_KEPT = 1 << 20;

  private final Path directory;
  private final TreeListing listing;
  private final Properties facts;

  private KeptTree(Path directory, TreeListing listing, Properties facts) {
    this.directory = directory;
    this.listing = listing;
    this.facts = facts;
  }

  /** Returns what is kept in a directory; empty where nothing is, or not all. */
  public static Optional<KeptTree> find(Path directory) throws IOException {
    Path file = directory.resolve("facts.properties");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties facts = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      facts.load(in);
    }
    TreeListing listing = TreeListing.read(directory.resolve("listing.gz"));
    return Optional.of(new KeptTree(directory, listing, facts));
  }

  /**
   * Keeps a tree.
   *
   * @param begin when the making of it began
   * @param facts whatever else is to be known of it
   */
  public static KeptTree keep(
      ListedTree tree, Path directory, Instant begin, Map<String, String> facts)
      throws IOException {
    Files.createDirectories(directory.resolve("texts"));
    tree.listing().write(directory.resolve("listing.gz"));
    for (Map.Entry<String, TreeListing.Node> entry : tree.listing().nodes().entrySet()) {
      TreeListing.Node node = entry.getValue();
      if (node.type().equals("f") && node.changed() >= begin.getEpochSecond()) {
        Optional<String> text = tree.text(entry.getKey());
        if (text.isPresent() && text.get().length() <= LONGEST_TEXT_KEPT) {
          Files.writeString(
              directory.resolve("texts").resolve(node.digest()),
              text.get(),
              StandardCharsets.ISO_8859_1);
        }
      }
    }
    Properties all = new Properties();
    all.putAll(facts);
    all.setProperty("begin", Long.toString(begin.getEpochSecond()));
    Path unfinished = directory.resolve("facts.new");
    try (var out = Files.newBufferedWriter(unfinished)) {
      all.store(out, null);
    }
    Files.move(unfinished, directory.resolve("facts.properties"), StandardCopyOption.ATOMIC_MOVE);
    return new KeptTree(directory, tree.listing(), all);
  }

  /** Returns when the making of the tree began. */
  public Instant begin() {
    return Instant.ofEpochSecond(Long.parseLong(fact("begin")));
  }

  /** Returns what was noted of the tree under a name. */
  public String fact(String name) {
    return facts.getProperty(name, "");
  }

  @Override
  public TreeListing listing() {
    return listing;
  }

  @Override
  public Optional<String> text(String path) throws IOException {
    Path file = directory.resolve("texts").resolve(listing.nodes().get(path).digest());
    return Files.exists(file)
        ? Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1))
        : Optional.empty();
  }
}
