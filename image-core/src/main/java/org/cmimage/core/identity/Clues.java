package org.cmimage.core.identity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.format.DpkgInventory;
import org.cmimage.core.format.ElfHeader;
import org.cmimage.core.format.KernelImage;
import org.cmimage.core.format.KernelPlaces;
import org.cmimage.core.format.KernelRelease;
import org.cmimage.core.format.OsRelease;
import org.cmimage.core.format.rpm.RpmInventory;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/** The evidence from single files of a tree. Thread-safe; uses limited memory. */
public final class Clues {
  private static final int OS_RELEASE_LIMIT = 64 << 10;
  private static final int MARKER_LIMIT = 256 << 10;

  /** The bytes of an archive's dpkg database kept in memory; some five times a large one. */
  private static final int STATUS_LIMIT = 32 << 20;

  private static final int MOST_KERNELS = 64;

  private final Set<TreePath> landmarks = ConcurrentHashMap.newKeySet();
  private final Map<TreePath, OsRelease> osReleases = new ConcurrentSkipListMap<>();
  private final Set<String> modules = ConcurrentHashMap.newKeySet();
  private final Map<TreePath, Optional<KernelImage>> kernels = new ConcurrentSkipListMap<>();
  private volatile Optional<ComponentMarker> marker = Optional.empty();
  private volatile Optional<String> markerFault = Optional.empty();
  private volatile Optional<DpkgInventory> dpkg = Optional.empty();
  private volatile Optional<RpmInventory> rpm = Optional.empty();
  private volatile Optional<String> rpmFault = Optional.empty();

  /** Records that a node has this path. */
  void see(TreePath path, NodeType type) {
    Landmark.in(path).ifPresent(landmarks::add);
    for (TreePath directory : KernelPlaces.MODULES) {
      int depth = directory.depth();
      if (path.startsWith(directory) && path.depth() > depth + 1 && modules.size() < MOST_KERNELS) {
        String name = new String(path.components().get(depth), ISO_8859_1);
        if (KernelRelease.isWellFormed(name)) {
          modules.add(name);
        }
      }
    }
    if (type == NodeType.REGULAR && isKernel(path) && kernels.size() < MOST_KERNELS) {
      kernels.putIfAbsent(path, Optional.empty());
    }
  }

  private static boolean isKernel(TreePath path) {
    return path.parent().equals(KernelPlaces.BOOT) && KernelPlaces.ofImage(path).isPresent();
  }

  /** Returns how many bytes of a regular file to read at most, if it is that long. */
  static int wanted(TreePath path, long size) {
    if (isKernel(path)) {
      return KernelImage.HEAD;
    }
    int whole =
        Landmark.OS_RELEASE.isAt(path)
            ? OS_RELEASE_LIMIT
            : path.equals(ComponentMarker.PATH)
                ? MARKER_LIMIT
                : path.equals(DpkgInventory.STATUS) ? STATUS_LIMIT : 0;
    return size <= whole ? whole : ElfHeader.LENGTH;
  }

  /** Returns whether the file at this path identifies the whole tree. */
  static boolean tellsOfAll(TreePath path) {
    return path.equals(ComponentMarker.PATH) || Landmark.OS_RELEASE.isAt(path);
  }

  /** Evaluates the content of a regular file. */
  void read(TreePath path, byte[] content, long size) throws IOException {
    if (isKernel(path)) {
      kernels.computeIfPresent(path, (key, none) -> KernelImage.parse(content));
    } else if (content.length == size) {
      readWhole(path, content);
    }
  }

  private void readWhole(TreePath path, byte[] content) throws IOException {
    if (Landmark.OS_RELEASE.isAt(path)) {
      osReleases.put(path, OsRelease.parse(content));
    } else if (path.equals(ComponentMarker.PATH)) {
      readMarker(new ByteArrayInputStream(content));
    } else if (path.equals(DpkgInventory.STATUS)) {
      dpkg = DpkgInventory.read(new ByteArrayInputStream(content));
    }
  }

  private void readMarker(InputStream content) throws IOException {
    try {
      marker = Optional.of(ComponentMarker.parse(content));
    } catch (FaultException e) {
      markerFault = Optional.of(e.getMessage());
    }
  }

  /** Reads the files of a tree whose nodes were recorded; links inside the tree are followed. */
  void readFiles(Rootfs tree) throws IOException {
    for (TreePath path : Landmark.OS_RELEASE.paths()) {
      Optional<byte[]> file = head(tree, path, OS_RELEASE_LIMIT + 1);
      if (file.isPresent() && file.get().length <= OS_RELEASE_LIMIT) {
        osReleases.put(path, OsRelease.parse(file.get()));
      }
    }
    for (TreePath path : kernels.keySet()) {
      Optional<byte[]> file = head(tree, path, KernelImage.HEAD);
      kernels.put(path, file.flatMap(KernelImage::parse));
    }
    Optional<InputStream> markerFile = tree.openFile(ComponentMarker.PATH);
    if (markerFile.isPresent()) {
      try (InputStream in = markerFile.get()) {
        readMarker(in);
      }
    }
    Optional<InputStream> status = tree.openFile(DpkgInventory.STATUS);
    if (status.isPresent()) {
      try (InputStream in = status.get()) {
        dpkg = DpkgInventory.read(in);
      }
    }
    readRpm(tree);
  }

  private void readRpm(Rootfs tree) throws IOException {
    try {
      rpm = RpmInventory.of(tree);
    } catch (FaultException e) {
      if (e.code() != ErrorCode.IMAGE_INCOMPLETE) {
        throw e;
      }
      rpmFault = Optional.of(e.getMessage());
    }
  }

  private static Optional<byte[]> head(Rootfs tree, TreePath path, int length) throws IOException {
    Optional<InputStream> file = tree.openFile(path);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = file.get()) {
      return Optional.of(in.readNBytes(length));
    }
  }

  /** Returns the path of the landmark, the first of several; empty if the tree has none. */
  Optional<TreePath> at(Landmark landmark) {
    return landmark.paths().stream().filter(landmarks::contains).findFirst();
  }

  /** Returns the first existing release file, in the order of their priority. */
  Optional<TreePath> osReleasePath() {
    return Landmark.OS_RELEASE.paths().stream().filter(osReleases::containsKey).findFirst();
  }

  Optional<OsRelease> osRelease() {
    return osReleasePath().map(osReleases::get);
  }

  /** Returns the marker of the component; empty if there is none. */
  public Optional<ComponentMarker> marker() {
    return marker;
  }

  /** Returns why the marker cannot be read; empty if it can. */
  public Optional<String> markerFault() {
    return markerFault;
  }

  Optional<DpkgInventory> dpkg() {
    return dpkg;
  }

  /** Returns the summary of rpm's database; empty if there is none. */
  public Optional<RpmInventory> rpm() {
    return rpm;
  }

  /** Returns why rpm's database cannot be read; empty if it can. */
  public Optional<String> rpmFault() {
    return rpmFault;
  }

  /** Returns the kernel images, by path. */
  Map<TreePath, Optional<KernelImage>> kernels() {
    return kernels;
  }

  /** Returns the releases of kernels and of modules. */
  TreeSet<KernelRelease> releases() {
    TreeSet<KernelRelease> releases = new TreeSet<>();
    modules.forEach(name -> releases.add(new KernelRelease(name)));
    kernels.keySet().forEach(path -> KernelPlaces.ofImage(path).ifPresent(releases::add));
    return releases;
  }
}
