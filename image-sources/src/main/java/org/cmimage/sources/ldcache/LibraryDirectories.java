package org.cmimage.sources.ldcache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;

/** The directories that ldconfig goes through: those of ld.so.conf(5), and the built-in ones. */
final class LibraryDirectories {
  private static final TreePath CONFIGURATION = TreePath.of("etc/ld.so.conf");
  private static final int LARGEST = 1 << 16;
  private static final int DEEPEST = 8;

  private final Rootfs tree;
  private final List<String> found = new ArrayList<>();
  private final Set<List<Long>> known = new HashSet<>();

  private LibraryDirectories(Rootfs tree) {
    this.tree = tree;
  }

  /** Returns the directories that exist, each once, under the first name it is given by. */
  static List<String> of(Rootfs tree, Architecture architecture) throws IOException {
    LibraryDirectories directories = new LibraryDirectories(tree);
    directories.read(CONFIGURATION, 0);
    String triplet = architecture.multiarchTuple();
    for (String directory : List.of("/lib/" + triplet, "/usr/lib/" + triplet, "/lib", "/usr/lib")) {
      directories.add(directory);
    }
    return directories.found;
  }

  private void read(TreePath file, int depth) throws IOException {
    Optional<byte[]> content = depth > DEEPEST ? Optional.empty() : tree.read(file, LARGEST);
    String text = content.map(bytes -> new String(bytes, ISO_8859_1)).orElse("");
    for (String line : text.split("\n")) {
      String words = line.replaceFirst("#.*", "").strip();
      if (words.matches("include\\s.*")) {
        for (String pattern : words.replaceFirst("include\\s+", "").split("\\s+")) {
          include(file.parent(), pattern, depth);
        }
      } else if (words.startsWith("/")) {
        add(words.replaceFirst("=.*", "").replaceFirst("/+$", ""));
      }
    }
  }

  private void include(TreePath from, String pattern, int depth) throws IOException {
    TreePath path =
        pattern.startsWith("/") ? TreePath.of(pattern.substring(1)) : from.resolve(pattern);
    Pattern names = glob(new String(path.name(), ISO_8859_1));
    for (TreePath file : tree.list(path.parent())) {
      if (names.matcher(new String(file.name(), ISO_8859_1)).matches()) {
        read(file, depth + 1);
      }
    }
  }

  /** Returns the pattern of glob(7) for a name, without its ranges. */
  private static Pattern glob(String name) {
    String visible = name.startsWith(".") ? "" : "(?!\\.)";
    String quoted = Pattern.quote(name).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
    return Pattern.compile(visible + quoted);
  }

  private void add(String directory) throws IOException {
    TreePath path = TreePath.of(directory.substring(1));
    if (tree.isDirectory(path)) {
      try (HostCalls.Handle handle = tree.calls().openInRoot(tree.root(), path)) {
        FileStatus status = tree.calls().status(handle);
        if (known.add(List.of(status.device(), status.inode()))) {
          found.add(directory);
        }
      }
    }
  }
}
