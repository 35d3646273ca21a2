package org.cmimage.sources.deb.repository;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.deb822.ControlReader;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.sources.deb.control.ControlData;
import org.cmimage.sources.deb.control.Provenance;
import org.cmimage.sources.deb.control.Provenance.Automatic;

/**
 * The Release file of a suite.
 *
 * @param names the fields by which apt_preferences(5) identifies it
 * @param date the time of its creation
 * @param validUntil the time of its expiry
 * @param byHash whether indices are also available under their digests
 * @param separateAll whether packages of architecture {@code all} are only in an index of their own
 * @param architectures in the suite
 * @param components such as {@code main} or {@code updates/main}
 * @param files by path, relative to the Release file; only lists of packages are kept
 */
record ReleaseFile(
    Provenance names,
    Instant date,
    Optional<Instant> validUntil,
    boolean byHash,
    boolean separateAll,
    List<String> architectures,
    List<String> components,
    Map<String, IndexFile> files) {

  /** The size in bytes and SHA-256 of a file that a Release file lists. */
  record IndexFile(String sha256, long size) {}

  private static final List<String> FIELDS =
      List.of(
          "Origin",
          "Label",
          "Version",
          "NotAutomatic",
          "ButAutomaticUpgrades",
          "Suite",
          "Codename",
          "Date",
          "Valid-Until",
          "Acquire-By-Hash",
          "No-Support-for-Architecture-all",
          "Architectures",
          "Components",
          "SHA256");

  /** As in apt's StringToBool. */
  private static final String YES = "yes|true|with|on|enable|1";

  private static final Pattern PACKAGES =
      Pattern.compile("(.*/binary-[^/]*/)?Packages(\\.[a-z0-9]+)?");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMM uuuu H:mm:ss", Locale.ENGLISH);

  /** Parses a verified text. */
  static ReleaseFile parse(byte[] text, String what) throws IOException {
    try (ControlReader reader = ControlData.reader(new ByteArrayInputStream(text), what, FIELDS)) {
      ControlStanza stanza = reader.next().orElseThrow(() -> corrupt(what, "it is empty"));
      List<String> architectures = words(stanza, "Architectures");
      boolean allInEach =
          stanza.get("No-Support-for-Architecture-all").orElse("").contains("Packages");
      return new ReleaseFile(
          names(stanza),
          date(stanza, "Date", what).orElseThrow(() -> corrupt(what, "it has no Date")),
          date(stanza, "Valid-Until", what),
          isYes(stanza, "Acquire-By-Hash"),
          architectures.contains("all") && !allInEach,
          architectures,
          words(stanza, "Components"),
          files(
              stanza.get("SHA256").orElseThrow(() -> corrupt(what, "it has no SHA-256 digests")),
              what));
    }
  }

  /** Parses a text as {@link #parse} does; empty if it has no digests that are strong enough. */
  static Optional<ReleaseFile> parseIfDigested(byte[] text, String what) throws IOException {
    try (ControlReader reader =
        ControlData.reader(new ByteArrayInputStream(text), what, List.of("SHA256", "Date"))) {
      Optional<ControlStanza> stanza = reader.next();
      boolean digested =
          stanza.isPresent()
              && stanza.get().get("SHA256").isPresent()
              && stanza.get().get("Date").isPresent();
      return digested ? Optional.of(parse(text, what)) : Optional.empty();
    }
  }

  private static Provenance names(ControlStanza stanza) {
    Automatic kept = isYes(stanza, "ButAutomaticUpgrades") ? Automatic.UPGRADES : Automatic.NO;
    return new Provenance(
        stanza.get("Origin").orElse(""),
        stanza.get("Label").orElse(""),
        stanza.get("Suite").orElse(""),
        stanza.get("Codename").orElse(""),
        stanza.get("Version").orElse(""),
        isYes(stanza, "NotAutomatic") ? kept : Automatic.YES,
        Provenance.Place.NOWHERE);
  }

  private static boolean isYes(ControlStanza stanza, String field) {
    return stanza.get(field).orElse("no").strip().toLowerCase(Locale.ROOT).matches(YES);
  }

  private static List<String> words(ControlStanza stanza, String field) {
    String value = stanza.get(field).orElse("").strip();
    return value.isEmpty() ? List.of() : List.of(value.split("\\s+"));
  }

  private static Optional<Instant> date(ControlStanza stanza, String field, String what)
      throws FaultException {
    Optional<String> value = stanza.get(field);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    // Ubuntu pads hours with a blank: "Sun, 29 Nov 2026  3:21:46 UTC".
    String text =
        value
            .get()
            .strip()
            .replaceAll("\\s+", " ")
            .replaceFirst("^\\w+, ?", "")
            .replaceFirst(" ?(UTC|GMT|Z|\\+0000)$", "");
    try {
      return Optional.of(LocalDateTime.parse(text, DATE).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      throw corrupt(what, "its " + field + " \"" + value.get() + "\" is not a date");
    }
  }

  private static Map<String, IndexFile> files(String digests, String what) throws FaultException {
    Map<String, IndexFile> files = new HashMap<>();
    for (String line : digests.strip().lines().toList()) {
      String[] words = line.strip().split("\\s+");
      if (words.length != 3
          || !words[0].matches("[0-9a-f]{64}")
          || !words[1].matches("\\d{1,15}")) {
        throw corrupt(what, "expected \"digest size path\", found \"" + line + "\"");
      }
      String path = words[2].startsWith("./") ? words[2].substring(2) : words[2];
      if (PACKAGES.matcher(path).matches()) {
        files.put(path, new IndexFile(words[0], Long.parseLong(words[1])));
      }
    }
    return Map.copyOf(files);
  }

  /** Returns whether this file is that of a requested suite (apt's metaIndex::CheckDist). */
  boolean isOf(String asked) {
    int slash = asked.lastIndexOf('/');
    String release = slash < 0 ? asked : asked.substring(0, slash);
    return Stream.of(asked, release)
        .anyMatch(name -> name.equals(names.suite()) || name.equals(names.codename()));
  }

  /**
   * Returns whether a component is offered; any is if the file names none. The security archive
   * writes {@code updates/main} for what index paths call {@code main}.
   */
  boolean offersComponent(String asked) {
    return components.isEmpty()
        || components.stream().anyMatch(c -> c.equals(asked) || c.endsWith("/" + asked));
  }

  /** Returns whether packages of an architecture are offered; any are if the file names none. */
  boolean offersArchitecture(String asked) {
    return architectures.isEmpty() || architectures.contains(asked);
  }

  private static FaultException corrupt(String what, String fact) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT, "cannot use " + what, fact, new Remedy.UseOtherMirror(what));
  }
}
