package org.cmimage.sources.squashfs;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;

/**
 * Traverses an image's tree, one entry at a time: a directory, then its content. The first name of
 * a file with several is the file, the others are hard links to it. For one thread.
 */
final class TreeTraversal {
  private static final int MAX_DEPTH = 256;
  private static final int MAX_DIRECTORIES = 2_000_000;
  private static final long MAX_ENTRIES = 10_000_000;

  /** The limit for names of files that have more names; about as many bytes are kept. */
  private static final long MAX_NAMES = 64 << 20;

  private static final int NAME_OVERHEAD = 128;

  private final InodeTable inodes;
  private final MetadataBlocks blocks;
  private final Superblock superblock;
  private final ExtendedAttributes xattrs;
  private final DataBlocks data;
  private final Fragments fragments;
  private final SquashfsFault fault;
  private final Deque<OpenDirectory> open = new ArrayDeque<>();
  private final Set<Long> seen = new HashSet<>();
  private final Map<Long, FirstName> firstNames = new HashMap<>();
  private long namesKept;
  private long entries;

  private record OpenDirectory(TreePath path, DirectoryListing listing) {}

  /** A file of which other names may follow, at most {@code left}. */
  private record FirstName(TreePath path, long left) {}

  /**
   * An entry of the tree.
   *
   * @param content of a regular file
   */
  record Node(TreeEntry entry, Optional<FileStream> content) {
    /** Returns the approximate memory in bytes that it takes. */
    long weight() {
      return 1024
          + content.map(FileStream::weight).orElse(0L)
          + ExtendedAttributes.size(entry.attributes().xattrs());
    }
  }

  TreeTraversal(MetadataBlocks blocks, Superblock superblock, DataBlocks data, DecodeBudget budget)
      throws IOException {
    this.blocks = blocks;
    this.superblock = superblock;
    this.data = data;
    this.fault = blocks.fault();
    this.inodes = new InodeTable(blocks, superblock, budget);
    this.xattrs = new ExtendedAttributes(blocks, superblock, budget);
    this.fragments = new Fragments(blocks, superblock, data);
  }

  /** Returns the next entry, the root first; empty at the end. */
  Optional<Node> next() throws IOException {
    if (entries == 0) {
      Inode root = inodes.read(superblock.rootInode());
      if (!(root.content() instanceof Inode.Directory)) {
        throw fault.corrupt("its root is not a directory");
      }
      return Optional.of(node(TreePath.ROOT, root));
    }
    while (!open.isEmpty()) {
      OpenDirectory directory = open.peek();
      Optional<DirectoryListing.Entry> entry = directory.listing().next();
      if (entry.isPresent()) {
        return Optional.of(node(directory.path(), entry.get()));
      }
      open.pop();
    }
    return Optional.empty();
  }

  private Node node(TreePath parent, DirectoryListing.Entry entry) throws IOException {
    TreePath path = parent.resolve(entry.name());
    Inode inode = inodes.read(entry.reference());
    int type = typeOf(inode.content().type());
    if (type != entry.type()) {
      throw fault.corrupt(
          "\"" + path + "\" has the type " + entry.type() + " in its directory, and " + type);
    }
    return node(path, inode);
  }

  /** Returns the number that directories use for a type. */
  private static int typeOf(NodeType type) {
    return switch (type) {
      case DIRECTORY -> 1;
      case REGULAR -> 2;
      case SYMLINK -> 3;
      case BLOCK_DEVICE -> 4;
      case CHARACTER_DEVICE -> 5;
      case FIFO -> 6;
      case SOCKET -> 7;
    };
  }

  private Node node(TreePath path, Inode inode) throws IOException {
    if (++entries > MAX_ENTRIES) {
      throw fault.corrupt("it has more than " + MAX_ENTRIES + " entries");
    }
    Attributes attributes =
        new Attributes(
            inode.mode(), inode.uid(), inode.gid(), inode.mtime(), 0, xattrs.read(inode.xattrs()));
    Optional<TreePath> first =
        inode.content().type() == NodeType.DIRECTORY ? Optional.empty() : firstName(path, inode);
    if (first.isPresent()) {
      Kind link = new Kind.HardLink(first.get());
      return new Node(new TreeEntry(path, link, attributes), Optional.empty());
    }
    return inode
        .content()
        .accept(
            new Inode.Content.Handler<Node, IOException>() {
              @Override
              public Node directory(Inode.Directory content) throws IOException {
                enter(path, inode, content);
                return without(new Kind.Directory());
              }

              @Override
              public Node regularFile(Inode.RegularFile content) throws IOException {
                FileStream stream =
                    new FileStream(content, superblock.blockSize(), data, fragments);
                return new Node(
                    new TreeEntry(path, stream.kind(), attributes), Optional.of(stream));
              }

              @Override
              public Node symlink(Inode.Symlink content) {
                return without(new Kind.Symlink(content.target()));
              }

              @Override
              public Node special(Inode.Special content) {
                return without(new Kind.Special(content.type(), content.major(), content.minor()));
              }

              private Node without(Kind kind) {
                return new Node(new TreeEntry(path, kind, attributes), Optional.empty());
              }
            });
  }

  private void enter(TreePath path, Inode inode, Inode.Directory directory) throws FaultException {
    if (!seen.add(inode.reference())) {
      throw fault.corrupt("the directory \"" + path + "\" is in it twice, or in itself");
    } else if (seen.size() > MAX_DIRECTORIES) {
      throw fault.corrupt("it has more than " + MAX_DIRECTORIES + " directories");
    } else if (open.size() >= MAX_DEPTH) {
      throw fault.corrupt(
          "the directory \"" + path + "\" is too deep; expected at most " + MAX_DEPTH + " names");
    }
    open.push(new OpenDirectory(path, new DirectoryListing(blocks, superblock, directory)));
  }

  /**
   * Returns the first name of a file that was met before; else records this one if others may
   * follow.
   */
  private Optional<TreePath> firstName(TreePath path, Inode inode) throws FaultException {
    if (inode.links() < 2) {
      return Optional.empty();
    }
    FirstName first = firstNames.get(inode.reference());
    if (first == null) {
      namesKept += path.length() + NAME_OVERHEAD;
      if (namesKept > MAX_NAMES) {
        throw fault.corrupt("too many of its files have names that are not in it");
      }
      firstNames.put(inode.reference(), new FirstName(path, inode.links() - 1));
      return Optional.empty();
    }
    if (first.left() > 1) {
      firstNames.put(inode.reference(), new FirstName(first.path(), first.left() - 1));
    } else {
      firstNames.remove(inode.reference());
      namesKept -= first.path().length() + NAME_OVERHEAD;
    }
    return Optional.of(first.path());
  }
}
