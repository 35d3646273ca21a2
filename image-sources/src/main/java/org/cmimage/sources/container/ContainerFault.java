package org.cmimage.sources.container;

import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;

/**
 * Creates the faults of one image.
 *
 * @param image its name
 */
record ContainerFault(String image) {
  FaultException corrupt(String fact) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT,
        "cannot read container image " + image + ": " + fact,
        new Remedy.Advice("make it anew: skopeo copy IMAGE oci-archive:image.tar"));
  }
}
