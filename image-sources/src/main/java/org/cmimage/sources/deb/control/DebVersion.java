package org.cmimage.sources.deb.control;

/**
 * A version of a Debian package, {@code [epoch:]upstream[-revision]}, ordered according to Debian
 * Policy 5.6.12, as by dpkg.
 *
 * <p>Different texts can be the same version, such as {@code 1.0}, {@code 1.00} and {@code
 * 0:1.0-0}; {@code compareTo} then returns zero although they are not {@code equals}. Immutable.
 */
public final class DebVersion implements Comparable<DebVersion> {
  private static final int MAX_LENGTH = 1024;

  private final String text;
  private final int epoch;
  private final int upstreamStart;
  private final int upstreamEnd;

  private DebVersion(String text, int epoch, int upstreamStart, int upstreamEnd) {
    this.text = text;
    this.epoch = epoch;
    this.upstreamStart = upstreamStart;
    this.upstreamEnd = upstreamEnd;
  }

  /**
   * Parses a version.
   *
   * @throws IllegalArgumentException quoting the text and the error in it
   */
  public static DebVersion parse(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "version of " + text.length() + " characters; expected 1 to " + MAX_LENGTH);
    }
    int colon = text.indexOf(':');
    int epoch = colon < 0 ? 0 : epoch(text, colon);
    int hyphen = text.lastIndexOf('-');
    int end = hyphen < 0 ? text.length() : hyphen;
    if (end <= colon + 1) {
      throw new IllegalArgumentException("version \"" + text + "\" has no upstream part");
    }
    if (hyphen == text.length() - 1) {
      throw new IllegalArgumentException("version \"" + text + "\" has an empty revision");
    }
    for (int i = colon + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean upstreamOnly = c == '-' || c == ':' && colon >= 0;
      if (!isDigit(c) && !isLetter(c) && ".+~".indexOf(c) < 0 && !(upstreamOnly && i <= end)) {
        throw new IllegalArgumentException("version \"" + text + "\" contains '" + c + "'");
      }
    }
    return new DebVersion(text, epoch, colon + 1, end);
  }

  private static int epoch(String text, int colon) {
    int epoch = 0;
    for (int i = 0; i < colon; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || epoch > (Integer.MAX_VALUE - digit) / 10) {
        throw new IllegalArgumentException(
            "version \"" + text + "\" has an epoch that is not a number");
      }
      epoch = 10 * epoch + digit;
    }
    if (colon == 0) {
      throw new IllegalArgumentException("version \"" + text + "\" has an empty epoch");
    }
    return epoch;
  }

  /** Returns the version without its epoch, as in names of archive files. */
  public String withoutEpoch() {
    return text.substring(upstreamStart);
  }

  /** Returns the upstream version: without epoch and without Debian revision. */
  public String upstream() {
    return text.substring(upstreamStart, upstreamEnd);
  }

  @Override
  public int compareTo(DebVersion other) {
    if (text.equals(other.text)) {
      return 0;
    }
    if (epoch != other.epoch) {
      return Integer.compare(epoch, other.epoch);
    }
    int upstream = compare(upstream(), other.upstream());
    return upstream != 0 ? upstream : compare(revision(), other.revision());
  }

  /** Returns the Debian revision, which follows the last hyphen; empty if there is none. */
  private String revision() {
    return upstreamEnd == text.length() ? "" : text.substring(upstreamEnd + 1);
  }

  /** Compares two parts: in turn a run of non-digits by character, and a run of digits by value. */
  private static int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() || j < b.length()) {
      while (isNonDigit(a, i) || isNonDigit(b, j)) {
        int difference = order(a, i++) - order(b, j++);
        if (difference != 0) {
          return difference;
        }
      }
      i = skipZeros(a, i);
      j = skipZeros(b, j);
      int firstDifference = 0;
      while (isDigit(a, i) && isDigit(b, j)) {
        firstDifference = firstDifference == 0 ? a.charAt(i) - b.charAt(j) : firstDifference;
        i++;
        j++;
      }
      if (isDigit(a, i) || isDigit(b, j)) {
        return isDigit(a, i) ? 1 : -1;
      }
      if (firstDifference != 0) {
        return firstDifference;
      }
    }
    return 0;
  }

  /**
   * Returns the weight of a character: tilde before the end of the part, then letters, then
   * everything else.
   */
  private static int order(String text, int at) {
    if (at >= text.length() || isDigit(text.charAt(at))) {
      return 0;
    }
    char c = text.charAt(at);
    return c == '~' ? -1 : isLetter(c) ? c : c + 256;
  }

  private static int skipZeros(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == '0') {
      at++;
    }
    return at;
  }

  private static boolean isNonDigit(String text, int at) {
    return at < text.length() && !isDigit(text.charAt(at));
  }

  private static boolean isDigit(String text, int at) {
    return at < text.length() && isDigit(text.charAt(at));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DebVersion version && text.equals(version.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns the text it was parsed from. */
  @Override
  public String toString() {
    return text;
  }
}
