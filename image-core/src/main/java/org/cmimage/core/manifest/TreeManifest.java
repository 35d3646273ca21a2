package org.cmimage.core.manifest;

import com.google.common.collect.MapDifference;
import com.google.common.collect.Maps;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.AtomicFile;
import org.cmimage.core.rootfs.ContentDigest;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.TreePath;

/**
 * Every node of a tree with all that Linux keeps about it: type, mode, owner, size, time in
 * nanoseconds, link target, device, extended attributes, number of names, and the SHA-256 of every
 * file's content, or, where it has holes of more than 64 MiB, of its data. Immutable.
 *
 * <p>Its text is mtree(5), so that {@code bsdtar -tvf} and NetBSD's {@code mtree} read it too.
 * About 300 bytes a node, in memory and on disk.
 *
 * <pre>{@code
 * TreeManifest.of(tree).save(file);                        // when it is finished
 * TreeManifest.load(file).differences(tree, Depth.CONTENT, 100)   // later
 * }</pre>
 */
public final class TreeManifest {
  /** The limit of a line's length: a path and its attributes, escaped. */
  private static final int MAX_LINE = 1 << 20;

  /** The prefix of the line with the origin, which other readers treat as a comment. */
  private static final String ORIGIN = "# origin: ";

  private static final String BY_HAND = "# changed by hand: ";

  private final SortedMap<TreePath, String> nodes;
  private final String origin;
  private final String byHand;

  /** The depth of a comparison. */
  public enum Depth {
    /**
     * All facts except content: takes a second or less. A file changed in place with its time set
     * back is not detected.
     */
    METADATA,
    /** All facts: every file is read. */
    CONTENT
  }

  private TreeManifest(SortedMap<TreePath, String> nodes, String origin, String byHand) {
    this.nodes = nodes;
    this.origin = origin;
    this.byHand = byHand;
  }

  /**
   * Makes the manifest of a tree as it is now. Files that were written through {@code tree} and its
   * intake are not read again; all others are, on all cores.
   *
   * @param tree must not be written meanwhile
   */
  public static TreeManifest of(Rootfs tree) throws IOException {
    Recorder recorder = new Recorder(tree);
    tree.walk(recorder);
    return recorder.manifest();
  }

  /** A recorder of a manifest during a walk that has other purposes, too. Thread-safe. */
  public static final class Recorder implements Rootfs.Visitor {
    private final TreeFacts facts;

    /**
     * Starts with the root, and no other node yet.
     *
     * @param tree the one that is walked, see {@link TreeManifest#of}
     */
    public Recorder(Rootfs tree) throws IOException {
      this.facts = new TreeFacts(tree, TreeFacts.Contents.AS_IS);
    }

    @Override
    public void visit(HostCalls.Handle parent, TreePath path, FileStatus status)
        throws IOException {
      facts.visit(parent, path, status);
    }

    /** Returns the manifest of the visited nodes; only after the walk has ended. */
    public TreeManifest manifest() {
      return new TreeManifest(facts.all(), "", "");
    }
  }

  /**
   * Returns a copy with the tree's origin.
   *
   * @param word letters, digits, {@code -} and {@code _}
   */
  public TreeManifest withOrigin(String word) {
    if (!word.matches("[A-Za-z0-9_-]+")) {
      throw new IllegalArgumentException("not a word: " + word);
    }
    return new TreeManifest(nodes, word, byHand);
  }

