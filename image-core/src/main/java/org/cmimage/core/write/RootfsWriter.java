package org.cmimage.core.write;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.rootfs.DirectoryCache;
import org.cmimage.core.rootfs.OpenDirectory;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreePath;

/**
 * The writer of entries into a tree with all metadata that Linux keeps: owner, mode with setuid and
 * setgid, extended attributes, ACLs, and nanosecond times, in an order in which no call resets an
 * earlier attribute.
 *
 * <p>Directories merge: an existing one, also through a link inside the tree (merged-usr: {@code
 * lib/x} is written to {@code usr/lib/x} where {@code lib} is a link), is used unchanged, and the
 * first entry for one that this writer made determines its attributes, as with dpkg. The root
 * counts as made here where the tree was empty. Missing directories are made, mode 0755, owned by
 * root. For any other existing node the {@link CollisionPolicy} decides.
 *
 * <p>Hard links are made only to nodes that this writer wrote and that are no directories. All
 * extended attributes are kept that the kernel accepts for the node, except {@code
 * trusted.overlay.*}, which is refused. {@link #lostAttributes} names those that the kernel
 * refused; a file's capabilities and ACLs are never left out: an entry whose file system cannot
 * keep them fails.
 *
 * <p>Several threads may write at once, each its own entries; entries that share a path, or a link
 * and its target, come one after another. {@link #finish} sets the attributes of directories. After
 * a failure an entry may be written in part and the tree has to be discarded.
 *
 * <p>Failures are {@link org.cmimage.core.fault.FaultException}s that name the entry's path; those
 * of the content's stream are passed on unchanged.
 */
public final class RootfsWriter implements EntrySink, Closeable {
  /** The kernel's limit of a path's length in one call, in bytes without the NUL. */
  private static final int MAX_PATH = 4095;

  private static final int MAX_DEPTH = 256;

  private final Rootfs tree;
  private final DirectoryCache directories;
  private final MadeDirectories made;
  private final AttributeWriter attributes;
  private final NodeWriter nodes;

  /** Makes a writer that fills a tree; to be closed before the tree is. */
  public RootfsWriter(Rootfs tree) throws IOException {
    this.tree = tree;
    this.made = new MadeDirectories(tree.calls());
    this.directories = new DirectoryCache(tree.calls(), tree.root(), made::make);
    this.attributes = new AttributeWriter(tree.calls());
    this.nodes = new NodeWriter(tree.calls(), directories, made, attributes);
    if (tree.calls().list(tree.root()).isEmpty()) {
      made.note(OpenDirectory.NodeId.of(tree.calls().status(tree.root())), TreePath.ROOT);
    }
  }

  /**
   * Returns a sink for one part, such as a package, which other threads may write besides other
   * parts.
   *
   * @param order among the parts; the one with the lowest determines a directory's attributes
   * @param policy for its entries
   */
  public EntrySink part(int order, CollisionPolicy policy) {
    return (entry, content) -> write(entry, content, order, policy);
  }

  /** Writes an entry as part 0, refusing collisions. */
  @Override
  public void accept(TreeEntry entry, InputStream content) throws IOException {
    write(entry, content, 0, CollisionPolicy.REFUSE);
  }

  /**
   * Writes a whole archive from {@code feed}, which passes its entries one after another; files are
   * written on all cores meanwhile. The result is that of one thread: names are made in the
   * archive's order. Of several entries with the same path the last counts, also of another type,
   * as by {@link CollisionPolicy#LAST_COUNTS}; so it does for directories. Digests of all content
   * are kept for {@link Rootfs#digest}. Nothing else may write meanwhile; {@link #finish} comes
   * afterwards.
   *
   * <p>The feed gets the first failure from the sink, and this method throws the failure of the
   * entry that is first in the archive.
   */
  public void intake(WriteLimits limits, Intake.Feed feed)
      throws IOException, InterruptedException {
    new Intake(this, tree, nodes, attributes, limits).run(feed);
  }

  void write(TreeEntry entry, InputStream content, int order, CollisionPolicy policy)
      throws IOException {
    requireWritable(entry.path());
    try {
      nodes.write(entry, content, order, policy);
    } catch (HostCallException e) {
      throw WriteFault.refused(entry, tree.directory(), e);
    }
  }

  static void requireWritable(TreePath path) throws FaultException {
    if (path.length() > MAX_PATH || path.depth() > MAX_DEPTH) {
      throw WriteFault.badEntry(
          path,
          "its path is too long; expected at most "
              + MAX_PATH
              + " bytes and "
              + MAX_DEPTH
              + " names");
    }
  }

  /** Sets the attributes of directories, the deepest first. Nothing may be written afterwards. */
  public void finish() throws IOException {
    for (var directory : made.deepestFirst()) {
      MadeDirectories.Made how = directory.getValue();
      try {
        nodes.finish(directory.getKey(), how);
      } catch (HostCallException e) {
        TreeEntry.Attributes none = new TreeEntry.Attributes(0, 0, 0, 0, 0, java.util.Map.of());
        TreeEntry entry = new TreeEntry(how.path(), new TreeEntry.Kind.Directory(), none);
        throw WriteFault.refused(entry, tree.directory(), e);
      }
    }
  }

  /** Returns the extended attributes that the kernel refused, by name; about a hundred at most. */
  public List<LostAttribute> lostAttributes() {
    return attributes.lost();
  }

  @Override
  public void close() {
    directories.close();
  }
}
