package org.cmimage.sources.iso;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.PlacedContent;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.bytes.ByteExtent;
import org.cmimage.sources.iso.record.DirectoryCursor;
import org.cmimage.sources.iso.record.IsoFault;
import org.cmimage.sources.iso.record.IsoNode;
import org.jspecify.annotations.Nullable;

/**
 * Passes the whole tree of an image to a sink, as a tar reader does: the root first, a directory
 * before its entries, further names of a file as hard links. For one thread.
 */
public final class IsoTree {
  private static final byte[] RELOCATED = {'r', 'r', '_', 'm', 'o', 'v', 'e', 'd'};

  /** Deeper than any tree of packages; a path stays within 64 KiB. */
  private static final int MOST_DEPTH = 256;

  /** If more files than this wait for further names, names become files of their own. */
  private static final int MOST_LINKED = 1 << 20;

  private final IsoImage image;
  private final EntrySink sink;

  /** The ends of the directories read so far, by their starts. */
  private final TreeMap<Long, Long> directories = new TreeMap<>();

  private final Map<FileKey, Linked> linked = new HashMap<>();

  private IsoTree(IsoImage image, EntrySink sink) {
    this.image = image;
    this.sink = sink;
  }

  /** The values that two names of a file share. */
  private record FileKey(
      long serial, List<ByteExtent> extents, long size, int mode, int owner, int group) {}

  /** The first name of a file, and the number of further ones. */
  private record Linked(TreePath path, long more) {}

  /** A directory that is being read. */
  private record Level(TreePath path, DirectoryCursor cursor) {}

  /**
   * Reads the tree.
   *
   * @throws FaultException with {@code SOURCE_CORRUPT} if the image is damaged or truncated
   */
  public static void read(IsoImage image, EntrySink sink) throws IOException {
    new IsoTree(image, sink).readAll();
  }

  private void readAll() throws IOException {
    Deque<Level> levels = new ArrayDeque<>();
    accept(TreePath.ROOT, image.root());
    levels.push(enter(TreePath.ROOT, image.root()));
    while (!levels.isEmpty()) {
      Level level = levels.element();
      Optional<IsoNode> next = level.cursor().next();
      if (next.isEmpty()) {
        levels.pop();
        continue;
      }
      IsoNode node = next.get();
      TreePath path = level.path().resolve(node.name());
      if (node.isDirectory() && levels.size() == 1 && isForRelocated(node)) {
        continue;
      }
      accept(path, node);
      if (node.isDirectory()) {
        if (levels.size() == MOST_DEPTH) {
          throw IsoFault.corrupt(
              image.name(), "\"" + path + "\" is deeper than " + MOST_DEPTH + " directories");
        }
        levels.push(enter(path, node));
      }
    }
  }

  /**
   * Returns whether a directory only holds those that are too deep for ISO 9660 (RRIP 1.12,
   * §4.1.5), and is therefore hidden.
   */
  private boolean isForRelocated(IsoNode node) throws IOException {
    byte[] name = node.name();
    int dot = name.length > 0 && name[0] == '.' ? 1 : 0;
    return Arrays.equals(name, dot, name.length, RELOCATED, 0, RELOCATED.length)
        && image.list(node).onlyRelocated();
  }

  private Level enter(TreePath path, IsoNode directory) throws IOException {
    ByteExtent extent = directory.extents().get(0);
    Map.Entry<Long, Long> before =
        directories.lowerEntry(Math.max(extent.end(), extent.offset() + 1));
    if (before != null && before.getValue() > extent.offset()) {
      throw IsoFault.corrupt(
          image.name(),
          "the directory \""
              + path
              + "\" is in the place of one that was read before, at byte "
              + extent.offset());
    }
    directories.put(extent.offset(), Math.max(extent.end(), extent.offset() + 1));
    return new Level(path, image.list(directory));
  }

  private void accept(TreePath path, IsoNode node) throws IOException {
    if (!(node.kind() instanceof Kind.Regular)) {
      sink.accept(
          new TreeEntry(path, node.kind(), node.attributes()), InputStream.nullInputStream());
      return;
    }
    Optional<TreePath> earlier = node.links() > 1 ? earlierName(path, node) : Optional.empty();
    if (earlier.isPresent()) {
      sink.accept(
          new TreeEntry(path, new Kind.HardLink(earlier.get()), node.attributes()),
          InputStream.nullInputStream());
    } else {
      sink.accept(new TreeEntry(path, node.kind(), node.attributes()), new Content(image, node));
    }
  }

  /** Content that is not located before it is read, because a listing does not read it. */
  private static final class Content extends PlacedContent {
    private final IsoImage image;
    private final IsoNode file;
    private @Nullable PlacedContent stream;

    Content(IsoImage image, IsoNode file) {
      this.image = image;
      this.file = file;
    }

    private PlacedContent stream() throws IOException {
      if (stream == null) {
        stream = image.content(file).stream();
      }
      return stream;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return stream().read(buffer, offset, length);
    }

    @Override
    public long skip(long count) throws IOException {
      return stream().skip(count);
    }

    @Override
    public Hold hold() throws IOException {
      return stream().hold();
    }

    @Override
    public void mark(int limit) {
      if (stream != null) {
        stream.mark(limit);
      }
    }

    @Override
    public void reset() throws IOException {
      if (stream != null) {
        stream.reset();
      }
    }
  }

  private Optional<TreePath> earlierName(TreePath path, IsoNode node) {
    long size = ((Kind.Regular) node.kind()).size();
    if (node.serial() == 0 && size == 0) {
      return Optional.empty();
    }
    Attributes attributes = node.attributes();
    FileKey key =
        new FileKey(
            node.serial(),
            size == 0 ? List.of() : node.extents(),
            size,
            attributes.mode(),
            attributes.uid(),
            attributes.gid());
    Linked known = linked.get(key);
    if (known == null) {
      if (linked.size() < MOST_LINKED) {
        linked.put(key, new Linked(path, node.links() - 1));
      }
      return Optional.empty();
    }
    if (known.more() == 1) {
      linked.remove(key);
    } else {
      linked.put(key, new Linked(known.path(), known.more() - 1));
    }
    return Optional.of(known.path());
  }
}
