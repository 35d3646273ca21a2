package org.cmimage.core.format.rpm;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.model.Distribution;

/** The packages that identify distributions, and the release in their versions. */
final class ReleasePackages {
  /** The {@code ID} in os-release where such a package is installed. */
  private static final ImmutableMap<String, String> IDS =
      ImmutableMap.<String, String>builder()
          .put("almalinux-release", "almalinux")
          .put("centos-linux-release", "centos")
          .put("centos-release", "centos")
          .put("centos-stream-release", "centos")
          .put("fedora-release-common", "fedora")
          .put("openSUSE-release", "opensuse-leap")
          .put("oraclelinux-release", "ol")
          .put("redhat-release", "rhel")
          .put("redhat-release-server", "rhel")
          .put("rocky-release", "rocky")
          .put("sles-release", "sles")
          .put("SLES-release", "sles")
          .put("SLES_SAP-release", "sles_sap")
          .buildOrThrow();

  private static final Pattern RELEASE = Pattern.compile("([0-9]+)(?:\\.([0-9]+))?(?:[^0-9].*)?");

  private ReleasePackages() {}

  /**
   * Returns the distribution that a package is the release package of; empty if it is of no known
   * one.
   */
  static Optional<Distribution> distribution(RpmPackage candidate) {
    String id = IDS.get(candidate.name());
    Matcher version = RELEASE.matcher(candidate.version());
    if (id == null || !version.matches()) {
      return Optional.empty();
    }
    String major = version.group(1);
    String minor = version.group(2);
    return switch (candidate.name()) {
      // Its minor number counts builds of the package; a stream has no point releases.
      case "centos-stream-release" -> Distribution.ofOsRelease(id, major);
      // 7-9.2009.1.el7.centos is 7.9.
      case "centos-release" -> {
        Matcher update = RELEASE.matcher(candidate.release());
        boolean told = minor == null && update.matches();
        yield Distribution.ofOsRelease(id, major + "." + (told ? update.group(1) : minor));
      }
      // Tumbleweed, whose version is a date, has this package, too.
      case "openSUSE-release" ->
          minor == null ? Optional.empty() : Distribution.ofOsRelease(id, major + "." + minor);
      default -> Distribution.ofOsRelease(id, minor == null ? major : major + "." + minor);
    };
  }
}
