package org.cmimage.sources.deb.applications;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.cmimage.core.tree.BlockStream;
import org.cmimage.core.tree.TreePath;

/**
 * Collects the absolute paths in the programs of an application, and finds those that name files of
 * the same application, which have been moved. Thread-safe.
 *
 * <p>This is a guess, because a path may be composed at run time or unused: good enough for a
 * warning, not for a refusal.
 */
final class AbsolutePaths {
  private static final List<String> STARTS = ImmutableList.of("/usr/", "/etc/", "/lib/");
  private static final int SHORTEST = 6;
  private static final int LONGEST = 250;

  /** The largest number of paths that are collected; no application has so many. */
  private static final int MOST = 50_000;

  /** Directories that programs search for optional files; naming them is harmless. */
  private static final Set<String> COMMON =
      ImmutableSet.of(
          "/etc",
          "/lib",
          "/usr",
          "/usr/bin",
          "/usr/games",
          "/usr/lib",
          "/usr/libexec",
          "/usr/sbin",
          "/usr/share",
          "/usr/share/doc",
          "/usr/share/locale",
          "/usr/share/man");

  /** The paths that programs name, each with the first program that does. */
  private final Map<String, TreePath> named = new ConcurrentHashMap<>();

  private final Set<String> moved = ConcurrentHashMap.newKeySet();

  /** Records a file that was moved, by its old path. */
  void moved(TreePath old) {
    moved.add(old.toString());
  }

  /** Returns the content of a program; it is searched for paths while it is read. */
  InputStream watch(TreePath old, InputStream content) {
    return new Watched(old, content);
  }

  /** Returns {@code <program> names <path>} for each path that no longer exists. */
  SortedSet<String> broken() {
    Set<String> meant = new HashSet<>(moved);
    for (String path : moved) {
      for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        String directory = path.substring(0, slash);
        if (!COMMON.contains(directory) && !isOfLibraries(directory)) {
          meant.add(directory);
        }
      }
    }
    SortedSet<String> broken = new TreeSet<>();
    named.forEach(
        (path, program) -> {
          if (meant.contains(path)) {
            broken.add(program + " names " + path);
          }
        });
    return broken;
  }

  private static boolean isOfLibraries(String directory) {
    return directory.matches("(/usr)?/lib/[a-z0-9_]+-linux-gnu[a-z0-9]*");
  }

  private final class Watched extends BlockStream {
    private final InputStream in;
    private final TreePath program;
    private final StringBuilder run = new StringBuilder();

    Watched(TreePath program, InputStream in) {
      this.in = in;
      this.program = program;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = in.read(buffer, offset, length);
      for (int i = offset; i < offset + count; i++) {
        take(buffer[i]);
      }
      if (count < 0) {
        end();
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }

    private void take(byte b) {
      boolean ofPath =
          b >= 'a' && b <= 'z'
              || b >= 'A' && b <= 'Z'
              || b >= '+' && b <= '9' && b != ','
              || b == '_'
              || b == '@';
      if (!ofPath) {
        end();
      } else if (run.length() < LONGEST) {
        run.append((char) b);
      }
    }

    private void end() {
      if (run.length() >= SHORTEST && named.size() < MOST) {
        for (String start : STARTS) {
          int at = run.indexOf(start);
          if (at == 0 || at > 0 && run.charAt(at - 1) != '/' && !start.equals("/lib/")) {
            named.putIfAbsent(run.substring(at).replaceFirst("[/.]+$", ""), program);
          }
        }
      }
      run.setLength(0);
    }
  }

  /** Returns whether a relocated file is a program. */
  static boolean isProgram(TreePath place, Application application) {
    String rest =
        new String(place.bytes(), ISO_8859_1)
            .substring(Math.min(place.length(), application.directory().length()));
    return rest.startsWith("/bin/")
        || rest.startsWith("/sbin/")
        || rest.startsWith("/lib/")
        || rest.startsWith("/libexec/");
  }
}
