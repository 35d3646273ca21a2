package org.cmimage.sources.deb.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.AtomicFile;
import org.cmimage.sources.deb.control.Provenance;

/**
 * The newest Release file of each suite that was seen at each address, so that an old one, whose
 * signature is still valid, is not passed off as the current one. Thread-safe; of processes that
 * write at the same time one may lose its entry.
 *
 * <p>The file at one address must not become older. Mirrors of the same suite may be behind each
 * other, but not by more than {@link #LAG}.
 */
final class ReleaseHistory {
  /** Mirrors are synchronised several times a day; one that missed a day is still in use. */
  static final Duration LAG = Duration.ofDays(2);

  private static final int MOST_ADDRESSES = 50;
  private static final int MOST_BYTES = 1 << 20;

  private final Path directory;

  /**
   * Creates a history.
   *
   * @param directory for its files, one for each suite; it need not exist
   */
  ReleaseHistory(Path directory) {
    this.directory = directory;
  }

  /** The date of the newest file that was seen at an address. */
  private record Seen(Instant date, String address) {
    static Optional<Seen> parse(String line) {
      int blank = line.indexOf(' ');
      try {
        return blank < 0
            ? Optional.empty()
            : Optional.of(
                new Seen(Instant.parse(line.substring(0, blank)), line.substring(blank + 1)));
      } catch (DateTimeException e) {
        return Optional.empty(); // truncated, or not a file of this program
      }
    }
  }

  /**
   * Fails if a verified file is older than one seen before.
   *
   * @param at the directory of the suite
   * @param what names the file in messages
   */
  void requireNoReplay(ReleaseFile release, URI at, String what) throws IOException {
    Path file = file(release, at);
    for (Seen seen : read(file)) {
      Duration allowed = seen.address().equals(at.toString()) ? Duration.ZERO : LAG;
      if (release.date().plus(allowed).isBefore(seen.date())) {
        throw new FaultException(
            ErrorCode.INDEX_EXPIRED,
            "cannot use " + what,
            "it was made on %s, and one of %s was seen at %s: the mirror is behind, or an old index is passed off as the current one"
                .formatted(release.date(), seen.date(), seen.address()),
            new Remedy.Advice(
                "use a mirror that is up to date; where old packages are wanted, as of a snapshot,"
                    + " give -b a sources file that sets check-valid-until to no; to forget what"
                    + " was seen, remove "
                    + file));
      }
    }
  }

  /** Records that a file was seen, if it is newer than the one recorded for its address. */
  void note(ReleaseFile release, URI at) throws IOException {
    Path file = file(release, at);
    List<Seen> before = read(file);
    Seen now = new Seen(release.date(), at.toString());
    if (before.stream()
        .anyMatch(s -> s.address().equals(now.address()) && !s.date().isBefore(now.date()))) {
      return;
    }
    List<Seen> after = new ArrayList<>(before);
    after.removeIf(seen -> seen.address().equals(now.address()));
    after.add(now);
    StringBuilder text = new StringBuilder();
    after.stream()
        .sorted(Comparator.comparing(Seen::date).reversed())
        .limit(MOST_ADDRESSES)
        .forEach(seen -> text.append(seen.date() + " " + seen.address() + "\n"));
    Files.createDirectories(directory);
    AtomicFile.write(file, text.toString());
  }

  private static List<Seen> read(Path file) throws IOException {
    try {
      if (Files.size(file) > MOST_BYTES) {
        return List.of();
      }
      return new String(Files.readAllBytes(file), UTF_8)
          .lines()
          .flatMap(line -> Seen.parse(line).stream())
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /**
   * Returns the history of a suite: that of the same origin with the same content by kind, because
   * Ubuntu's ports have the names of its archive. A repository without names is identified by its
   * address alone.
   */
  private Path file(ReleaseFile release, URI at) {
    Provenance names = release.names();
    // Debian's suites change their names, as from stable to oldstable; Ubuntu's pockets share the
    // code name of their release.
    boolean pocket = names.suite().startsWith(names.codename() + "-");
    String suite = names.codename().isEmpty() || pocket ? names.suite() : names.codename();
    String name = names.origin().isEmpty() || suite.isEmpty() ? at.toString() : suite;
    String all =
        String.join(
            "\n",
            names.origin(),
            names.label(),
            name,
            String.join(" ", release.architectures()),
            String.join(" ", release.components()));
    String readable = (names.origin() + "_" + name).replaceAll("[^A-Za-z0-9.-]+", "_");
    return directory.resolve(
        readable.substring(0, Math.min(readable.length(), 100))
            + "-"
            + Hashing.sha256().hashString(all, UTF_8).toString().substring(0, 16));
  }
}
