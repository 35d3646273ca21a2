package org.cmimage.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A distribution and release as the {@code --distro} option spells it: {@code debian12}, {@code
 * ubuntu2404}, {@code rhel9u3}, {@code rocky9u3}, {@code sles15sp6}, {@code alpine3u19u1}.
 * Distributions without release numbers have release 0, such as {@code arch0}.
 *
 * <p>Equality is equality of the spelling; whether one distribution may replace another depends on
 * {@link #family()}.
 *
 * @param id the spelling, lower case; letters and digits only, because it becomes part of directory
 *     names
 */
public record Distribution(String id) {
  private static final int MAX_LENGTH = 40;
  private static final Pattern FORM =
      Pattern.compile(
          "(?<vendor>[a-z]+)(?<release>[0-9]+)(?:(?:u|sp)(?<update>[0-9]+(?:u[0-9]+)*))?");

  public Distribution {
    if (!isWellFormed(id)) {
      throw new IllegalArgumentException(
          "not a distribution: \""
              + id
              + "\"; expected a name and a release such as debian12, ubuntu2404 or rhel9u3,"
              + " or arch0 where releases have no numbers");
    }
  }

  /**
   * Parses a spelling, ignoring case.
   *
   * @throws IllegalArgumentException when the text has not the form of one
   */
  public static Distribution parse(String text) {
    return new Distribution(text.toLowerCase(Locale.ROOT));
  }

  /**
   * Returns the distribution of exactly this spelling, or empty when the text has not the form of
   * one.
   */
  public static Optional<Distribution> find(String id) {
    return isWellFormed(id) ? Optional.of(new Distribution(id)) : Optional.empty();
  }

  /**
   * Returns the distribution that {@code ID} and {@code VERSION_ID} of an os-release file name, as
   * {@link OsReleaseNames#distribution} does without a codename.
   */
  public static Optional<Distribution> ofOsRelease(String osId, String versionId) {
    return OsReleaseNames.distribution(osId, versionId, "");
  }

  /**
   * Returns the distribution that an os-release file names, or empty when it names none.
   *
   * @param osId the value of {@code ID}, unquoted; any text
   * @param versionId the value of {@code VERSION_ID}, unquoted; any text
   * @param codename the value of {@code VERSION_CODENAME}, which counts where Debian has no {@code
   *     VERSION_ID}; any text
   */
  public static Optional<Distribution> ofOsRelease(String osId, String versionId, String codename) {
    return OsReleaseNames.distribution(osId, versionId, codename);
  }

  /** Returns the vendor's name: {@code debian} of {@code debian12}. */
  public String vendor() {
    return group("vendor");
  }

  /** Returns the release without point release: {@code 9} of {@code rhel9u3}. */
  public String release() {
    return group("release");
  }

  /**
   * Returns the point release or service pack: {@code 3} of {@code rhel9u3}, {@code 19u1} of {@code
   * alpine3u19u1}, empty where the spelling has none.
   */
  public Optional<String> pointRelease() {
    return Optional.ofNullable(matcher().group("update"));
  }

  /**
   * Returns whether this spelling has the point release of the other, or a more specific one:
   * {@code alpine3u19u1} has that of {@code alpine3u19}. Every spelling has that of one without
   * point release.
   */
  public boolean hasPointReleaseOf(Distribution other) {
    String wanted = other.pointRelease().orElse("");
    String own = pointRelease().orElse("");
    return wanted.isEmpty() || own.equals(wanted) || own.startsWith(wanted + "u");
  }

  /**
   * Returns the family, which is the key of archOS entries: the release without its point release,
   * with {@code rhel} for its rebuilds, so that {@code rocky9u3} and {@code rhel9} are both {@code
   * rhel9}. Leap, since 15, is in the family of the SUSE Linux Enterprise Server whose binaries it
   * ships.
   */
  public String family() {
    String vendor = vendor();
    return switch (vendor) {
      case "rocky", "centos", "almalinux", "oraclelinux" -> "rhel" + release();
      case "opensuse" -> (release().equals("42") ? vendor : "sles") + release();
      default -> vendor + release();
    };
  }

  private static boolean isWellFormed(String id) {
    return id.length() <= MAX_LENGTH && FORM.matcher(id).matches();
  }

  private String group(String name) {
    return matcher().group(name);
  }

  private Matcher matcher() {
    Matcher matcher = FORM.matcher(id);
    if (!matcher.matches()) {
      throw new IllegalStateException(id);
    }
    return matcher;
  }

  @Override
  public String toString() {
    return id;
  }
}
