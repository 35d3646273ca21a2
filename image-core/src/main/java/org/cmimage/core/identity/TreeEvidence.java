package org.cmimage.core.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.format.ElfHeader;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ComponentName;

/**
 * A collector of evidence of a tree's identity, from a tree or from the entries of an archive. It
 * reads the first 20 bytes of most files, the first 16 KiB of kernels, and whole only the few files
 * that identify the tree. In an archive, links are not followed and databases of RPM packages are
 * not read.
 *
 * <p>Accepts the entries of an archive from one thread; may be queried at any time.
 */
public final class TreeEvidence implements EntrySink {
  private final ProgramCensus census = new ProgramCensus();
  private final Clues clues = new Clues();
  private volatile boolean isEmpty = true;

  /** Makes an empty collector. */
  public TreeEvidence() {}

  /** Collects the evidence of a tree, in one walk. */
  static TreeEvidence of(Rootfs tree) throws IOException {
    TreeEvidence evidence = new TreeEvidence();
    tree.walk(
        (parent, path, status) -> {
          evidence.see(path, status.type());
          if (isLongEnough(status)) {
            ElfHeader.parse(tree.beginning(parent, path.name(), status))
                .ifPresent(header -> evidence.see(path, header));
          }
        });
    evidence.readFiles(tree);
    return evidence;
  }

  /** Returns whether a node is large enough for an ELF file. */
  public static boolean isLongEnough(FileStatus status) {
    return status.type() == NodeType.REGULAR && status.size() >= ElfHeader.SMALLEST_FILE;
  }

  /** Records a node. */
  public void see(TreePath path, NodeType type) {
    isEmpty = false;
    clues.see(path, type);
  }

  /** Records an ELF file. */
  public void see(TreePath path, ElfHeader header) {
    census.add(path, header);
  }

  /** Reads the files of the tree whose nodes were recorded. */
  public void readFiles(Rootfs tree) throws IOException {
    clues.readFiles(tree);
  }

  /** Returns the number of ELF files of each machine type. */
  public Map<String, Long> machines() {
    return census.counts();
  }

  /** Returns whether there is no node except the root. */
  public boolean isEmpty() {
    return isEmpty;
  }

  /** Returns the evidence from single files. */
  public Clues clues() {
    return clues;
  }

  /** Records an entry of an archive; reads no more of its content than needed. */
  @Override
  public void accept(TreeEntry entry, InputStream content) throws IOException {
    take(entry, content);
  }

  /**
   * Returns a sink that passes all entries on to another, and fails as soon as the evidence is
   * conclusive that they are of another component: early in a large archive, not at its end.
   * Accepted entries still have to be verified.
   *
   * @throws org.cmimage.core.fault.FaultException from {@link EntrySink#accept}, with {@link
   *     ErrorCode#ARCH_OS_MISMATCH}
   */
  public EntrySink guarding(ComponentName component, EntrySink next) {
    EarlyRefusal refusal = new EarlyRefusal(component, clues);
    return (entry, content) -> {
      boolean repeats = content.markSupported();
      if (repeats) {
        content.mark(Integer.MAX_VALUE);
      }
      byte[] read = take(entry, content);
      refusal.check(entry.path(), ElfHeader.parse(ByteBuffer.wrap(read)));
      InputStream all = content;
      if (repeats) {
        content.reset();
      } else if (read.length > 0) {
        all = new SequenceInputStream(new ByteArrayInputStream(read), content);
      }
      next.accept(entry, all);
    };
  }

  /** Records an entry, and returns the content that it has read. */
  private byte[] take(TreeEntry entry, InputStream content) throws IOException {
    TreePath path = entry.path();
    if (path.isRoot()) {
      return new byte[0];
    }
    if (!(entry.kind() instanceof Kind.Regular file)) {
      see(path, entry.kind().type());
      return new byte[0];
    }
    see(path, NodeType.REGULAR);
    if (file.isSparse()) {
      // The file begins with a hole, which no program or text does.
      return new byte[0];
    }
    byte[] read = content.readNBytes(Clues.wanted(path, file.size()));
    clues.read(path, read, file.size());
    if (file.size() >= ElfHeader.SMALLEST_FILE) {
      ElfHeader.parse(ByteBuffer.wrap(read)).ifPresent(header -> see(path, header));
    }
    return read;
  }

  /** Returns the conclusions from all evidence. */
  public TreeIdentity identity() {
    return Conclusions.of(clues, census, isEmpty);
  }
}
