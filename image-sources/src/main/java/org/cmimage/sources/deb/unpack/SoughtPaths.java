package org.cmimage.sources.deb.unpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.archive.ControlMember;
import org.cmimage.sources.deb.archive.DebArchive;
import org.cmimage.sources.tar.NamedEntrySink;
import org.cmimage.sources.tar.OwnerNames;

/**
 * The paths that the scripts of a package examine before it is unpacked. If the package itself has
 * one of these paths, they can detect it. Immutable.
 */
final class SoughtPaths {
  /** No paths. */
  static final SoughtPaths NONE = new SoughtPaths(ImmutableList.of());

  /**
   * The size in bytes up to which archives are read before they are unpacked: that takes
   * milliseconds.
   */
  private static final long SMALL = 1 << 20;

  private static final Pattern MERGED = Pattern.compile("^/usr(?=/(?:s?bin|lib(?:32|64|x32)?)/)");
  private static final Pattern RUN = Pattern.compile("^/var/(?:run(?=/)|(?=lock/))");
  private static final Pattern LINES = Pattern.compile("\n");

  private final ImmutableList<Sought> all;

  /**
   * A path or pattern.
   *
   * @param plain its canonical spelling
   * @param at matches the path and everything below it
   */
  private record Sought(String plain, Pattern at) {
    boolean isMetBy(String path, boolean directory) {
      return at.matcher(path).matches() || !directory && plain.startsWith(path + "/");
    }
  }

  private SoughtPaths(ImmutableList<Sought> all) {
    this.all = all;
  }

  /**
   * Returns the paths of a script.
   *
   * @param patterns absolute patterns of the shell
   */
  static SoughtPaths of(Collection<String> patterns) {
    return new SoughtPaths(
        patterns.stream()
            .map(SoughtPaths::plain)
            .map(
                plain ->
                    new Sought(plain, Pattern.compile("(?s)(?:/usr)?" + regex(plain) + "(?:/.*)?")))
            .collect(ImmutableList.toImmutableList()));
  }

  /**
   * Returns a path that the package has, as far as it can be determined before unpacking: its
   * control members name regular files; a small archive is read as a whole.
   */
  Optional<String> find(Map<String, ControlMember> control, Path archive, Decompressor decompressor)
      throws IOException {
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> named =
        Stream.concat(
                lines(control, "md5sums").map(line -> line.replaceFirst("^\\S+ [ *]", "/")),
                lines(control, "conffiles"))
            .flatMap(path -> metBy(path, false).stream())
            .findFirst();
    if (named.isPresent() || Files.size(archive) > SMALL) {
      return named;
    }
    Watch watch = new Watch((entry, names, content) -> {});
    try (DebArchive deb = DebArchive.open(archive, decompressor)) {
      deb.readData(watch);
    }
    return watch.found();
  }

  /** Returns a sink that passes entries on up to the first that is examined. */
  Watch watch(NamedEntrySink sink) {
    return new Watch(sink);
  }

  /** Passes entries on until one is examined; that one and those that follow are omitted. */
  final class Watch implements NamedEntrySink {
    private final NamedEntrySink sink;
    private Optional<String> found = Optional.empty();

    private Watch(NamedEntrySink sink) {
      this.sink = sink;
    }

    /** Returns the pattern that an entry matched. */
    Optional<String> found() {
      return found;
    }

    @Override
    public void accept(TreeEntry entry, OwnerNames names, InputStream content) throws IOException {
      if (found.isEmpty() && !all.isEmpty()) {
        String path = "/" + new String(entry.path().bytes(), ISO_8859_1);
        found = metBy(path, entry.kind() instanceof Kind.Directory);
      }
      if (found.isEmpty()) {
        sink.accept(entry, names, content);
      }
    }
  }

  private Optional<String> metBy(String path, boolean directory) {
    String plain = plain(path);
    return all.stream()
        .filter(sought -> sought.isMetBy(plain, directory))
        .map(Sought::plain)
        .findFirst();
  }

  private static Stream<String> lines(Map<String, ControlMember> control, String member) {
    ControlMember text = control.get(member);
    return text == null
        ? Stream.empty()
        : LINES.splitAsStream(new String(text.content(), ISO_8859_1)).filter(s -> !s.isEmpty());
  }

  /** Returns the canonical one of several spellings that links of the system make equal. */
  private static String plain(String path) {
    String run = RUN.matcher(path).replaceFirst("/run/").replace("/run//", "/run/");
    String plain = MERGED.matcher(run).replaceFirst("");
    return plain.length() > 1 && plain.endsWith("/")
        ? plain.substring(0, plain.length() - 1)
        : plain;
  }

  private static String regex(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (char c : pattern.toCharArray()) {
      switch (c) {
        case '*', '[', ']', '\\' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }
}
