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
 * Gathers what tells what a tree is, from a tree or from the entries of an archive. Of most files
 * it reads the first 20 bytes, of kernels the first 16 KiB, and whole only the few that say what
 * the tree is. Of an archive, no links are followed and no database of RPM packages is read.
 *
 * <p>Takes the entries of an archive from one thread; may be asked at any time.
 */
public final class TreeEvidence implements EntrySink {
  private final ProgramCensus census = new ProgramCensus();
  private final Clues clues = new Clues();
  private volatile boolean isEmpty = true;

  /** No evidence yet. */
  public TreeEvidence() {}

  /** The evidence of a tree, by one walk. */
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

  /** Whether a node can be an ELF file. */
  public static boolean isLongEnough(FileStatus status) {
    return status.type() == NodeType.REGULAR && status.size() >= ElfHeader.SMALLEST_FILE;
  }

  /** Notes that there is a node. */
  public void see(TreePath path, NodeType type) {
    isEmpty = false;
    clues.see(path, type);
  }

  /** Notes that there is an ELF file. */
  public void see(TreePath path, ElfHeader header) {
    census.add(path, header);
  }

  /** Reads the files of the tree whose nodes it has seen. */
  public void readFiles(Rootfs tree) throws IOException {
    clues.readFiles(tree);
  }

  /** How many ELF files there are of each machine type. */
  public Map<String, Long> machines() {
    return census.counts();
  }

  /** Whether there is no node but the root. */
  public boolean isEmpty() {
    return isEmpty;
  }

  /** What single files of it say. */
  public Clues clues() {
    return clues;
  }

  /** Takes an entry of an archive; reads no more of its content than it needs. */
  @Override
  public void accept(TreeEntry entry, InputStream content) throws IOException {
    take(entry, content);
  }

  /**
   * A sink that passes all entries on to another, and refuses to go on as soon as it is plain that
   * they are not the component's: on the first pages of a large archive, not at its end. What it
   * lets pass is still to be verified.
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

  /** Gives what it has read of the content. */
  private byte[] take(TreeEntry entry, InputStream content) throws IOException {
    TreePath path = entry.path();
    if (path.isRoot()) {
      return new byte[0];
    }
    if (!(entry.kind() instanceof Kind.Regular file)) {
      see(path, type(entry.kind()));
      return new byte[0];
    }
    see(path, NodeType.REGULAR);
    if (file.isSparse()) {
      // Its content does not begin at its beginning. No program or text has holes.
      return new byte[0];
    }
    byte[] read = content.readNBytes(Clues.wanted(path, file.size()));
    clues.read(path, read, file.size());
    if (file.size() >= ElfHeader.SMALLEST_FILE) {
      ElfHeader.parse(ByteBuffer.wrap(read)).ifPresent(header -> see(path, header));
    }
    return read;
  }

  private static NodeType type(Kind kind) {
    if (kind instanceof Kind.Special special) {
      return special.type();
    }
    return kind instanceof Kind.Directory
        ? NodeType.DIRECTORY
        : kind instanceof Kind.Symlink ? NodeType.SYMLINK : NodeType.REGULAR;
  }

  /** What all of it comes to. */
  public TreeIdentity identity() {
    return Conclusions.of(clues, census, isEmpty);
  }
}
