package org.cmimage.sources.archive.entries;

import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.fault.Subject;
import org.cmimage.sources.location.LocatedFile;
import org.cmimage.sources.tar.TarReader;

/** The faults of an archive's file, with their remedies. */
public final class ArchiveFault {
  /** The remedy for a missing or damaged file. */
  public static final Remedy FETCH_AGAIN =
      new Remedy.Advice("get it from its vendor again, and compare its size and digest");

  private ArchiveFault() {}

  /** Returns the fault of a file whose content is not the expected one. */
  public static FaultException corrupt(LocatedFile file, String fact, Remedy remedy) {
    return new FaultException(new Fault(ErrorCode.SOURCE_CORRUPT, reading(file), fact, remedy));
  }

  private static Subject reading(LocatedFile file) {
    return Subject.of("cannot read archive").named(file.name());
  }

  /** Returns the fault with the name of its file and a position in it added. */
  public static FaultException named(LocatedFile file, FaultException e, String near) {
    Fault fault = e.fault();
    if (fault.code() != ErrorCode.SOURCE_CORRUPT || fault.subject().file().isPresent()) {
      return withoutMirror(e);
    }
    String fact = fault.subject().equals(TarReader.READING) ? fault.fact() : fault.message();
    return new FaultException(fault.about(reading(file)).withFact(fact + near), e);
  }

  /** Returns the fault without the advice to take packages from another mirror. */
  public static FaultException withoutMirror(FaultException e) {
    return e.remedy() instanceof Remedy.UseOtherMirror
        ? new FaultException(e.fault().withRemedy(FETCH_AGAIN), e)
        : e;
  }

  /** Fails if the digest of a file is not the expected one. */
  static void demand(LocatedFile file, Optional<String> sha256, String found, String more)
      throws FaultException {
    if (sha256.isPresent() && !sha256.get().equals(found)) {
      throw new FaultException(
          ErrorCode.CHECKSUM_MISMATCH,
          "cannot use archive " + file.name(),
          "expected SHA-256 " + sha256.get() + ", found " + found + more,
          FETCH_AGAIN);
    }
  }
}
