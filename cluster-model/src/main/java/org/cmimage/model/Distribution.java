package org.cmimage.model;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A distribution and release as the {@code --distro} option spells it: {@code debian12}, {@code
 * ubuntu2404}, {@code rhel9u3}, {@code rocky9u3}, {@code sles15sp6}.
 *
 * <p>Equality is equality of the spelling; whether one distribution may stand for another is a
 * matter of {@link #family()}.
 *
 * @param id the spelling, lower case; it becomes part of directory names and so holds letters and
 *     digits only
 */
public record Distribution(String id) {
  private static final Pattern FORM =
      Pattern.compile("(?<vendor>[a-z]+)(?<release>[0-9]+)(?:(?:u|sp)(?<update>[0-9]+))?");

  public Distribution {
    if (!FORM.matcher(id).matches() || id.length() > 40) {
      throw new IllegalArgumentException(
          "not a distribution: \""
              + id
              + "\"; expected a name and a release such as debian12, ubuntu2404 or rhel9u3");
    }
  }

  /** Reads a spelling, ignoring case. */
  public static Distribution parse(String text) {
    return new Distribution(text.toLowerCase(Locale.ROOT));
  }

  /** The vendor's name: {@code debian} of {@code debian12}. */
  public String vendor() {
    return group("vendor");
  }

  /** The release without point release: {@code 9} of {@code rhel9u3}. */
  public String release() {
    return group("release");
  }

  /**
   * The family that archOS entries are keyed by: the release without its point release, and {@code
   * rhel} for its rebuilds, so that {@code rocky9u3} and {@code rhel9} are both {@code rhel9}.
   */
  public String family() {
    String vendor = vendor();
    return switch (vendor) {
      case "rocky", "centos", "almalinux", "oraclelinux" -> "rhel" + release();
      default -> vendor + release();
    };
  }

  private String group(String name) {
    Matcher matcher = FORM.matcher(id);
    if (!matcher.matches()) {
      throw new IllegalStateException(id);
    }
    return matcher.group(name);
  }

  @Override
  public String toString() {
    return id;
  }
}