  /** Returns a copy with the origin of {@code old}, and the time of a change by hand. */
  public TreeManifest changedByHand(TreeManifest old, Instant time) {
    return new TreeManifest(nodes, old.origin, time.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** Returns when the tree was last changed by hand and this was recorded, if ever. */
  public Optional<String> byHand() {
    return byHand.isEmpty() ? Optional.empty() : Optional.of(byHand);
  }

  /** Returns the number of nodes that are in only one of the two, or differ. */
  public int countOther(TreeManifest other) {
    MapDifference<TreePath, String> difference = Maps.difference(nodes, other.nodes);
    return difference.entriesDiffering().size()
        + difference.entriesOnlyOnLeft().size()
        + difference.entriesOnlyOnRight().size();
  }

  /** Returns the origin of {@link #withOrigin}, if it has one. */
  public Optional<String> origin() {
    return origin.isEmpty() ? Optional.empty() : Optional.of(origin);
  }

  /** Returns the number of nodes, including the root. */
  public int size() {
    return nodes.size();
  }

  /**
   * Compares a tree as it is now with this manifest.
   *
   * @param most how many differences of each kind are listed; all are counted
   */
  public TreeDifferences differences(Rootfs tree, Depth depth, int most) throws IOException {
    TreeFacts now =
        new TreeFacts(tree, depth == Depth.CONTENT ? this::form : TreeFacts.Contents.IGNORED);
    tree.walk(now);
    SortedMap<TreePath, String> found = now.all();
    int compared = found.size();
    long missing = 0;
    long changed = 0;
    List<TreeDifference> all = new ArrayList<>();
    List<TreeDifference> gone = new ArrayList<>();
    for (Map.Entry<TreePath, String> node : nodes.entrySet()) {
      TreePath path = node.getKey();
      String expected =
          depth == Depth.CONTENT ? node.getValue() : Mtree.withoutDigest(node.getValue());
      String actual = found.remove(path);
      if (actual == null) {
        missing++;
        add(gone, new TreeDifference(path, TreeDifference.Change.MISSING, List.of()), most);
      } else if (!actual.equals(expected)) {
        changed++;
        List<String> facts = Mtree.differences(expected, actual);
        add(all, new TreeDifference(path, TreeDifference.Change.CHANGED, facts), most);
      }
    }
    List<TreeDifference> extra = new ArrayList<>();
    for (TreePath path : found.keySet()) {
      add(extra, new TreeDifference(path, TreeDifference.Change.EXTRA, List.of()), most);
    }
    all.addAll(gone);
    all.addAll(extra);
    List<TreeDifference> first =
        all.stream().sorted(java.util.Comparator.comparing(TreeDifference::path)).toList();
    return new TreeDifferences(compared, missing, found.size(), changed, first);
  }

  private static void add(List<TreeDifference> list, TreeDifference difference, int most) {
    if (list.size() < most) {
      list.add(difference);
    }
  }

  /**
   * Returns the form of digest that this manifest has for the file, unless other facts differ
   * already.
   */
  private Optional<Optional<ContentDigest.Form>> form(TreePath path, FileStatus status) {
    String expected = nodes.getOrDefault(path, "");
    return Optional.of(
        Mtree.hasSize(expected, status.size()) ? Mtree.form(expected) : Optional.empty());
  }

  /** Writes the text; does not close the stream. */
  public void writeTo(OutputStream out) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream(1 << 16);
    block.writeBytes((Mtree.SIGNATURE + "\n").getBytes(StandardCharsets.ISO_8859_1));
    if (!origin.isEmpty()) {
      block.writeBytes((ORIGIN + origin + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }
    if (!byHand.isEmpty()) {
      block.writeBytes((BY_HAND + byHand + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }
    for (Map.Entry<TreePath, String> node : nodes.entrySet()) {
      String line = Mtree.path(node.getKey()) + " " + node.getValue() + "\n";
      block.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1));
      if (block.size() > 1 << 16) {
        block.writeTo(out);
        block.reset();
      }
    }
    block.writeTo(out);
  }

  /**
   * Writes the text to a file of the host, replacing it atomically; missing directories are made.
   */
  public void save(Path file) throws IOException {
    Path directory = java.util.Objects.requireNonNull(file.toAbsolutePath().getParent());
    Files.createDirectories(directory);
    AtomicFile.write(file, this::writeTo);
  }

  /**
   * Reads the format of {@link #save}.
   *
   * @throws java.nio.file.NoSuchFileException where there is no file
   * @throws FaultException with {@link ErrorCode#INVALID_CONFIGURATION} where it is damaged
   */
  public static TreeManifest load(Path file) throws IOException {
    SortedMap<TreePath, String> nodes = new TreeMap<>();
    String origin = "";
    String byHand = "";
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      long number = 1;
      if (!line(in, file, number).equals(Mtree.SIGNATURE)) {
        throw damaged(file, number, "expected " + Mtree.SIGNATURE);
      }
      for (String line = line(in, file, ++number);
          !line.isEmpty();
          line = line(in, file, ++number)) {
        if (line.startsWith("#")) {
          origin = line.startsWith(ORIGIN) ? line.substring(ORIGIN.length()) : origin;
          byHand = line.startsWith(BY_HAND) ? line.substring(BY_HAND.length()) : byHand;
          continue;
        }
        int blank = line.indexOf(' ');
        if (blank < 0) {
          throw damaged(file, number, "expected a path and keywords");
        }
        try {
          nodes.put(Mtree.parsePath(line.substring(0, blank)), line.substring(blank + 1));
        } catch (IllegalArgumentException e) {
          throw damaged(file, number, String.valueOf(e.getMessage()));
        }
      }
    }
    return new TreeManifest(nodes, origin, byHand);
  }

  /** Returns the next line without its end; empty at the end of the file. */
  private static String line(InputStream in, Path file, long number) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    int b;
    while ((b = in.read()) >= 0 && b != '\n') {
      if (line.size() == MAX_LINE) {
        throw damaged(file, number, "longer than " + MAX_LINE + " bytes");
      }
      line.write(b);
    }
    if (b < 0 && line.size() > 0) {
      throw damaged(file, number, "the file ends early");
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private static FaultException damaged(Path file, long line, String fact) {
    return new FaultException(
        ErrorCode.INVALID_CONFIGURATION,
        "cannot read manifest \"" + file + "\"",
        "line " + line + ": " + fact,
        new Remedy.Advice("delete the file; the next import or create makes it again"));
  }
}
