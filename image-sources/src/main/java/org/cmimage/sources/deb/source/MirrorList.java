package org.cmimage.sources.deb.source;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cmimage.core.catalog.Login;
import org.cmimage.sources.location.VfsLocation;

/**
 * A file of mirrors that a {@code mirror+file:} URI names (apt-transport-mirror(1)): a URI on each
 * line, followed by words such as {@code priority:1} and {@code arch:arm64}. The best mirror is
 * used; the others are not tried.
 */
final class MirrorList {
  private static final String SCHEME = "mirror+file:";
  private static final int MAX_BYTES = 1 << 20;
  private static final Splitter WORDS = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();

  private MirrorList() {}

  /** A line. */
  private record Mirror(String uri, int priority) {}

  static boolean isOne(String uri) {
    return uri.toLowerCase(Locale.ROOT).startsWith(SCHEME);
  }

  /** Returns the mirror to use for an architecture; empty if the list has none. */
  static Optional<String> best(String uri, String architecture) throws IOException {
    String path = "file:" + uri.substring(SCHEME.length());
    String text = new String(VfsLocation.read(path, MAX_BYTES), StandardCharsets.UTF_8);
    List<Mirror> mirrors = new ArrayList<>();
    for (String line : text.lines().toList()) {
      List<String> words = WORDS.splitToList(line);
      if (words.isEmpty() || words.get(0).startsWith("#")) {
        continue;
      }
      List<String> architectures = values(words, "arch:");
      boolean indices = values(words, "type:").stream().allMatch(type -> type.equals("deb"));
      if (RepositorySelector.isSupported(words.get(0))
          && indices
          && (architectures.isEmpty() || architectures.contains(architecture))) {
        mirrors.add(new Mirror(words.get(0), priority(words)));
      }
    }
    return mirrors.stream().min(Comparator.comparingInt(Mirror::priority)).map(Mirror::uri);
  }

  /** Returns the notice about a chosen mirror for a plan. */
  static String notice(AptSource source, String uri, String mirror) {
    return source.place()
        + ": of the mirrors in "
        + uri.substring(SCHEME.length())
        + ", "
        + Login.without(mirror)
        + " is used";
  }

  private static List<String> values(List<String> words, String key) {
    return words.stream()
        .skip(1)
        .filter(word -> word.startsWith(key))
        .map(word -> word.substring(key.length()))
        .toList();
  }

  private static int priority(List<String> words) {
    return values(words, "priority:").stream()
        .filter(value -> value.matches("\\d{1,9}"))
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElse(Integer.MAX_VALUE);
  }
}
