package org.cmimage.model.entity;

import com.google.common.base.Splitter;
import com.google.common.net.InetAddresses;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;

/**
 * The form of a property's text. Sealed, so that a shell can complete values by matching on it.
 *
 * <p>The empty text means that a property is not set; it is well formed in every form.
 */
public sealed interface ValueForm {
  /**
   * The longest text of a form without its own limit, in characters; long enough for a disk setup
   * or a script.
   */
  int MAX_LENGTH = 65_536;

  /**
   * Returns the canonical spelling of a text that is not empty, for example {@code yes} for {@code
   * TRUE}.
   *
   * @throws IllegalArgumentException naming what was expected and what was found
   */
  String canonical(String text);

  /**
   * Returns the value of a text in its canonical spelling: a Boolean, a Long, an Instant, a list of
   * words, or the text itself.
   *
   * @param canonical not empty
   */
  default Object value(String canonical) {
    return canonical;
  }

  /** Returns the words that it takes, where these are few; none where they are not. */
  default List<String> words() {
    return List.of();
  }

  /** Free text; {@code multiline} text may hold line ends and tabs, as scripts do. */
  record Text(boolean multiline) implements ValueForm {
    @Override
    public String canonical(String text) {
      boolean bad =
          text.codePoints()
              .anyMatch(c -> isUnprintable(c) && !(multiline && (c == '\n' || c == '\t')));
      if (bad || text.length() > MAX_LENGTH) {
        throw refusal(
            (multiline ? "text" : "one line of text")
                + " of at most "
                + MAX_LENGTH
                + " characters without control characters",
            text);
      }
      return text;
    }

    /**
     * Returns whether a character cannot be printed. Half a surrogate pair has no encoding, and a
     * store would return another character.
     */
    private static boolean isUnprintable(int codePoint) {
      return Character.isISOControl(codePoint)
          || Character.getType(codePoint) == Character.SURROGATE;
    }
  }

  /**
   * A name usable for a host, a directory or an option: letters, digits, dots, dashes and
   * underscores.
   */
  record Name() implements ValueForm {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][-._A-Za-z0-9]{0,127}");

