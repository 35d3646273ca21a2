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
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.FaultException;
import org.cmimage.sources.deb.control.ControlReader;
import org.cmimage.sources.deb.control.ControlStanza;

/**
 * The Release file of a suite.
 *
 * @param suite such as {@code stable}
 * @param codename such as {@code bookworm}
 * @param date when it was made
 * @param validUntil when it is to be replaced at the latest
 * @param byHash whether indices can also be had under their digests
 * @param separateAll whether packages of architecture {@code all} have an index of their own only
 * @param architectures in the suite
 * @param components such as {@code main} or {@code updates/main}
 * @param files by path, relative to the Release file; only lists of packages are kept
 */
record ReleaseFile(
    String suite,
    String codename,
    Instant date,
    Optional<Instant> validUntil,
    boolean byHash,
    boolean separateAll,
    List<String> architectures,
    List<String> components,
    Map<String, IndexFile> files) {

  /** Size in bytes and SHA-256 of a file that a Release file vouches for. */
  record IndexFile(String sha256, long size) {}

  private static final List<String> FIELDS =
      List.of(
          "Suite",
          "Codename",
          "Date",
          "Valid-Until",
          "Acquire-By-Hash",
          "No-Support-for-Architecture-all",
          "Architectures",
          "Components",
          "SHA256");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMM uuuu H:mm:ss", Locale.ENGLISH);

  /** Reads a verified text. */
  static ReleaseFile parse(byte[] text, String what) throws IOException {
    try (ControlReader reader = new ControlReader(new ByteArrayInputStream(text), what, FIELDS)) {
      ControlStanza stanza = reader.next().orElseThrow(() -> corrupt(what, "it is empty"));
      List<String> architectures = words(stanza, "Architectures");
      boolean allInEach =
          stanza.get("No-Support-for-Architecture-all").orElse("").contains("Packages");
      return new ReleaseFile(
          stanza.get("Suite").orElse(""),
          stanza.get("Codename").orElse(""),
          date(stanza, "Date", what).orElseThrow(() -> corrupt(what, "it has no Date")),
          date(stanza, "Valid-Until", what),
          stanza.get("Acquire-By-Hash").orElse("no").equalsIgnoreCase("yes"),
          architectures.contains("all") && !allInEach,
          architectures,
          words(stanza, "Components"),
          files(
              stanza.get("SHA256").orElseThrow(() -> corrupt(what, "it has no SHA-256 digests")),
              what));
    }
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
    String text =
        value.get().replaceFirst("^\\w+, *", "").replaceFirst(" *(UTC|GMT|Z|\\+0000)$", "");
    try {
      return Optional.of(LocalDateTime.parse(text, DATE).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      throw corrupt(what, "its " + field + " \"" + value.get() + "\" is no date");
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
      if (words[2].contains("/binary-") && words[2].contains("/Packages")) {
        files.put(words[2], new IndexFile(words[0], Long.parseLong(words[1])));
      }
    }
    return Map.copyOf(files);
  }

  /**
   * Fails where this is not the suite that was asked for, as when one release is passed off as
   * another.
   */
  void requireSuite(String asked, String what) throws FaultException {
    boolean matches =
        asked.equals(suite) || asked.equals(codename) || asked.equals(codename + "/updates");
    if (!matches) {
      throw corrupt(
          what,
          "expected suite \""
              + asked
              + "\", found suite \""
              + suite
              + "\", codename \""
              + codename
              + "\"");
    }
  }

  /** Fails where the file is from the future, or too old. */
  void requireCurrent(Instant now, boolean checkValidUntil, String what) throws FaultException {
    if (date.isAfter(now.plusSeconds(600))) {
      throw new FaultException(
          ErrorCode.INDEX_EXPIRED,
          "cannot use "
              + what
              + ": it was made on "
              + date
              + ", which is after this machine's "
              + now,
          new Remedy.Advice("Set the clock of this machine."));
    }
    if (checkValidUntil && validUntil.isPresent() && validUntil.get().isBefore(now)) {
      throw new FaultException(
          ErrorCode.INDEX_EXPIRED,
          "cannot use " + what + ": it was valid until " + validUntil.get() + ", now it is " + now,
          new Remedy.Advice(
              "Use a mirror that is up to date, or set check-valid-until to no where the release is archived; or set the clock."));
    }
  }

  /**
   * Fails where a component is not offered. The security archive writes {@code updates/main} for
   * what index paths call {@code main}.
   */
  void requireComponent(String asked, String what) throws FaultException {
    if (components.stream().noneMatch(c -> c.equals(asked) || c.endsWith("/" + asked))) {
      throw new FaultException(
          ErrorCode.INVALID_CONFIGURATION,
          "cannot use "
              + what
              + ": it has no component \""
              + asked
              + "\"; it has "
              + String.join(", ", components),
          new Remedy.Choose("component", components));
    }
  }

  void requireArchitecture(String asked, String what) throws FaultException {
    if (!architectures.contains(asked)) {
      throw new FaultException(
          ErrorCode.ARCHITECTURE_NOT_OFFERED,
          "cannot use "
              + what
              + ": it has no packages for "
              + asked
              + "; it has "
              + String.join(", ", architectures),
          new Remedy.Choose("architecture", architectures));
    }
  }

  private static FaultException corrupt(String what, String fact) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT,
        "cannot use " + what + ": " + fact,
        new Remedy.UseOtherMirror(what));
  }
}
