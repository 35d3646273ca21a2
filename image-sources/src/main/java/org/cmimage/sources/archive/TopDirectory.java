package org.cmimage.sources.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ComponentKind;
import org.cmimage.sources.tar.TarReader;

/**
 * Removes the directory that contains all of an archive, such as {@code default-image/} of {@code
 * tar -C /cm/images -c default-image}, or {@code cm/images/default-image/}, together with the
 * entries for the directories above it.
 *
 * <p>It must be known before the first entry is written, so entries are held back until one
 * decides, 16 MiB or 4,096 of them at most:
 *
 * <ul>
 *   <li>A name that root directories have ({@code usr}, {@code bin}; for a cm-shared tree {@code
 *       apps}, {@code modulefiles}) at the top level: nothing is removed.
 *   <li>Three such names in one directory, and nothing beside it: that directory is removed.
 * </ul>
 *
 * At the end of the archive, or when the limit is reached, the directory with most of the names is
 * removed, or none if no directory has any. Later entries may show that this was wrong: {@link
 * Misjudged} then carries the right directory, for another reading. An entry beside the directory
 * is an error: no tree would contain both.
 */
final class TopDirectory implements EntrySink {
  private static final int HELD_ENTRIES = 4096;
  private static final long HELD_BYTES = 16 << 20;

  private record Held(TreeEntry entry, byte[] content) {}

  /**
   * Signals that the removed directory does not contain everything: the archive must be read again.
   */
  static final class Misjudged extends IOException {
    @Serial private static final long serialVersionUID = 1;

    private final transient TreePath right;

    Misjudged(TreePath right) {
      super("the directory that all is in is \"" + right + "\"");
      this.right = right;
    }

    /** Returns the directory to remove; the root for none. */
    TreePath right() {
      return right;
    }
  }

  private final EntrySink next;
  private final RootNames names;
  private final boolean fixed;
  private final List<Held> held = new ArrayList<>();

  /** The first names of all entries: at most two of them. */
  private final Set<String> tops = new HashSet<>();

  private long heldBytes;
  private boolean decided;
  private boolean anything;
  private boolean rootSeen;
  private Optional<TreePath> first = Optional.empty();
  private Optional<TreePath> beside = Optional.empty();
  private TreePath prefix = TreePath.ROOT;

  /** Creates a sink that determines the directory to remove. */
  TopDirectory(Optional<ComponentKind> kind, EntrySink next) {
    this.next = next;
    this.names = new RootNames(kind);
    this.fixed = false;
  }

  /**
   * Creates a sink that removes a known directory.
   *
   * @param prefix the root for none
   */
  TopDirectory(TreePath prefix, EntrySink next) {
    this.next = next;
    this.names = new RootNames(Optional.empty());
    this.fixed = true;
    this.decided = true;
    this.prefix = prefix;
  }

  /** Returns the directory that is removed; the root for none. */
  TreePath prefix() {
    return prefix;
  }

  /** Returns whether there was any entry but the root. */
  boolean holdsAnything() {
    return anything;
  }

  @Override
  public void accept(TreeEntry entry, InputStream content) throws IOException {
    if (!fixed) {
      look(entry);
    }
    long size = entry.contentSize().orElse(0L);
    if (!decided && held.size() < HELD_ENTRIES && heldBytes + size <= HELD_BYTES) {
      byte[] bytes = content.readAllBytes();
      heldBytes += bytes.length;
      held.add(new Held(entry, bytes));
      return;
    }
    if (!decided) {
      decide(tops.size() > 1 ? TreePath.ROOT : names.best().orElse(TreePath.ROOT));
    }
    release();
    forward(entry, content);
  }

  /**
   * Passes on the entries that are held back; to be called after the last entry.
   *
   * @throws Misjudged if another directory should have been removed
   * @throws FaultException if an entry is outside the removed directory
   */
  void finish() throws IOException {
    // an entry beside the directory of a system is an error, one beside a "lib" is not
    Optional<TreePath> found = tops.size() == 1 ? names.best() : names.bestOfSure();
    TreePath best = found.orElse(TreePath.ROOT);
    if (!decided) {
      decide(best);
    } else if (!fixed && !rootSeen && prefix.isRoot() && tops.size() == 1 && !best.isRoot()) {
      throw new Misjudged(best);
    }
    release();
    if (beside.isPresent()) {
      throw outside("\"" + beside.get() + "\"");
    }
  }

  private void release() throws IOException {
    for (Held one : held) {
      forward(one.entry(), new ByteArrayInputStream(one.content()));
    }
    held.clear();
  }

  static String text(byte[] name) {
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  private void look(TreeEntry entry) throws Misjudged {
    TreePath path = entry.path();
    boolean inside = decided && !prefix.isRoot() && path.startsWith(prefix);
    if (path.isRoot() || rootSeen || inside) {
      return;
    }
    if (first.isEmpty()) {
      first = Optional.of(path);
    }
    String top = text(path.components().get(0));
    if (tops.size() < 2) {
      tops.add(top);
    }
    boolean lone = first.get().depth() > 1 && path.startsWith(first.get());
    boolean isRoot =
        names.add(path, lone ? first.get().depth() : 0) || tops.size() > 1 && RootNames.isAny(top);
    if (!isRoot && tops.size() > 1 && RootNames.isAny(tops.iterator().next())) {
      isRoot = true;
    }
    if (isRoot) {
      rootSeen = true;
      if (decided && !prefix.isRoot()) {
        throw new Misjudged(TreePath.ROOT);
      }
      decide(TreePath.ROOT);
    } else if (!decided && tops.size() == 1) {
      names.certain().ifPresent(this::decide);
    }
  }

  private void decide(TreePath top) {
    decided = true;
    prefix = top;
  }

  private void forward(TreeEntry entry, InputStream content) throws IOException {
    if (prefix.isRoot()) {
      anything |= !entry.path().isRoot();
      next.accept(entry, content);
      return;
    }
    if (!entry.path().startsWith(prefix)) {
      boolean above = prefix.startsWith(entry.path()) && entry.kind() instanceof Kind.Directory;
      if (!above && beside.isEmpty()) {
        // later entries may show that the directory does not contain everything
        beside = Optional.of(entry.path());
      }
      return;
    }
    Kind kind = entry.kind();
    if (kind instanceof Kind.HardLink link) {
      if (!link.target().startsWith(prefix)) {
        throw outside("the hard link \"" + entry.path() + "\" to \"" + link.target() + "\"");
      }
      kind = new Kind.HardLink(inside(link.target()));
    }
    TreePath path = inside(entry.path());
    anything |= !path.isRoot();
    next.accept(new TreeEntry(path, kind, entry.attributes()), content);
  }

  private TreePath inside(TreePath path) {
    byte[] bytes = path.bytes();
    int start = Math.min(prefix.length() + 1, bytes.length);
    return TreePath.of(Arrays.copyOfRange(bytes, start, bytes.length));
  }

  private FaultException outside(String what) {
    return new FaultException(
        new Fault(
            ErrorCode.SOURCE_CORRUPT,
            TarReader.READING,
            what + " is not in \"" + prefix + "\", the directory that the tree is in",
            new Remedy.Advice("make the archive inside the tree: tar -C DIRECTORY -c .")));
  }
}
