package org.cmimage.sources.container;

import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.fault.Subject;

/**
 * Creates the faults of one image.
 *
 * @param image its name
 */
record ContainerFault(String image) {
  FaultException corrupt(String fact) {
    return of(
        ErrorCode.SOURCE_CORRUPT, fact, "make it again: skopeo copy IMAGE oci-archive:image.tar");
  }

  FaultException of(ErrorCode code, String fact, String cure) {
    return new FaultException(
        new Fault(
            code,
            Subject.of("cannot read container image").named(image),
            fact,
            new Remedy.Advice(cure)));
  }
}
