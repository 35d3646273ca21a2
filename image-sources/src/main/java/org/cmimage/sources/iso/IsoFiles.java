package org.cmimage.sources.iso;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.tree.TreeView;
import org.cmimage.sources.bytes.RandomAccessBytes;
import org.cmimage.sources.iso.record.DirectoryCursor;
import org.cmimage.sources.iso.record.IsoFault;
import org.cmimage.sources.iso.record.IsoNode;
import org.cmimage.sources.iso.record.Naming;

/**
 * Finds files of an image by their paths. Links are followed inside the image; the parent of the
 * root is the root. Names of images without Rock Ridge and Joliet are found regardless of case.
 * Thread-safe.
 */
public final class IsoFiles implements TreeView {
  /** The limit of Linux. */
  private static final int MOST_LINKS = 40;

  private static final int MOST_STEPS = 4096;
  private static final int MOST_LISTED = 1 << 20;

  private final IsoImage image;

  public IsoFiles(IsoImage image) {
    this.image = image;
  }

  /**
   * Finds the node of a path, following links.
   *
   * @return empty if there is none, and if links form a cycle
   */
  public Optional<IsoNode> find(TreePath path) throws IOException {
    Deque<byte[]> names = new ArrayDeque<>(path.components());
    Deque<IsoNode> above = new ArrayDeque<>();
    IsoNode at = image.root();
    int links = 0;
    for (int steps = 0; !names.isEmpty(); steps++) {
      byte[] name = names.pop();
      if (!at.isDirectory() || steps > MOST_STEPS) {
        return Optional.empty();
      } else if (isDots(name, 1)) {
        continue;
      } else if (isDots(name, 2)) {
        at = above.isEmpty() ? at : above.pop();
        continue;
      }
      Optional<IsoNode> child = child(at, name);
      if (child.isEmpty()) {
        return Optional.empty();
      } else if (child.get().kind() instanceof Kind.Symlink link) {
        if (++links > MOST_LINKS) {
          return Optional.empty();
        }
        if (link.target()[0] == '/') {
          above.clear();
          at = image.root();
        }
        push(names, link.target());
      } else {
        above.push(at);
        at = child.get();
      }
    }
    return Optional.of(at);
  }

  private static boolean isDots(byte[] name, int count) {
    return name.length == count && name[0] == '.' && name[count - 1] == '.';
  }

  /** Puts the names of a link's target before the remaining ones. */
  private static void push(Deque<byte[]> names, byte[] target) {
    List<byte[]> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= target.length; i++) {
      if (i == target.length || target[i] == '/') {
        if (i > start) {
          parts.add(Arrays.copyOfRange(target, start, i));
        }
        start = i + 1;
      }
    }
    Collections.reverse(parts);
    parts.forEach(names::push);
  }

  private Optional<IsoNode> child(IsoNode directory, byte[] name) throws IOException {
    DirectoryCursor cursor = image.list(directory);
    for (Optional<IsoNode> node = cursor.next(); node.isPresent(); node = cursor.next()) {
      if (isCalled(node.get(), name)) {
        return node;
      }
    }
    return Optional.empty();
  }

  private boolean isCalled(IsoNode node, byte[] name) {
    if (image.naming() != Naming.PLAIN) {
      return Arrays.equals(node.name(), name);
    }
    byte[] other = node.name();
    boolean same = other.length == name.length;
    for (int i = 0; same && i < name.length; i++) {
      same = Character.toUpperCase(other[i] & 0xff) == Character.toUpperCase(name[i] & 0xff);
    }
    return same;
  }

  /** Returns the content of the regular file at a path; empty if there is none. */
  public Optional<RandomAccessBytes> content(TreePath path) throws IOException {
    Optional<IsoNode> file = find(path).filter(node -> node.kind() instanceof Kind.Regular);
    return file.isPresent() ? Optional.of(image.content(file.get())) : Optional.empty();
  }

  @Override
  public Optional<byte[]> read(TreePath path, int limit) throws IOException {
    Optional<IsoNode> file = find(path);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    if (!(file.get().kind() instanceof Kind.Regular regular)) {
      throw IsoFault.corrupt(image.name(), "\"" + path + "\" is not a file");
    }
    if (regular.size() > limit) {
      throw IsoFault.corrupt(
          image.name(), "\"" + path + "\" has more than " + limit + " bytes: " + regular.size());
    }
    ByteBuffer content = ByteBuffer.allocate((int) regular.size());
    image.content(file.get()).readFully(0, content);
    return Optional.of(content.array());
  }

  @Override
  public List<TreePath> list(TreePath directory) throws IOException {
    return List.copyOf(nodes(directory).keySet());
  }

  /**
   * Returns the nodes in a directory, by path; empty if there is no such directory.
   *
   * @throws org.cmimage.core.fault.FaultException if it is beyond the end of the image, or has more
   *     than a million entries
   */
  public SortedMap<TreePath, IsoNode> nodes(TreePath directory) throws IOException {
    SortedMap<TreePath, IsoNode> nodes = new TreeMap<>();
    Optional<IsoNode> node = find(directory).filter(IsoNode::isDirectory);
    if (node.isEmpty()) {
      return nodes;
    }
    DirectoryCursor cursor = image.list(node.get());
    for (Optional<IsoNode> next = cursor.next(); next.isPresent(); next = cursor.next()) {
      if (nodes.size() == MOST_LISTED) {
        throw IsoFault.corrupt(
            image.name(), "\"" + directory + "\" has more than " + MOST_LISTED + " entries");
      }
      nodes.putIfAbsent(directory.resolve(next.get().name()), next.get());
    }
    return nodes;
  }
}
