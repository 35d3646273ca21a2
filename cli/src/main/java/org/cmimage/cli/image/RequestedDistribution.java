package org.cmimage.cli.image;

import org.cmimage.core.ErrorCode;
import org.cmimage.core.ImageException;
import org.cmimage.core.Remedy;
import org.cmimage.model.Distribution;

/** A distribution as the user spelled it. */
final class RequestedDistribution {
  private RequestedDistribution() {}

  static Distribution parse(String text) throws ImageException {
    try {
      return Distribution.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ImageException(
          ErrorCode.UNKNOWN_DISTRIBUTION,
          null,
          "cannot find a distribution: " + e.getMessage(),
          new Remedy.Advice("See what there is: cm-image distros"),
          e);
    }
  }
}
