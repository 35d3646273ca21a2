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
 * Writes entries into a tree with everything Linux keeps about them: owner, mode with setuid and
 * setgid, extended attributes, ACLs, and nanosecond times, in the order in which the kernel does
 * not undo them.
 *
 * <p>Directories merge: one that is there already, also through a link inside the tree (merged-usr:
 * {@code lib/x} lands in {@code usr/lib/x} where {@code lib} is a link), is used as it is, and the
 * first entry for one that this writer made decides its attributes, as with dpkg. The root counts
 * as made here where the tree was empty. Missing directories are made, mode 0755, owned by root.
 * Any other node that is there already is the {@link CollisionPolicy}'s to decide.
 *
 * <p>Hard links are made to what this writer wrote and is no directory, and to nothing else. All
 * extended attributes are kept that the kernel takes for the node, but {@code trusted.overlay.*},
 * which is refused. {@link #lostAttributes} names those that the kernel refused; a file's
 * capabilities and ACLs are never left out, an entry whose file system cannot keep them fails.
 *
 * <p>Several threads may write at once, each its own entries; entries that share a path, or a link
 * and its target, come one after another. {@link #finish} sets the attributes of directories. After
 * a failure an entry may be there in part and the tree is fit to be discarded.
 *
 * <p>Failures are {@link org.cmimage.core.fault.FaultException}s that name the entry's path; those
 * of the content's stream pass as they are.
 */
public final class RootfsWriter implements EntrySink, Closeable {
  /** The longest path the kernel takes in one call, without the NUL. */
  private static final int MAX_PATH = 4095;

  private static final int MAX_DEPTH = 256;

  private final Rootfs tree;
  private final DirectoryCache directories;
  private final MadeDirectories made;
  private final AttributeWriter attributes;
  private final NodeWriter nodes;

  /** A writer that fills a tree; to be closed before the tree is. */
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
   * A sink for one part of what is written, such as a package, beside others in other threads.
   *
   * @param order among the parts; the one with the lowest decides a directory's attributes
   * @param policy for its entries
   */
  public EntrySink part(int order, CollisionPolicy policy) {
    return (entry, content) -> write(entry, content, order, policy);
  }

  /** Takes an entry as part 0, refusing collisions. */
  @Override
  public void accept(TreeEntry entry, InputStream content) throws IOException {
    write(entry, content, 0, CollisionPolicy.REFUSE);
  }

  /**
   * Takes a whole archive from {@code feed}, which gives its entries one after another, and writes
   * files on all cores meanwhile. The result is that of one thread: names are made in the archive's
   * order. A path that comes twice is replaced by the last entry, also one of another type, as by
   * {@link CollisionPolicy#LAST_COUNTS}; of the entries for a directory the last decides. Digests
   * of all content are remembered for {@link Rootfs#digest}. Nothing else may write meanwhile;
   * {@link #finish} comes afterwards.
   *
   * <p>The feed gets the first failure from the sink, and what this method throws is the failure of
   * the entry that is first in the archive.
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

  /** Returns the extended attributes that the kernel refused, by name; a hundred or so at most. */
  public List<LostAttribute> lostAttributes() {
    return attributes.lost();
  }

  @Override
  public void close() {
    directories.close();
  }
}
