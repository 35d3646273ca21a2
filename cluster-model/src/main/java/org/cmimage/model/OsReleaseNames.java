package org.cmimage.model;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mapping from names in os-release(5) files to the spellings of {@link Distribution}. Every
 * file that has a name gets a spelling: characters other than letters are left out of {@code ID},
 * and the leading numbers of {@code VERSION_ID} are the release and point releases. A distribution
 * without numbers has release 0, and so has a rolling release, whose numbers are dates.
 *
 * <p>{@code rhel} and {@code 9.3} are {@code rhel9u3}, {@code sles} and {@code 15.6} are {@code
 * sles15sp6}, {@code opensuse-leap} and {@code 15.6} are {@code opensuse15u6}, {@code ubuntu} and
 * {@code 24.04} are {@code ubuntu2404}, {@code alpine} and {@code 3.19.1} are {@code alpine3u19u1},
 * {@code arch} is {@code arch0}.
 */
final class OsReleaseNames {
  private static final Pattern PRINTABLE = Pattern.compile("[ -~]*");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,60}");
  private static final Pattern VERSION =
      Pattern.compile("[vV]?([0-9]+(?:\\.[0-9]+)*)(?:[^0-9].*)?");

  /** Vendors' names that differ from {@code ID}. */
  private static final ImmutableMap<String, String> VENDORS =
      ImmutableMap.of(
          "ol", "oraclelinux",
          "sles_sap", "sles",
          "sle_hpc", "sles",
          "opensuse-leap", "opensuse");

  /** Distributions whose release is a year and a month, which are read as one number. */
  private static final ImmutableSet<String> BY_MONTH =
      ImmutableSet.of("ubuntu", "nixos", "openeuler", "neon", "pop");

  /** Distributions without releases, whatever number their file has. */
  private static final ImmutableSet<String> ROLLING =
      ImmutableSet.of(
          "arch",
          "archarm",
          "artix",
          "cachyos",
          "endeavouros",
          "gentoo",
          "guix",
          "manjaro",
          "opensuse-microos",
          "opensuse-slowroll",
          "opensuse-tumbleweed",
          "void");

  /**
   * Debian's releases by codename: testing and unstable have no number, but the next release's
   * codename.
   */
  private static final ImmutableMap<String, String> DEBIAN =
      ImmutableMap.of(
          "buster", "10",
          "bullseye", "11",
          "bookworm", "12",
          "trixie", "13",
          "forky", "14",
          "duke", "15");

  private OsReleaseNames() {}

  /** Returns the distribution of these values, or empty where they form no valid spelling. */
  static Optional<Distribution> distribution(String osId, String versionId, String codename) {
    String id = osId.toLowerCase(Locale.ROOT);
    if (!ID.matcher(id).matches() || !PRINTABLE.matcher(versionId).matches()) {
      return Optional.empty();
    }
    String vendor = VENDORS.getOrDefault(id, id).replaceAll("[^a-z]", "");
    if (vendor.isEmpty()) {
      return Optional.empty();
    }
    String version = version(id, versionId.strip(), codename);
    Optional<Distribution> found = Distribution.find(vendor + version);
    while (found.isEmpty() && version.contains("u")) {
      version = version.substring(0, version.lastIndexOf('u'));
      found = Distribution.find(vendor + version);
    }
    return found;
  }

  private static String version(String id, String versionId, String codename) {
    if (ROLLING.contains(id)) {
      return "0";
    }
    Matcher numbers = VERSION.matcher(versionId);
    if (!numbers.matches()) {
      return id.equals("debian") && versionId.isEmpty() ? DEBIAN.getOrDefault(codename, "0") : "0";
    }
    String version = numbers.group(1);
    if (BY_MONTH.contains(id)) {
      version = version.replaceFirst("\\.", "");
    } else if (id.equals("sles") || VENDORS.getOrDefault(id, "").equals("sles")) {
      version = version.replaceFirst("\\.", "sp");
    }
    return version.replace('.', 'u');
  }
}
