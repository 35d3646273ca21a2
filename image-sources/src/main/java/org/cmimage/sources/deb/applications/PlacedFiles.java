package org.cmimage.sources.deb.applications;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.write.CollisionPolicy;
import org.cmimage.core.write.RootfsWriter;

/**
 * The files that have been written into a tree of applications, with their packages. Thread-safe.
 */
final class PlacedFiles {
  private final EntrySink sink;
  private final Map<TreePath, String> owners = new ConcurrentHashMap<>();

  /**
   * The application that provides the documents of each package; other applications with the same
   * package do not.
   */
  private final Map<String, Application> documented = new ConcurrentHashMap<>();

  /** The modification time of the newest file, in seconds since the epoch. */
  private final AtomicLong newest = new AtomicLong();

  PlacedFiles(RootfsWriter writer) {
    this.sink = writer.part(0, CollisionPolicy.REFUSE);
  }

  /** Returns whether this application is the one that provides the documents of a package. */
  boolean documents(String packageName, Application application) {
    return documented.computeIfAbsent(packageName, first -> application).equals(application);
  }

  /**
   * Writes a file.
   *
   * @throws FaultException if another package has a file at the same path
   */
  void write(String packageName, TreeEntry entry, InputStream content) throws IOException {
    String other = owners.putIfAbsent(entry.path(), packageName);
    if (other != null) {
      throw new FaultException(
          ErrorCode.DEPENDENCY_CONFLICT,
          "cannot move the files of package " + packageName,
          entry.path() + " is there already, from package " + other,
          new Remedy.ExcludePackages(List.of(packageName)));
    }
    newest.accumulateAndGet(entry.attributes().mtimeSeconds(), Math::max);
    sink.accept(entry, content);
  }

  /** Writes a generated text, with the modification time of the newest file. */
  void text(TreePath path, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    write(
        "cm-image",
        new TreeEntry(path, new Kind.Regular(bytes.length), attributes(0644)),
        new ByteArrayInputStream(bytes));
  }

  /** Returns whether anything exists at or below a path. */
  boolean has(TreePath path) {
    return owners.keySet().stream().anyMatch(there -> there.startsWith(path));
  }

  /** Makes the links whose targets exist; returns the others. */
  Set<TreePath> link(SortedMap<TreePath, TreePath> links) throws IOException {
    Set<TreePath> there = new HashSet<>();
    owners.keySet().forEach(path -> addWithParents(path, there));
    Set<TreePath> left = new TreeSet<>(links.keySet());
    left.removeAll(owners.keySet());
    boolean more = true;
    while (more) {
      more = false;
      for (Map.Entry<TreePath, TreePath> link : links.entrySet()) {
        if (there.contains(link.getValue()) && left.remove(link.getKey())) {
          Kind kind = new Kind.Symlink(Relocation.text(link.getKey(), link.getValue()));
          write(
              "cm-image",
              new TreeEntry(link.getKey(), kind, attributes(0777)),
              InputStream.nullInputStream());
          addWithParents(link.getKey(), there);
          more = true;
        }
      }
    }
    return left;
  }

  private static void addWithParents(TreePath path, Set<TreePath> all) {
    for (TreePath at = path; !at.isRoot() && all.add(at); at = at.parent()) {
      // stops at the first known directory
    }
  }

  /** Makes these directories, and sets the modification time of all others that were made. */
  void directories(List<TreePath> more) throws IOException {
    Set<TreePath> directories = new TreeSet<>();
    owners.keySet().forEach(path -> addWithParents(path.parent(), directories));
    more.forEach(path -> addWithParents(path, directories));
    directories.add(TreePath.ROOT);
    for (TreePath directory : directories) {
      sink.accept(
          new TreeEntry(directory, new Kind.Directory(), attributes(0755)),
          InputStream.nullInputStream());
    }
  }

  private TreeEntry.Attributes attributes(int mode) {
    return new TreeEntry.Attributes(mode, 0, 0, newest.get(), 0, Map.of());
  }
}
