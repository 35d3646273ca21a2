package org.cmimage.sources.deb.pin;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.deb822.ControlReader;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.sources.deb.control.ControlData;

/**
 * Reads records of apt_preferences(5). Records that apt would ignore with a warning are refused
 * here, because an image would silently be made of other packages than intended.
 */
public final class PreferencesReader {
  private static final List<String> FIELDS = List.of("Package", "Pin", "Pin-Priority");
  private static final int MAX_PINS = 10_000;
  private static final Splitter WORDS =
      Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().trimResults();

  private final String place;

  private PreferencesReader(String place) {
    this.place = place;
  }

  /**
   * Reads all records of a file, in order.
   *
   * @param place names the file in messages
   * @throws FaultException if a record is invalid; the message names it
   */
  public static List<Pin> read(byte[] text, String place) throws IOException {
    PreferencesReader reader = new PreferencesReader(place);
    List<Pin> pins = new ArrayList<>();
    try (ControlReader records =
        ControlData.reader(new ByteArrayInputStream(text), place, FIELDS)) {
      for (Optional<ControlStanza> next = records.next(); next.isPresent(); next = records.next()) {
        if (!next.get().names().isEmpty()) {
          reader.record(next.get()).ifPresent(pins::add);
        }
        if (pins.size() > MAX_PINS) {
          throw reader.fault("it has more than " + MAX_PINS + " records");
        }
      }
    }
    return pins;
  }

  /**
   * Reads one record from its parts.
   *
   * @param packages as in {@code Package}
   * @param pin as in {@code Pin}
   * @param priority as in {@code Pin-Priority}
   */
  public static Pin pin(String packages, String pin, String priority, String place)
      throws FaultException {
    return new PreferencesReader(place).pin(packages, pin, priority);
  }

  /** Reads a record; empty for one without a pin, which has no effect. */
  private Optional<Pin> record(ControlStanza stanza) throws FaultException {
    Optional<String> packages = stanza.get("Package").filter(names -> !names.isBlank());
    if (packages.isEmpty()) {
      throw fault("a record has no field Package");
    }
    Optional<String> pin = stanza.get("Pin");
    return pin.isEmpty()
        ? Optional.empty()
        : Optional.of(pin(packages.get(), pin.get(), stanza.get("Pin-Priority").orElse("")));
  }

  private Pin pin(String packages, String pin, String priority) throws FaultException {
    List<String> names =
        packages.strip().equals("*") ? List.of() : WORDS.splitToList(packages.strip());
    try {
      for (String name : names) {
        Expression.of(name);
      }
      String kind = WORDS.split(pin + " -").iterator().next().toLowerCase(Locale.ROOT);
      String data = pin.strip().substring(Math.min(kind.length(), pin.strip().length())).strip();
      return new Pin(names, choice(kind, data, names), priority(priority.strip(), names));
    } catch (IllegalArgumentException e) {
      throw fault("in the record of package " + shown(packages) + ", " + e.getMessage());
    }
  }

  private static Pin.Choice choice(String kind, String data, List<String> names) {
    switch (kind) {
      case "origin":
        boolean quoted = data.length() > 1 && data.startsWith("\"") && data.endsWith("\"");
        return new Pin.Origin(Expression.of(quoted ? data.substring(1, data.length() - 1) : data));
      case "release":
        return new Pin.Release(fields(data));
      case "version", "source-version":
        if (names.isEmpty()) {
          throw new IllegalArgumentException(
              "\"Pin: " + kind + "\" needs the name of a package; expected origin or release");
        }
        return new Pin.Version(Expression.of(data), kind.equals("source-version"));
      default:
        throw new IllegalArgumentException(
            "unknown pin type \""
                + shown(kind)
                + "\"; expected version, source-version, release or origin");
    }
  }

  private static List<Pin.Field> fields(String data) {
    List<Pin.Field> fields = new ArrayList<>();
    if (data.equals("*")) {
      return List.of(new Pin.Field(Pin.Key.ALL, Expression.of("*")));
    }
    if (data.indexOf('=') < 0) {
      boolean version = !data.isEmpty() && Character.isDigit(data.charAt(0));
      return data.isEmpty()
          ? List.of()
          : List.of(
              new Pin.Field(version ? Pin.Key.VERSION : Pin.Key.ANY_NAME, Expression.of(data)));
    }
    for (String fragment : Splitter.on(',').trimResults().omitEmptyStrings().split(data)) {
      int equals = fragment.indexOf('=');
      Optional<Pin.Key> key =
          equals < 0 ? Optional.empty() : Pin.Key.of(fragment.substring(0, equals));
      if (key.isEmpty()) {
        throw new IllegalArgumentException(
            "unknown condition \""
                + shown(fragment)
                + "\"; expected a=, n=, v=, o=, l=, c= or b= and a value");
      }
      // apt takes an empty value for no condition.
      if (equals + 1 < fragment.length()) {
        fields.add(new Pin.Field(key.get(), Expression.of(fragment.substring(equals + 1))));
      }
    }
    return fields;
  }

  private static int priority(String text, List<String> names) {
    if (text.equals("never")) {
      if (!names.isEmpty()) {
        throw new IllegalArgumentException("never is for \"Package: *\"; expected a number");
      }
      return Pin.NEVER;
    }
    if (!text.matches("[+-]?\\d{1,9}")) {
      throw new IllegalArgumentException(
          "Pin-Priority is \"" + shown(text) + "\"; expected a number");
    }
    int priority = Integer.parseInt(text);
    if (priority == 0 || priority < Short.MIN_VALUE || priority > Short.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Pin-Priority is "
              + priority
              + "; expected a number from "
              + Short.MIN_VALUE
              + " to "
              + Short.MAX_VALUE
              + " other than 0");
    }
    return Math.max(priority, Pin.NEVER + 1);
  }

  private static String shown(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }

  private FaultException fault(String fact) {
    return new FaultException(
        ErrorCode.INVALID_CONFIGURATION,
        "cannot read preferences " + place,
        fact,
        new Remedy.Advice("correct " + place));
  }
}