    @Override
    public String canonical(String text) {
      return matching(
          FORM, text, "a name of at most 128 letters, digits, dots, dashes and underscores");
    }
  }

  /**
   * The key of an archOS entry: architecture and distribution family, as {@code aarch64/rhel9}.
   * Accepts other names of either, such as {@code arm64/rocky9u3}.
   */
  record ArchOsName() implements ValueForm {
    @Override
    public String canonical(String text) {
      int slash = text.indexOf('/');
      return Architecture.find(text.substring(0, Math.max(0, slash)))
          .flatMap(
              architecture ->
                  Distribution.find(text.substring(slash + 1))
                      .map(found -> architecture.unameName() + "/" + found.family()))
          .orElseThrow(
              () ->
                  refusal("an architecture and a distribution family such as aarch64/rhel9", text));
    }
  }

  /**
   * An absolute path of the cluster, without {@code .} and {@code ..} and without a trailing slash.
   */
  record ClusterPath() implements ValueForm {
    /**
     * The form of paths in the original, with an optional revision such as {@code @2} at the end.
     */
    private static final Pattern FORM = Pattern.compile("(/[-+_.a-zA-Z0-9]+)+/?(@\\d+)?");

    private static final Pattern DOTS = Pattern.compile("/\\.\\.?(/|@|$)");

    @Override
    public String canonical(String text) {
      if (text.length() > 4096 || !FORM.matcher(text).matches() || DOTS.matcher(text).find()) {
        throw refusal("an absolute path of letters, digits and -+_. without . and .. in it", text);
      }
      return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
  }

  /** Yes or no; accepts 1, on, true and 0, off, false, too, in any case. */
  record YesNo() implements ValueForm {
    @Override
    public List<String> words() {
      return List.of("yes", "no");
    }

    @Override
    public String canonical(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "yes", "1", "on", "true" -> "yes";
        case "no", "0", "off", "false" -> "no";
        default -> throw refusal("yes or no", text);
      };
    }

    @Override
    public Object value(String canonical) {
      return canonical.equals("yes");
    }
  }

  /** A decimal integer within bounds, both inclusive. */
  record WholeNumber(long least, long most) implements ValueForm {
    private static final Pattern FORM = Pattern.compile("-?[0-9]{1,18}");

    @Override
    public String canonical(String text) {
      if (FORM.matcher(text).matches()) {
        long number = Long.parseLong(text);
        if (number >= least && number <= most) {
          return Long.toString(number);
        }
      }
      throw refusal("a whole number from " + least + " to " + most, text);
    }

    @Override
    public Object value(String canonical) {
      return Long.parseLong(canonical);
    }
  }

  /** A point in time in seconds since 1970-01-01 UTC. */
  record Time() implements ValueForm {
    @Override
    public String canonical(String text) {
      return new WholeNumber(0, 253_402_300_799L).canonical(text);
    }

    @Override
    public Object value(String canonical) {
      return Instant.ofEpochSecond(Long.parseLong(canonical));
    }
  }

  /** One of several words, accepted in any case. */
  record Choice(List<String> words) implements ValueForm {
    public Choice {
      words = List.copyOf(words);
    }

    static Choice of(String... words) {
      return new Choice(List.of(words));
    }

    @Override
    public String canonical(String text) {
      return words.stream()
          .filter(word -> word.equalsIgnoreCase(text))
          .findFirst()
          .orElseThrow(() -> refusal("one of " + String.join(", ", words), text));
    }
  }

  /** Words separated by single spaces; a shell appends and removes words. */
  record Words() implements ValueForm {
    @Override
    public String canonical(String text) {
      String line = new Text(false).canonical(text.replace('\t', ' '));
      return Arrays.stream(line.split(" ", -1))
          .filter(word -> !word.isEmpty())
          .collect(Collectors.joining(" "));
    }

    @Override
    public Object value(String canonical) {
      return Splitter.on(' ').splitToList(canonical);
    }
  }

  /** A numeric IPv4 or IPv6 address without a zone; no name is resolved. */
  record Address() implements ValueForm {
    @Override
    public String canonical(String text) {
      if (!InetAddresses.isInetAddress(text) || text.contains("%")) {
        throw refusal("an IP address", text);
      }
      return InetAddresses.toAddrString(InetAddresses.forString(text));
    }
  }

  /**
   * A MAC address of six bytes, as pairs of digits with colons or dashes, as three groups with
   * dots, or as twelve digits.
   */
  record Mac() implements ValueForm {
    private static final Pattern FORM =
        Pattern.compile(
            "[0-9A-F]{2}(:[0-9A-F]{2}){5}|[0-9A-F]{2}(-[0-9A-F]{2}){5}"
                + "|[0-9A-F]{4}(\\.[0-9A-F]{4}){2}|[0-9A-F]{12}");

    private static final Splitter PAIRS = Splitter.fixedLength(2);

    @Override
    public String canonical(String text) {
      String upper = text.toUpperCase(Locale.ROOT);
      if (!FORM.matcher(upper).matches()) {
        throw refusal("a MAC address such as 52:54:00:12:34:56", text);
      }
      return String.join(":", PAIRS.split(upper.replaceAll("[^0-9A-F]", "")));
    }
  }

  /** A reference: the name of an entity of type {@code target} without owner. */
  record Reference(EntityType target) implements ValueForm {
    @Override
    public String canonical(String text) {
      return target.schema().key().form().canonical(text);
    }
  }

  private static String matching(Pattern form, String text, String expected) {
    if (!form.matcher(text).matches()) {
      throw refusal(expected, text);
    }
    return text;
  }

  private static IllegalArgumentException refusal(String expected, String text) {
    String shown = text.length() <= 100 ? text : text.substring(0, 100) + "...";
    return new IllegalArgumentException("expected " + expected + ", found \"" + shown + "\"");
  }
}
