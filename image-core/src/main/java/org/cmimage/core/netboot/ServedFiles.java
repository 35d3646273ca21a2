package org.cmimage.core.netboot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.Attempt;
import org.cmimage.core.netboot.ServedRecord.Made;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;
import org.cmimage.model.netboot.NetworkBoot;
import org.cmimage.model.netboot.ServedKernel;

/**
 * The copies that nodes fetch. The files of a directory, such as a kernel and its initramfs, are
 * replaced together, when all of them are on the disk; where one cannot be made, the directory
 * stays as it is, and a warning says why. For one thread.
 */
public final class ServedFiles {
  private final ClusterLayout layout;
  private final HostCalls calls;
  private final Path headNode;
  private final List<String> warnings = new ArrayList<>();
  private final List<ServedChange> changes = new ArrayList<>();

  /** What is copied into a directory: the sources by path; only those that are out of date. */
  private final List<Map<String, BootSource>> outdated = new ArrayList<>();

  private final Set<String> obsolete = new TreeSet<>();
  private SortedMap<String, Made> made = new TreeMap<>();

  private ServedFiles(ClusterLayout layout, HostCalls calls, Path headNode) {
    this.layout = layout;
    this.calls = calls;
    this.headNode = headNode;
  }

  /**
   * Compares what is served with what is wanted. Changes nothing.
   *
   * @param headNode the root of the machine with the distribution's loaders
   */
  public static ServedFiles compare(
      ClusterLayout layout, HostCalls calls, Path headNode, NetworkBoot wanted) throws IOException {
    ServedFiles files = new ServedFiles(layout, calls, headNode);
    files.made = ServedRecord.read(layout.servedRecord());
    try (Rootfs cluster = Rootfs.open(calls, layout.root())) {
      files.compare(cluster, wanted.kernels());
    }
    return files;
  }

  /** Returns what is, or is to be, changed. */
  public List<ServedChange> changes() {
    return List.copyOf(changes);
  }

  /** Returns what has no effect, or could not be carried out, a sentence each. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  private void compare(Rootfs cluster, List<ServedKernel> kernels) throws IOException {
    // What nodes booted so far stays while an image or a loader is missing.
    Set<String> kept = new TreeSet<>();
    Map<Architecture, List<Path>> trees = new LinkedHashMap<>();
    KernelSources sources = new KernelSources(layout, calls, warnings);
    for (ServedKernel kernel : kernels) {
      compare(cluster, sources.of(kernel));
      kept.add(kernel.directory() + "/" + ServedKernel.KERNEL);
      kept.add(kernel.directory() + "/" + ServedKernel.INITRD);
      kernel
          .architecture()
          .ifPresent(
              architecture ->
                  trees
                      .computeIfAbsent(architecture, none -> new ArrayList<>())
                      .add(layout.resolve(kernel.tree())));
    }
    Loaders loaders = new Loaders(calls, headNode, warnings);
    for (Map.Entry<Architecture, List<Path>> entry : trees.entrySet()) {
      Map<String, BootSource> found = loaders.of(entry.getKey(), entry.getValue());
      compare(cluster, found);
      kept.addAll(found.isEmpty() ? Loaders.paths(entry.getKey()) : found.keySet());
    }
    for (String path : made.keySet()) {
      if (!kept.contains(path)) {
        addObsolete(cluster, path);
      }
    }
  }

  /** Adds a directory's files that are out of date; none where one is somebody else's. */
  private void compare(Rootfs cluster, Map<String, BootSource> sources) throws IOException {
    Map<String, BootSource> older = new LinkedHashMap<>();
    List<ServedChange> needed = new ArrayList<>();
    for (Map.Entry<String, BootSource> entry : sources.entrySet()) {
      String path = entry.getKey();
      BootSource source = entry.getValue();
      Optional<FileStatus> status = cluster.status(TreePath.of(path));
      if (status.isPresent() && !isOurs(path, status.get())) {
        warnings.add(
            path + " was not made by cm-image, and stays; move it away, then run: cm-image apply");
        return;
      }
      Made before = made.get(path);
      boolean isCurrent =
          before != null
              && before.source().equals(source.stamp())
              && status.map(BootSource::stamp).equals(Optional.of(before.copy()));
      if (!isCurrent) {
        older.put(path, source);
        ServedChange.Kind kind =
            status.isPresent() ? ServedChange.Kind.CHANGED : ServedChange.Kind.ADDED;
        needed.add(new ServedChange(kind, path, source.shown(), source.status().size()));
      }
    }
    if (!older.isEmpty()) {
      outdated.add(older);
      changes.addAll(needed);
    }
  }

  private boolean isOurs(String path, FileStatus status) {
    return made.containsKey(path) && status.type() == NodeType.REGULAR;
  }

  private void addObsolete(Rootfs cluster, String path) throws IOException {
    Optional<FileStatus> status = cluster.status(TreePath.of(path));
    Made before = made.getOrDefault(path, ServedRecord.UNFINISHED);
    boolean isAsMade =
        before.equals(ServedRecord.UNFINISHED)
            || status.map(BootSource::stamp).equals(Optional.of(before.copy()));
    boolean isUnchanged = status.isEmpty() || (isOurs(path, status.get()) && isAsMade);
    if (!isUnchanged) {
      warnings.add(path + " is not needed any more, and stays, as cm-image did not change it last");
      return;
    }
    obsolete.add(path);
    status.ifPresent(
        found -> changes.add(new ServedChange(ServedChange.Kind.REMOVED, path, "", found.size())));
  }

  /** Makes what is out of date. What cannot be made is a warning, and stays as it is. */
  public void copy() throws IOException {
    if (outdated.isEmpty()) {
      return;
    }
    SortedMap<String, Made> intended = new TreeMap<>(made);
    outdated.forEach(
        files -> files.keySet().forEach(path -> intended.put(path, ServedRecord.UNFINISHED)));
    ServedRecord.write(layout.servedRecord(), intended);
    SortedMap<String, Made> reached = new TreeMap<>(intended);
    try (Rootfs cluster = Rootfs.open(calls, layout.root())) {
      BootFileCopies copies = new BootFileCopies(calls, cluster);
      for (Map<String, BootSource> files : outdated) {
        try {
          reached.putAll(copies.make(files));
        } catch (IOException e) {
          giveUp(files, e);
        }
      }
    }
    made = reached;
    ServedRecord.write(layout.servedRecord(), made);
  }

  /** Leaves the files as they are; their record stays unfinished, so that they are made anew. */
  private void giveUp(Map<String, BootSource> files, IOException reason) {
    changes.removeIf(change -> files.containsKey(change.path()));
    String first = files.keySet().iterator().next();
    String directory = first.substring(0, first.lastIndexOf('/'));
    Attempt copying =
        new Attempt(
            "cannot make the files of " + directory,
            layout.root(),
            new Remedy.Advice("then run: cm-image apply"));
    warnings.add(String.valueOf(copying.fault(reason).getMessage()));
  }

  /** Removes what is not needed any more; to be called when no configuration names it. */
  public void removeObsolete() throws IOException {
    if (obsolete.isEmpty()) {
      return;
    }
    SortedMap<String, Made> left = new TreeMap<>(made);
    try (Rootfs cluster = Rootfs.open(calls, layout.root())) {
      BootFileCopies copies = new BootFileCopies(calls, cluster);
      for (String path : obsolete) {
        copies.remove(path);
        left.remove(path);
      }
    }
    made = left;
    ServedRecord.write(layout.servedRecord(), made);
  }
}
