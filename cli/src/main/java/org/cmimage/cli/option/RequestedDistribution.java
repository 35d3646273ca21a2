package org.cmimage.cli.option;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.model.Distribution;

/** The parser of a distribution's name as the user typed it. */
public final class RequestedDistribution {
  private RequestedDistribution() {}

  /**
   * Parses a spelling.
   *
   * @param catalog for other names, such as codenames, to suggest
   */
  public static Distribution parse(String text, DistributionCatalog catalog) throws ImageException {
    try {
      return Distribution.parse(text);
    } catch (IllegalArgumentException e) {
      List<String> meant = meant(text, catalog);
      throw new ImageException(
          Fault.of(
              ErrorCode.UNKNOWN_DISTRIBUTION,
              "cannot find a distribution",
              String.valueOf(e.getMessage()),
              meant.isEmpty()
                  ? new Remedy.Advice("See what there is: cm-image distros")
                  : new Remedy.Choose("--distro", meant)),
          null,
          e);
    }
  }

  /**
   * Returns the distributions with this codename, such as noble, or spelled like this except for
   * punctuation.
   */
  private static List<String> meant(String text, DistributionCatalog catalog) {
    String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    try {
      return catalog.all().stream()
          .filter(spec -> spec.codename().equals(plain) || spec.distribution().id().equals(plain))
          .map(DistributionSpec::distribution)
          .map(Distribution::id)
          .toList();
    } catch (IOException brokenFile) {
      // the misspelling is reported all the same, and the broken file when it is needed
      return List.of();
    }
  }
}
