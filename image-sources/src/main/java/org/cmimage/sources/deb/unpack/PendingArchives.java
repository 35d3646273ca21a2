package org.cmimage.sources.deb.unpack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;

/**
 * The archives, in the tree, of packages that the image's own dpkg has yet to unpack. An archive is
 * removed once its package is unpacked.
 */
public final class PendingArchives {
  private static final TreePath DIRECTORY = TreePath.of("var/lib/cm-image-archives");
  private static final String SUFFIX = ".deb";

  private PendingArchives() {}

  /** Copies the archive of a package into the tree. */
  static void add(EntrySink sink, String packageName, Path archive) throws IOException {
    TreeEntry.Attributes attributes = new TreeEntry.Attributes(0700, 0, 0, 0, 0, Map.of());
    sink.accept(
        new TreeEntry(DIRECTORY, new Kind.Directory(), attributes), InputStream.nullInputStream());
    try (InputStream content = Files.newInputStream(archive)) {
      Kind kind = new Kind.Regular(Files.size(archive));
      TreeEntry.Attributes own = new TreeEntry.Attributes(0600, 0, 0, 0, 0, Map.of());
      sink.accept(new TreeEntry(of(packageName), kind, own), content);
    }
  }

  /** Returns the path of the archive of a package. */
  public static TreePath of(String packageName) {
    return DIRECTORY.resolve(packageName + SUFFIX);
  }

  /** Returns the names of the packages whose archives exist. */
  public static List<String> packages(Rootfs tree) throws IOException {
    List<String> packages = new ArrayList<>();
    for (TreePath path : tree.list(DIRECTORY)) {
      String name = new String(path.name(), UTF_8);
      if (name.endsWith(SUFFIX)) {
        packages.add(name.substring(0, name.length() - SUFFIX.length()));
      }
    }
    return packages;
  }

  /** Removes the directory with all its content. */
  public static void remove(Rootfs tree) throws IOException {
    tree.delete(DIRECTORY);
  }
}
