package org.cmimage.core.write;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.cmimage.core.rootfs.DirectoryCache;
import org.cmimage.core.rootfs.OpenDirectory;
import org.cmimage.core.rootfs.OpenDirectory.NodeId;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.ExpandedContent;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;

/** Makes the nodes of a {@link RootfsWriter}. */
final class NodeWriter {
  private static final int CHUNK = 1 << 16;
  private static final int PRIVATE_MODE = 0600;
  private static final int PARENT_MODE = 0755;
  private static final int PERMISSIONS = 0777;

  private final HostCalls calls;
  private final DirectoryCache directories;
  private final MadeDirectories made;
  private final AttributeWriter attributes;

  /**
   * The real places of all written nodes except directories: the permitted targets of hard links.
   */
  private final Set<Place> files = ConcurrentHashMap.newKeySet();

  private final ThreadLocal<byte[]> chunks = ThreadLocal.withInitial(() -> new byte[CHUNK]);

  private record Place(NodeId directory, TreePath name) {}

  NodeWriter(
      HostCalls calls,
      DirectoryCache directories,
      MadeDirectories made,
      AttributeWriter attributes) {
    this.calls = calls;
    this.directories = directories;
    this.made = made;
    this.attributes = attributes;
  }

  void write(TreeEntry entry, InputStream content, int order, CollisionPolicy policy)
      throws IOException {
    TreePath path = entry.path();
    if (path.isRoot()) {
      if (!(entry.kind() instanceof Kind.Directory)) {
        throw WriteFault.badEntry(path, "the root of a tree is a directory");
      }
      offer(path, order, entry);
      return;
    }
    try (OpenDirectory parent = parentOf(path, path)) {
      if (entry.kind() instanceof Kind.Directory) {
        writeDirectory(parent, entry, order, policy);
        return;
      }
      try {
        make(parent, entry, content);
        return;
      } catch (HostCallException e) {
        // only making the name fails with EEXIST, when no content has been read yet
        if (!e.is("EEXIST")) {
          throw e;
        }
      }
      if (clearTheWay(parent, entry, content, policy)) {
        make(parent, entry, content);
      }
    }
  }

  /**
   * Makes the name of a regular file, whose content and attributes the caller writes; empty where
   * the policy keeps the existing node. The policy must not request a comparison of the content.
   */
  Optional<HostCalls.Handle> begin(TreeEntry entry, CollisionPolicy policy) throws IOException {
    try (OpenDirectory parent = parentOf(entry.path(), entry.path())) {
      try {
        return Optional.of(createFile(parent, entry));
      } catch (HostCallException e) {
        if (!e.is("EEXIST")) {
          throw e;
        }
      }
      return clearTheWay(parent, entry, InputStream.nullInputStream(), policy)
          ? Optional.of(createFile(parent, entry))
          : Optional.empty();
    }
  }

  /** Opens the directory of a path that an entry names, or names what is no directory there. */
  private OpenDirectory parentOf(TreePath path, TreePath entry) throws IOException {
    try {
      return directories.acquire(path.parent());
    } catch (HostCallException e) {
      switch (e.errno()) {
        case "ENOENT", "ENOTDIR", "ELOOP", "ENXIO" -> requireWay(path.parent(), entry);
        default -> {
          // not about what the archive has
        }
      }
      throw e;
    }
  }

  /** Fails if a component of a path is something else than a directory or a link to one. */
  private void requireWay(TreePath way, TreePath entry) throws IOException {
    if (way.isRoot() || leadsToDirectory(way)) {
      return;
    }
    requireWay(way.parent(), entry);
    try (OpenDirectory above = directories.acquire(way.parent())) {
      FileStatus existing = calls.status(above.handle(), way.name());
      byte[] target =
          existing.type() == NodeType.SYMLINK
              ? calls.readLink(above.handle(), way.name())
              : new byte[0];
      throw WriteFault.noDirectory(entry, way, existing, target);
    }
  }

  private void writeDirectory(
      OpenDirectory parent, TreeEntry entry, int order, CollisionPolicy policy) throws IOException {
    TreePath path = entry.path();
    if (!made.make(parent, path) && !isMerged(parent, path, policy)) {
      FileStatus existing = calls.status(parent.handle(), path.name());
      switch (policy.decide(entry, existing)) {
        case KEEP -> {
          return;
        }
        case REFUSE -> throw WriteFault.taken(entry, existing);
        case REQUIRE_EQUAL -> throw WriteFault.differs(entry, existing);
        case REPLACE -> {
          remove(parent, path.name());
          made.make(parent, path);
        }
      }
    }
    offer(path, order, entry);
  }

