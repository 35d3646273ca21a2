package org.cmimage.sources.deb.source;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.cmimage.core.catalog.ReleaseRules.ByHash;
import org.cmimage.core.fault.FaultException;

/**
 * Reads apt's sources files, both formats of sources.list(5). Sources of source packages ({@code
 * deb-src}) and disabled ones are omitted; options and fields without effect here are ignored, as
 * by apt.
 */
public final class AptSources {
  private static final int MAX_CHARS = 1 << 20;
  private static final int MAX_SOURCES = 1000;
  private static final CharMatcher LIST_SEPARATOR = CharMatcher.anyOf(" \t\n,");
  private static final Splitter LIST = Splitter.on(LIST_SEPARATOR).omitEmptyStrings();
  private static final Splitter WORDS = Splitter.on(CharMatcher.anyOf(" \t\n")).omitEmptyStrings();

  /** Fingerprints of OpenPGP keys of version 4 and of later ones. */
  private static final Pattern FINGERPRINT =
      Pattern.compile("(?:0[xX])?(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})!?");

  /** Fields that apt supports and that change what a source offers or where its files are. */
  private static final List<String> UNSUPPORTED =
      List.of(
          "Valid-Until-Min", "Valid-Until-Max", "InRelease-Path", "Snapshot", "Include", "Exclude");

  private AptSources() {}

  /**
   * Returns the sources in a file, in order.
   *
   * <p>A file whose name ends in {@code .list} or {@code .sources} has the format in which apt
   * would read it. In others, a file whose first word is {@code deb} or {@code deb-src} has the
   * one-line format.
   *
   * @param fileName for messages, and to determine the format
   * @throws FaultException naming file and line of what cannot be parsed
   */
  public static List<AptSource> parse(String text, String fileName) throws IOException {
    if (text.length() > MAX_CHARS) {
      throw SourceStanza.fault(fileName, "it is larger than " + MAX_CHARS + " characters");
    }
    String normal = text.replace("\r\n", "\n").replace('\r', '\n');
    List<String> lines = Splitter.on('\n').splitToList(normal);
    List<SourceStanza> stanzas =
        isOneLine(lines, fileName)
            ? OneLineFormat.read(lines, fileName)
            : Deb822Format.read(normal, fileName);
    if (stanzas.size() > MAX_SOURCES) {
      throw SourceStanza.fault(fileName, "it has more than " + MAX_SOURCES + " sources");
    }
    List<AptSource> sources = new ArrayList<>();
    for (SourceStanza stanza : stanzas) {
      source(stanza).ifPresent(sources::add);
    }
    return ImmutableList.copyOf(sources);
  }

  private static boolean isOneLine(List<String> lines, String fileName) {
    if (fileName.endsWith(".list") || fileName.endsWith(".sources")) {
      return fileName.endsWith(".list");
    }
    return lines.stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .findFirst()
        .map(line -> line.matches("deb(?:-src)?(?:\\s.*|\\[.*)?"))
        .orElse(true);
  }

  private static Optional<AptSource> source(SourceStanza stanza) throws FaultException {
    Set<String> types = types(stanza);
    if (!types.contains("deb") || !stanza.flag("Enabled").orElse(true)) {
      return Optional.empty();
    }
    List<String> uris = required(stanza, "URIs");
    List<String> suites = required(stanza, "Suites");
    List<String> components = WORDS.splitToList(stanza.field("Components").orElse(""));
    for (String suite : suites) {
      if (suite.endsWith("/") == components.isEmpty()) {
        continue;
      }
      throw stanza.fault(
          components.isEmpty()
              ? "suite \"" + suite + "\" has no components; expected some such as main"
              : "directory \""
                  + suite
                  + "\" has components; expected none, or a suite, which does not end in /");
    }
    boolean trusted =
        stanza.flag("Trusted").orElse(false) || stanza.flag("Allow-Insecure").orElse(false);
    return Optional.of(
        new AptSource(
            stanza.place(),
            uris,
            suites,
            components,
            architectures(stanza),
            set(stanza, "Architectures-Remove"),
            signedBy(stanza),
            stanza.flag("Check-Valid-Until"),
            trusted,
            limits(stanza),
            UNSUPPORTED.stream().filter(field -> isSet(stanza, field)).toList()));
  }

