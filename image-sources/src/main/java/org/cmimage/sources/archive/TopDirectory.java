package org.cmimage.sources.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.EntrySink;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.TreeEntry;
import org.cmimage.core.spi.TreeEntry.Kind;
import org.cmimage.core.spi.TreePath;
import org.cmimage.model.ComponentKind;

/**
 * Leaves out the directory that all of an archive is in, such as {@code default-image/} of {@code
 * tar -C /cm/images -c default-image}.
 *
 * <p>It has to be known before the first entry is written, so the first entries are held back until
 * one decides:
 *
 * <ul>
 *   <li>A name that root directories have ({@code usr}, {@code bin}; of a cm-shared tree {@code
 *       apps}, {@code modulefiles}) at the top: nothing is left out.
 *   <li>A name below other names that is seldom found but in a root directory ({@code etc}, {@code
 *       usr}, {@code proc}): what is above it is left out.
 *   <li>Where the first entry is a directory below another one ({@code cm/images/x/}), without an
 *       entry for that one, only names below it count.
 * </ul>
 *
 * At the end of the archive, or when 16 MiB or 4,096 entries are held, names such as {@code lib} or
 * {@code home} will do, and where there is none of them either, nothing is left out. Once a
 * directory is left out, an entry beside it is an error: there is no tree that both would be in.
 */
final class TopDirectory implements EntrySink {
  private static final Set<String> OF_ROOT =
      Set.of("boot", "dev", "etc", "proc", "root", "run", "sbin", "sys", "usr");
  private static final Set<String> OFTEN_OF_ROOT =
      Set.of(
          "bin",
          "cm",
          "home",
          "lib",
          "lib32",
          "lib64",
          "libx32",
          "lost+found",
          "media",
          "mnt",
          "opt",
          "srv",
          "tmp",
          "var");
  private static final Set<String> OF_SHARED =
      Set.of(".cm-image.yaml", "apps", "licenses", "modulefiles");
  private static final Set<String> OFTEN_OF_SHARED = Set.of("docs", "etc", "examples", "modules");

  /** {@code image/rootfs/etc}; what is deeper is no root directory but somebody's copy of one. */
  private static final int DEPTH = 3;

  private static final int HELD_ENTRIES = 4096;
  private static final long HELD_BYTES = 16 << 20;

  private record Held(TreeEntry entry, byte[] content) {}

  private final boolean shared;
  private final boolean system;
  private final EntrySink next;
  private final List<Held> held = new ArrayList<>();
  private long heldBytes;
  private boolean decided;
  private boolean anything;
  private Optional<TreePath> base = Optional.empty();
  private Optional<TreePath> likely = Optional.empty();
  private TreePath prefix = TreePath.ROOT;

  TopDirectory(Optional<ComponentKind> kind, EntrySink next) {
    this.shared = kind.isEmpty() || kind.get() == ComponentKind.CM_SHARED;
    this.system = kind.isEmpty() || kind.get() != ComponentKind.CM_SHARED;
    this.next = next;
  }

  /** The directory that is left out; the root where there is none. */
  TreePath prefix() {
    return prefix;
  }

  /** Whether there was anything but the root. */
  boolean holdsAnything() {
    return anything;
  }

  @Override
  public void accept(TreeEntry entry, InputStream content) throws IOException {
    if (!decided) {
      look(entry);
    }
    long size = entry.contentSize().orElse(0L);
    if (!decided && held.size() < HELD_ENTRIES && heldBytes + size <= HELD_BYTES) {
      byte[] bytes = content.readAllBytes();
      heldBytes += bytes.length;
      held.add(new Held(entry, bytes));
      return;
    }
    finish();
    forward(entry, content);
  }

  /** Passes on what is held; to be called behind the last entry. */
  void finish() throws IOException {
    if (!decided) {
      decide(likely.orElse(TreePath.ROOT));
    }
    for (Held one : held) {
      forward(one.entry(), new ByteArrayInputStream(one.content()));
    }
    held.clear();
  }

  private void look(TreeEntry entry) {
    TreePath path = entry.path();
    if (path.isRoot()) {
      return;
    }
    if (base.isEmpty()) {
      boolean lone = path.depth() > 1 && entry.kind() instanceof Kind.Directory;
      base = Optional.of(lone ? path : TreePath.ROOT);
    }
    if (!path.startsWith(base.get())) {
      if (!base.get().startsWith(path)) {
        decide(TreePath.ROOT);
      }
      return;
    }
    TreePath above = base.get();
    List<byte[]> names = path.components();
    int last = Math.min(names.size(), above.depth() + (above.isRoot() ? DEPTH : 1));
    for (byte[] bytes : names.subList(above.depth(), last)) {
      String name = new String(bytes, StandardCharsets.ISO_8859_1);
      if (isSure(name) || above.isRoot() && isLikely(name)) {
        decide(above);
        return;
      }
      if (isLikely(name)) {
        likely = Optional.of(likely.orElse(above));
        return;
      }
      above = above.resolve(bytes);
    }
  }

  private boolean isSure(String name) {
    return system && OF_ROOT.contains(name) || shared && OF_SHARED.contains(name);
  }

  private boolean isLikely(String name) {
    return system && OFTEN_OF_ROOT.contains(name) || shared && OFTEN_OF_SHARED.contains(name);
  }

  private void decide(TreePath top) {
    decided = true;
    boolean all =
        held.stream()
            .map(one -> one.entry().path())
            .allMatch(path -> path.startsWith(top) || top.startsWith(path));
    prefix = all ? top : TreePath.ROOT;
  }

  private void forward(TreeEntry entry, InputStream content) throws IOException {
    if (prefix.isRoot()) {
      anything |= !entry.path().isRoot();
      next.accept(entry, content);
      return;
    }
    if (!entry.path().startsWith(prefix)) {
      boolean above = prefix.startsWith(entry.path()) && entry.kind() instanceof Kind.Directory;
      if (!above) {
        throw outside("\"" + entry.path() + "\"");
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
        ErrorCode.SOURCE_CORRUPT,
        "cannot read tar archive: "
            + what
            + " is not in \""
            + prefix
            + "\", the directory that everything before it is in",
        new Remedy.Advice("make the archive inside the tree: tar -C DIRECTORY -c ."));
  }
}