  private boolean isMerged(OpenDirectory parent, TreePath path, CollisionPolicy policy)
      throws IOException {
    return policy.replacesDirectories()
        ? calls.status(parent.handle(), path.name()).type() == NodeType.DIRECTORY
        : leadsToDirectory(path);
  }

  private boolean leadsToDirectory(TreePath path) throws IOException {
    try {
      directories.acquire(path).close();
      return true;
    } catch (HostCallException e) {
      return switch (e.errno()) {
        case "ENOENT", "ENOTDIR", "ELOOP", "ENXIO" -> false;
        default -> throw e;
      };
    }
  }

  private void offer(TreePath path, int order, TreeEntry entry) throws IOException {
    try (OpenDirectory directory = directories.acquire(path)) {
      made.offer(directory.id(), order, entry.attributes());
    }
  }

  /** Frees the name of an entry. Returns whether the entry is to be made. */
  private boolean clearTheWay(
      OpenDirectory parent, TreeEntry entry, InputStream content, CollisionPolicy policy)
      throws IOException {
    byte[] name = entry.path().name();
    FileStatus existing = calls.status(parent.handle(), name);
    return switch (policy.decide(entry, existing)) {
      case KEEP -> false;
      case REFUSE -> throw WriteFault.taken(entry, existing);
      case REQUIRE_EQUAL -> {
        if (!isSame(parent, entry, content, existing)) {
          throw WriteFault.differs(entry, existing);
        }
        yield false;
      }
      case REPLACE -> {
        if (existing.type() == NodeType.DIRECTORY) {
          removeDirectory(parent, entry, existing, policy);
          yield true;
        }
        if (entry.kind() instanceof Kind.HardLink && isSame(parent, entry, content, existing)) {
          yield false;
        }
        remove(parent, name);
        yield true;
      }
    };
  }

  private void removeDirectory(
      OpenDirectory parent, TreeEntry entry, FileStatus existing, CollisionPolicy policy)
      throws IOException {
    if (!policy.replacesDirectories()) {
      throw WriteFault.taken(entry, existing);
    }
    try {
      calls.removeDirectory(parent.handle(), entry.path().name());
    } catch (HostCallException e) {
      if (e.is("ENOTEMPTY") || e.is("EEXIST")) {
        throw WriteFault.notEmpty(entry);
      }
      throw e;
    }
    made.forget(NodeId.of(existing));
    directories.clear();
  }

  private void remove(OpenDirectory parent, byte[] name) throws IOException {
    files.remove(new Place(parent.id(), TreePath.of(name)));
    calls.unlink(parent.handle(), name);
    // it may have been a link in paths that are open
    directories.clear();
  }

  private void make(OpenDirectory parent, TreeEntry entry, InputStream content) throws IOException {
    entry.kind().accept(new Making(parent, entry, content));
  }

  /** Makes the node of one entry, but for directories, which {@link #writeDirectory} makes. */
  private final class Making implements Kind.Handler<TreePath, IOException> {
    private final OpenDirectory parent;
    private final TreeEntry entry;
    private final TreePath path;
    private final InputStream content;

    Making(OpenDirectory parent, TreeEntry entry, InputStream content) {
      this.parent = parent;
      this.entry = entry;
      this.path = entry.path();
      this.content = content;
    }

    @Override
    public TreePath regular(Kind.Regular kind) throws IOException {
      try (HostCalls.Handle file = createFile(parent, entry)) {
        new FileContent(calls, file, path, kind, Optional.empty()).writeAll(content, chunks.get());
        attributes.apply(file, path, entry.attributes());
      }
      return path;
    }

    @Override
    public TreePath directory(Kind.Directory kind) {
      throw new IllegalArgumentException(path + " is a directory");
    }

    @Override
    public TreePath symlink(Kind.Symlink kind) throws IOException {
      byte[] name = path.name();
      calls.makeSymlink(parent.handle(), name, kind.target());
      files.add(new Place(parent.id(), TreePath.of(name)));
      attributes.applyByName(parent.handle(), name, path, entry.attributes(), true);
      return path;
    }

