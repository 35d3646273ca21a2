package org.cmimage.sources.deb.twins;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Map;
import org.cmimage.model.Architecture;

/**
 * The paths that a twin opens, and their replacements. Bytes of programs cannot move, so each new
 * path is as long as the old one; links in the twins' directory lead from there to the files.
 * Stateless.
 */
final class PrivatePaths {
  /** The directory of the twins in a session. */
  static final String DIRECTORY = "/dev/.twins/";

  /** The name of the loader in it. */
  static final String LOADER = "ld.so";

  /** The directory of the libraries in it. */
  static final String LIBRARIES = "lib";

  /** A cache and a list that are for the tree's own libraries. */
  private static final String[] OF_THE_TREE = {"/etc/ld.so.cache", "/etc/ld.so.preload"};

  /** PT_INTERP is at the front of every program, so that the kernel finds it on the first page. */
  private static final int HEADER = 4096;

  private final byte[] loader;
  private final ImmutableMap<String, String> substitutes;

  /** Creates the paths of an architecture's programs. */
  PrivatePaths(Architecture host) {
    this.loader = host.loaderPath().getBytes(ISO_8859_1);
    ImmutableMap.Builder<String, String> map = ImmutableMap.builder();
    for (String path : new String[] {"/usr/lib/", "/lib/"}) {
      String old = path + host.multiarchTuple();
      map.put(old, substitute(old));
    }
    for (String path : OF_THE_TREE) {
      map.put(path, substitute(path));
    }
    this.substitutes = map.buildOrThrow();
  }

  /** Returns the private directory, padded with the end of the old path. */
  private static String substitute(String old) {
    return DIRECTORY + old.substring(DIRECTORY.length());
  }

  /** Returns the names in the twins' directory that must lead to the libraries. */
  static Iterable<String> libraryNames(Architecture host) {
    return new PrivatePaths(host)
        .substitutes.entrySet().stream()
            .filter(entry -> entry.getKey().endsWith(host.multiarchTuple()))
            .map(entry -> entry.getValue().substring(DIRECTORY.length()))
            .toList();
  }

  /** Returns whether these are the first bytes of a program or library. */
  static boolean isElf(byte[] content) {
    return content.length > 4
        && content[0] == 0x7f
        && content[1] == 'E'
        && content[2] == 'L'
        && content[3] == 'F';
  }

  /** Changes the paths in a program or library. */
  void change(byte[] content) {
    int interpreter = indexOf(content, loader, 0, Math.min(content.length, HEADER));
    if (interpreter >= 0) {
      byte[] own = Arrays.copyOf((DIRECTORY + LOADER).getBytes(ISO_8859_1), loader.length);
      System.arraycopy(own, 0, content, interpreter, own.length);
    }
    for (Map.Entry<String, String> path : substitutes.entrySet()) {
      byte[] old = path.getKey().getBytes(ISO_8859_1);
      byte[] own = path.getValue().getBytes(ISO_8859_1);
      for (int at = indexOf(content, old, 0, content.length);
          at >= 0;
          at = indexOf(content, old, at + own.length, content.length)) {
        System.arraycopy(own, 0, content, at, own.length);
      }
    }
  }

  /** Returns the first index of bytes that begin with a slash; -1 if they do not occur. */
  static int indexOf(byte[] content, byte[] sought, int from, int to) {
    for (int at = from; at <= to - sought.length; at++) {
      if (content[at] == '/'
          && Arrays.equals(content, at, at + sought.length, sought, 0, sought.length)) {
        return at;
      }
    }
    return -1;
  }
}
