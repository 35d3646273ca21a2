package org.cmimage.sources.deb.source;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cmimage.core.catalog.Login;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;

/**
 * The fields of one source under the names of the deb822 format, in whichever format it was
 * written. Field names ignore case.
 */
final class SourceStanza {
  /** The fact about a field that a stanza has already. */
  static final String TWICE = " is given twice";

  private final String place;
  private final Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** Creates an empty stanza that begins at a line, counted from one. */
  SourceStanza(String fileName, long line) {
    this.place = place(fileName, line);
  }

  String place() {
    return place;
  }

  /** Sets a field; a second value is refused, because it is undefined which of the two applies. */
  void put(String name, String value) throws FaultException {
    if (fields.putIfAbsent(name, value) != null) {
      throw fault(name + TWICE);
    }
  }

  Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** Returns a boolean in any of apt's spellings; empty if the field is not set. */
  Optional<Boolean> flag(String name) throws FaultException {
    Optional<String> value = field(name).map(text -> text.strip().toLowerCase(Locale.ROOT));
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return switch (value.get()) {
      case "yes", "true", "with", "on", "enable", "1" -> Optional.of(true);
      case "no", "false", "without", "off", "disable", "0" -> Optional.of(false);
      default -> throw fault(name + " is \"" + abbreviate(value.get()) + "\"; expected yes or no");
    };
  }

  FaultException fault(String fact) {
    return fault(place, fact);
  }

  static String place(String fileName, long line) {
    return fileName + ", line " + line;
  }

  static FaultException fault(String place, String fact) {
    return new FaultException(
        ErrorCode.INVALID_CONFIGURATION,
        "cannot read apt sources " + place,
        fact,
        new Remedy.Advice("correct " + place));
  }

  static String abbreviate(String value) {
    String shown = Login.without(value);
    return shown.length() <= 60 ? shown : shown.substring(0, 60) + "...";
  }
}
