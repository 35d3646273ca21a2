package org.cmimage.sources.overlay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.overlay.MergedNode.MergedFile;

/**
 * The effective entry of each path and its layer. Layers are added from the lowest to the highest.
 * Paths through symbolic links are resolved inside the tree, never out of it. For one thread.
 */
final class MergedTree {
  private static final int MAX_ENTRIES = 1_000_000;
  private static final int MAX_DEPTH = 256;
  private static final int MAX_LINKS = 40;

  private final MergedNode root = MergedNode.root();
  private final List<List<Optional<Source>>> layers = new ArrayList<>();
  private int entries;

  /** The use of an entry: a directory or a file; none for marks and further names. */
  private record Source(MergedNode node) {}

  /** Starts the next layer. */
  void beginLayer() {
    layers.add(new ArrayList<>());
  }

  private int top() {
    return layers.size() - 1;
  }

  /** Adds the next entry of the layer that was started last. */
  void add(Mark mark) throws FaultException {
    if (++entries > MAX_ENTRIES) {
      throw fault("the layers have more than " + MAX_ENTRIES + " entries");
    }
    layers.get(top()).add(mark.accept(new Marks()));
  }

  /** Does what a mark says; returns what its entry is for. */
  private final class Marks implements Mark.Handler<Optional<Source>, FaultException> {
    @Override
    public Optional<Source> entry(Mark.Entry mark) throws FaultException {
      Optional<Source> source = put(mark.entry(), mark.opaque()).map(Source::new);
      source.ifPresent(one -> one.node().setEntry(top(), layers.get(top()).size()));
      return source;
    }

    @Override
    public Optional<Source> whiteout(Mark.Whiteout mark) throws FaultException {
      find(mark.path()).ifPresent(node -> node.hide(top()));
      return Optional.empty();
    }

    @Override
    public Optional<Source> opaque(Mark.Opaque mark) throws FaultException {
      find(mark.directory()).ifPresent(node -> node.hideChildren(top()));
      return Optional.empty();
    }

    @Override
    public Optional<Source> ignored(Mark.Ignored mark) {
      return Optional.empty();
    }
  }

  private Optional<MergedNode> put(TreeEntry entry, boolean opaque) throws FaultException {
    if (entry.path().isRoot()) {
      if (opaque) {
        root.hideChildren(top());
      }
      return entry.kind().type() == NodeType.DIRECTORY ? Optional.of(root) : Optional.empty();
    }
    MergedNode parent = directory(entry.path().parent(), entry.path());
    requireShallow(parent, entry.path());
    String name = text(entry.path().name());
    Optional<MergedNode> before = parent.child(name);
    if (entry.kind().type() == NodeType.DIRECTORY) {
      MergedNode node =
          before
              .filter(MergedNode::isDirectory)
              .orElseGet(() -> parent.put(name, Optional.empty()));
      if (opaque) {
        node.hideChildren(top());
      }
      return Optional.of(node);
    } else if (entry.kind() instanceof Kind.HardLink link) {
      MergedFile target =
          find(link.target())
              .flatMap(MergedNode::file)
              .orElseThrow(
                  () ->
                      fault(
                          "\""
                              + entry.path()
                              + "\" is a hard link to \""
                              + link.target()
                              + "\", which is not there"));
      boolean same = before.flatMap(MergedNode::file).filter(file -> file == target).isPresent();
      if (!same) {
        parent.put(name, Optional.of(target)).setEntry(top(), -1);
      }
      return Optional.empty();
    }
    Optional<byte[]> target =
        entry.kind() instanceof Kind.Symlink link ? Optional.of(link.target()) : Optional.empty();
    return Optional.of(parent.put(name, Optional.of(new MergedFile(target))));
  }

  static String text(byte[] name) {
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  /** Returns the directory at a path; creates it if there is none. */
  private MergedNode directory(TreePath path, TreePath of) throws FaultException {
    Optional<MergedNode> found = walk(path, true);
    if (found.isEmpty() || !found.get().isDirectory()) {
      throw fault("\"" + of + "\" is below something that is not a directory");
    }
    return found.get();
  }

  private static void requireShallow(MergedNode parent, TreePath path) throws FaultException {
    if (parent.depth() >= MAX_DEPTH) {
      throw fault("\"" + path + "\" is too deep; expected at most " + MAX_DEPTH + " names");
    }
  }

  /** Returns the node at a path without following the last name; empty for none. */
  private Optional<MergedNode> find(TreePath path) throws FaultException {
    if (path.isRoot()) {
      return Optional.of(root);
    }
    return walk(path.parent(), false).flatMap(node -> node.child(text(path.name())));
  }

  /** Follows all links, within the tree. */
  private Optional<MergedNode> walk(TreePath path, boolean making) throws FaultException {
    Deque<String> names = new ArrayDeque<>();
    path.components().forEach(name -> names.add(text(name)));
    MergedNode at = root;
    int links = 0;
    while (!names.isEmpty()) {
      String name = names.pop();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      } else if (name.indexOf(0) >= 0) {
        return Optional.empty();
      } else if (name.equals("..")) {
        at = at.parent().orElse(root);
        continue;
      }
      Optional<MergedNode> next = at.child(name);
      Optional<byte[]> target = next.flatMap(MergedNode::file).flatMap(MergedFile::linkTarget);
      if (target.isPresent()) {
        if (++links > MAX_LINKS) {
          throw fault("\"" + path + "\" leads through too many symbolic links");
        }
        if (target.get().length > 0 && target.get()[0] == '/') {
          at = root;
        }
        List<String> parts = Arrays.asList(text(target.get()).split("/"));
        for (int i = parts.size() - 1; i >= 0; i--) {
          names.push(parts.get(i));
        }
        continue;
      }
      if (next.isEmpty() && making) {
        requireShallow(at, path);
        next = Optional.of(at.put(name, Optional.empty()));
      }
      if (next.isEmpty() || !next.get().isDirectory()) {
        return Optional.empty();
      }
      at = next.get();
    }
    return Optional.of(at);
  }

  /** Passes an entry of a layer on if it is effective: a file with all its names. */
  void pass(int layer, int number, TreeEntry entry, InputStream content, EntrySink sink)
      throws IOException {
    List<Optional<Source>> sources = layers.get(layer);
    if (number >= sources.size()) {
      throw fault("a layer changed while it was read");
    }
    Optional<MergedNode> source = sources.get(number).map(Source::node);
    if (source.isEmpty()) {
      return;
    }
    MergedNode node = source.get();
    if (node.isDirectory() != (entry.kind().type() == NodeType.DIRECTORY)
        || entry.kind() instanceof Kind.HardLink) {
      throw fault("a layer changed while it was read");
    } else if (node.isDirectory()) {
      if (node.isEntry(layer, number)) {
        sink.accept(new TreeEntry(node.path(), entry.kind(), entry.attributes()), content);
      }
      return;
    }
    List<MergedNode> names = node.file().orElseThrow().names();
    if (names.isEmpty()) {
      return;
    }
    TreePath first = names.get(0).path();
    sink.accept(new TreeEntry(first, entry.kind(), entry.attributes()), content);
    for (MergedNode other : names.subList(1, names.size())) {
      sink.accept(
          new TreeEntry(other.path(), new Kind.HardLink(first), entry.attributes()),
          InputStream.nullInputStream());
    }
  }

  private static FaultException fault(String fact) {
    return new FaultException(
        new Fault(ErrorCode.SOURCE_CORRUPT, LayeredEntries.READING, fact, new Remedy.None()));
  }
}
