package org.cmimage.sources.deb.unpack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.cmimage.core.spi.TreeEntry.Kind;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.archive.DebArchive;

/** What a package has, read when it is first asked for. For one thread. */
final class ArchiveContent {
  private static final Pattern MERGED = Pattern.compile("^/usr(?=/(?:s?bin|lib(?:32|64|x32)?)/)");
  private static final Pattern RUN = Pattern.compile("^/var/(?:run(?=/)|(?=lock/))");

  private final Path archive;
  private final Decompressor decompressor;
  private final Set<String> directories = new LinkedHashSet<>();
  private final Set<String> others = new LinkedHashSet<>();
  private boolean ownersByName;
  private boolean read;

  ArchiveContent(Path archive, Decompressor decompressor) {
    this.archive = archive;
    this.decompressor = decompressor;
  }

  /**
   * Returns whether the package has something where a pattern of the shell leads to, or below it;
   * or something else than a directory above it.
   */
  boolean has(String pattern) throws IOException {
    read();
    String plain = plain(pattern);
    Pattern at = Pattern.compile("(?s)" + regex(plain) + "(?:/.*)?");
    Pattern merged = Pattern.compile("(?s)" + regex("/usr" + plain) + "(?:/.*)?");
    for (String path : others) {
      if (at.matcher(path).matches()
          || merged.matcher(path).matches()
          || plain.startsWith(path + "/")) {
        return true;
      }
    }
    return directories.stream().anyMatch(path -> at.matcher(path).matches());
  }

  /** Returns whether files are given to accounts that are not on every system. */
  boolean hasOwnersByName() throws IOException {
    read();
    return ownersByName;
  }

  private void read() throws IOException {
    if (read) {
      return;
    }
    read = true;
    try (DebArchive deb = DebArchive.open(archive, decompressor)) {
      deb.readData(
          (entry, names, content) -> {
            String path =
                plain("/" + new String(entry.path().bytes(), StandardCharsets.ISO_8859_1));
            (entry.kind() instanceof Kind.Directory ? directories : others).add(path);
            ownersByName |= !StaticAccounts.has(names);
          });
    }
  }

  /** Returns one of several spellings that links of the system make equal. */
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
