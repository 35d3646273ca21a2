package org.cmimage.cli.option;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.model.Distribution;

/** A distribution as the user spelled it. */
public final class RequestedDistribution {
  private RequestedDistribution() {}

  /**
   * Reads a spelling.
   *
   * @param catalog where other spellings, such as codenames, are looked up for the remedy
   */
  public static Distribution parse(String text, DistributionCatalog catalog) throws ImageException {
    try {
      return Distribution.parse(text);
    } catch (IllegalArgumentException e) {
      List<String> meant = meant(text, catalog);
      throw new ImageException(
          ErrorCode.UNKNOWN_DISTRIBUTION,
          null,
          "cannot find a distribution: " + e.getMessage(),
          meant.isEmpty()
              ? new Remedy.Advice("See what there is: cm-image distros")
              : new Remedy.Choose("--distro", meant),
          e);
    }
  }

  /** Returns those of this codename, such as noble, or spelled like this but for punctuation. */
  private static List<String> meant(String text, DistributionCatalog catalog) {
    String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    try {
      return catalog.all().stream()
          .filter(spec -> spec.codename().equals(plain) || spec.distribution().id().equals(plain))
          .map(DistributionSpec::distribution)
          .map(Distribution::id)
          .toList();
    } catch (IOException brokenFile) {
      // what is wrong with the spelling is told all the same, and the file when it is needed
      return List.of();
    }
  }
}