  private static boolean isSet(SourceStanza stanza, String field) {
    return stanza.field(field).filter(value -> !value.isBlank() && !isNo(value)).isPresent();
  }

  private static boolean isNo(String value) {
    return value.strip().equalsIgnoreCase("no");
  }

  /** Returns the architectures; additions matter only if there is a restriction to add to. */
  private static Set<String> architectures(SourceStanza stanza) {
    Set<String> names = set(stanza, "Architectures");
    if (!names.isEmpty()) {
      names.addAll(set(stanza, "Architectures-Add"));
    }
    return names;
  }

  private static AptSource.Limits limits(SourceStanza stanza) throws FaultException {
    Optional<String> seconds =
        stanza.field("Date-Max-Future").map(String::strip).filter(value -> !value.isEmpty());
    if (seconds.isPresent() && !seconds.get().matches("\\d{1,9}")) {
      throw stanza.fault(
          "Date-Max-Future is \""
              + SourceStanza.abbreviate(seconds.get())
              + "\"; expected a number of seconds");
    }
    return new AptSource.Limits(
        stanza.flag("Check-Date").orElse(true),
        seconds.map(value -> Duration.ofSeconds(Long.parseLong(value))),
        byHash(stanza));
  }

  private static ByHash byHash(SourceStanza stanza) throws FaultException {
    if (stanza.field("By-Hash").filter(value -> value.strip().equals("force")).isPresent()) {
      return ByHash.ALWAYS;
    }
    return stanza.flag("By-Hash").orElse(true) ? ByHash.AS_OFFERED : ByHash.NEVER;
  }

  private static Set<String> types(SourceStanza stanza) throws FaultException {
    Set<String> types = new LinkedHashSet<>(required(stanza, "Types"));
    for (String type : types) {
      if (!type.equals("deb") && !type.equals("deb-src")) {
        throw stanza.fault("unknown type \"" + type + "\"; expected deb or deb-src");
      }
    }
    return types;
  }

  private static List<String> required(SourceStanza stanza, String field) throws FaultException {
    List<String> words = WORDS.splitToList(stanza.field(field).orElse(""));
    if (words.isEmpty()) {
      throw stanza.fault("it has no " + field);
    }
    return words;
  }

  private static Set<String> set(SourceStanza stanza, String field) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : LIST.split(stanza.field(field).orElse(""))) {
      names.add(name.toLowerCase(Locale.ROOT));
    }
    return names;
  }

  private static Optional<AptSource.SignedBy> signedBy(SourceStanza stanza) throws FaultException {
    Optional<String> value = stanza.field("Signed-By").filter(text -> !text.isBlank());
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get().contains("-----BEGIN")) {
      return Optional.of(new AptSource.SignedBy.Key(value.get().strip() + "\n"));
    }
    List<String> files = new ArrayList<>();
    Set<String> fingerprints = new LinkedHashSet<>();
    for (String word : LIST.split(value.get())) {
      if (word.startsWith("/")) {
        files.add(word);
      } else if (FINGERPRINT.matcher(word).matches()) {
        fingerprints.add(word.toUpperCase(Locale.ROOT).replaceFirst("^0X", ""));
      } else {
        throw stanza.fault(
            "Signed-By is \""
                + SourceStanza.abbreviate(word)
                + "\"; expected the path of a keyring, or a fingerprint of 40 hexadecimal digits");
      }
    }
    return Optional.of(new AptSource.SignedBy.Keyrings(files, fingerprints));
  }
}