    @Override
    public TreePath hardLink(Kind.HardLink kind) throws IOException {
      makeHardLink(parent, entry, kind.target());
      return path;
    }

    @Override
    public TreePath special(Kind.Special kind) throws IOException {
      byte[] name = path.name();
      calls.makeNode(parent.handle(), name, kind.type(), PRIVATE_MODE, kind.major(), kind.minor());
      files.add(new Place(parent.id(), TreePath.of(name)));
      attributes.applyByName(parent.handle(), name, path, entry.attributes(), false);
      return path;
    }
  }

  /**
   * Creates a file with the plain bits of its mode, so that most files need no further call for it.
   */
  private HostCalls.Handle createFile(OpenDirectory parent, TreeEntry entry) throws IOException {
    byte[] name = entry.path().name();
    HostCalls.Handle file =
        calls.createFile(parent.handle(), name, entry.attributes().mode() & PERMISSIONS);
    files.add(new Place(parent.id(), TreePath.of(name)));
    return file;
  }

  private void makeHardLink(OpenDirectory parent, TreeEntry entry, TreePath target)
      throws IOException {
    try (OpenDirectory other = parentOf(target, entry.path())) {
      byte[] existing = target.name();
      if (target.isRoot() || !files.contains(new Place(other.id(), TreePath.of(existing)))) {
        throw WriteFault.noTarget(entry.path(), target);
      }
      calls.makeHardLink(other.handle(), existing, parent.handle(), entry.path().name());
      files.add(new Place(parent.id(), TreePath.of(entry.path().name())));
    }
  }

  private boolean isSame(
      OpenDirectory parent, TreeEntry entry, InputStream content, FileStatus existing)
      throws IOException {
    byte[] name = entry.path().name();
    return entry
        .kind()
        .accept(
            new Kind.Handler<Boolean, IOException>() {
              @Override
              public Boolean regular(Kind.Regular kind) throws IOException {
                return existing.type() == NodeType.REGULAR
                    && existing.size() == kind.size()
                    && hasContent(parent, name, ExpandedContent.of(kind, content));
              }

              @Override
              public Boolean directory(Kind.Directory kind) {
                return false;
              }

              @Override
              public Boolean symlink(Kind.Symlink kind) throws IOException {
                return existing.type() == NodeType.SYMLINK
                    && Arrays.equals(calls.readLink(parent.handle(), name), kind.target());
              }

              @Override
              public Boolean hardLink(Kind.HardLink kind) throws IOException {
                return isSameFile(kind.target(), existing);
              }

              @Override
              public Boolean special(Kind.Special kind) {
                return existing.type() == kind.type()
                    && existing.deviceMajor() == kind.major()
                    && existing.deviceMinor() == kind.minor();
              }
            });
  }

  private boolean isSameFile(TreePath target, FileStatus existing) throws IOException {
    if (target.isRoot()) {
      return false;
    }
    try (OpenDirectory other = directories.acquire(target.parent())) {
      return NodeId.of(calls.status(other.handle(), target.name())).equals(NodeId.of(existing));
    }
  }

  private boolean hasContent(OpenDirectory parent, byte[] name, InputStream content)
      throws IOException {
    ByteBuffer there = ByteBuffer.allocate(CHUNK);
    byte[] chunk = chunks.get();
    try (HostCalls.Handle file = calls.openFile(parent.handle(), name)) {
      while (true) {
        there.clear();
        while (there.hasRemaining() && calls.read(file, there) >= 0) {
          // until the chunk is full or the file ends
        }
        int length = content.readNBytes(chunk, 0, CHUNK);
        if (!there.flip().equals(ByteBuffer.wrap(chunk, 0, length))) {
          return false;
        }
        if (length < CHUNK) {
          return true;
        }
      }
    }
  }

  /** Sets the attributes of a directory that was made. */
  void finish(NodeId id, MadeDirectories.Made how) throws IOException {
    try (OpenDirectory directory = directories.acquire(how.path())) {
      if (!directory.id().equals(id)) {
        throw WriteFault.badEntry(
            how.path(), "the directory was moved away while the tree was written");
      }
      if (how.attributes().isPresent()) {
        attributes.apply(directory.handle(), how.path(), how.attributes().get());
      } else if (!how.path().isRoot()) {
        calls.setOwner(directory.handle(), 0, 0);
        calls.setMode(directory.handle(), PARENT_MODE);
      }
    }
  }
}
