package org.cmimage.sources.medium;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.identity.TreeEvidence;
import org.cmimage.core.identity.TreeIdentity;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Extent;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.tree.TreeView;

/**
 * Reads the entries of an archive, identifies the tree, and keeps the package database and the
 * settings of package tools: what a plan needs before the tree exists. The lists of files are not
 * kept. Thread-safe once all is read.
 */
final class KeptFiles implements EntrySink, TreeView {
  private static final TreePath DATABASE = TreePath.of("var/lib/dpkg");
  private static final TreePath LISTS = TreePath.of("var/lib/dpkg/info");

  private static final List<TreePath> SETTINGS =
      List.of(
          TreePath.of("etc/apt/apt.conf.d"),
          TreePath.of("etc/dpkg/dpkg.cfg.d"),
          TreePath.of("usr/sbin/policy-rc.d"),
          TreePath.of("etc/passwd"),
          TreePath.of("etc/fstab"),
          TreePath.of("etc/systemd/system"));

  /** The directory of which only the names are kept. */
  private static final TreePath BOOT = TreePath.of("boot");

  private static final int MOST_NAMES = 1000;

  private static final long MAX_SETTING = 64 << 10;

  /** The limit of kept bytes; a status file of 5,000 packages has 10 MiB. */
  private static final long MOST = 64 << 20;

  private final TreeEvidence evidence = new TreeEvidence();
  private final Map<TreePath, byte[]> files = new TreeMap<>();
  private final Set<TreePath> boot = new TreeSet<>();
  private long kept;
  private long bytes;

  @Override
  public void accept(TreeEntry entry, InputStream content) throws IOException {
    files.remove(entry.path());
    if (entry.kind() instanceof Kind.Regular file) {
      bytes += bytes(file);
    }
    if (entry.path().depth() == 2 && entry.path().startsWith(BOOT) && boot.size() < MOST_NAMES) {
      boot.add(entry.path());
    }
    if (!isWanted(entry) && !isSetting(entry)) {
      evidence.accept(entry, content);
      return;
    }
    byte[] all = content.readNBytes((int) Math.min(MOST - kept, Integer.MAX_VALUE - 8) + 1);
    kept += all.length;
    if (kept > MOST) {
      throw new FaultException(
          ErrorCode.SOURCE_CORRUPT,
          "cannot use \"" + entry.path() + "\"",
          "the package database is larger than " + MOST + " bytes",
          new Remedy.None());
    }
    files.put(entry.path(), all);
    evidence.accept(entry, new ByteArrayInputStream(all));
  }

  private static boolean isWanted(TreeEntry entry) {
    return entry.kind() instanceof Kind.Regular file
        && !file.isSparse()
        && entry.path().startsWith(DATABASE)
        && !entry.path().startsWith(LISTS);
  }

  /** Returns whether an entry is a setting of the tree's package tools; these are small files. */
  private static boolean isSetting(TreeEntry entry) {
    return entry.kind() instanceof Kind.Regular file
        && file.size() <= MAX_SETTING
        && SETTINGS.stream().anyMatch(entry.path()::startsWith);
  }

  private static long bytes(Kind.Regular file) {
    return file.isSparse() ? file.data().stream().mapToLong(Extent::length).sum() : file.size();
  }

  /** Returns the total size of all files in bytes, without holes. */
  long bytes() {
    return bytes;
  }

  /** Returns the identity concluded from all entries. */
  TreeIdentity identity() {
    return evidence.identity();
  }

  @Override
  public Optional<byte[]> read(TreePath path, int limit) throws IOException {
    byte[] content = files.get(path);
    if (content != null && content.length > limit) {
      throw new IOException(path + " is longer than " + limit + " bytes");
    }
    return Optional.ofNullable(content).map(byte[]::clone);
  }

  @Override
  public List<TreePath> list(TreePath directory) {
    if (directory.equals(BOOT)) {
      return List.copyOf(boot);
    }
    return files.keySet().stream()
        .filter(path -> path.startsWith(directory) && path.depth() > directory.depth())
        .map(path -> ancestor(path, directory.depth() + 1))
        .distinct()
        .toList();
  }

  private static TreePath ancestor(TreePath path, int depth) {
    TreePath above = path;
    while (above.depth() > depth) {
      above = above.parent();
    }
    return above;
  }
}
