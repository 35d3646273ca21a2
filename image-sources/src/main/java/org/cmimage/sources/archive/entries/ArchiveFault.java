package org.cmimage.sources.archive.entries;

import java.util.Optional;
import java.util.regex.Pattern;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.location.LocatedFile;

/** The faults of an archive's file, with their remedies. */
public final class ArchiveFault {
  /** The remedy for a missing or damaged file. */
  public static final Remedy FETCH_AGAIN =
      new Remedy.Advice("get it from its vendor again, and compare its size and digest");

  private static final Pattern UNNAMED = Pattern.compile("^cannot read tar archive: ");

  private ArchiveFault() {}

  /** Returns the fault of a file whose content is not the expected one. */
  public static FaultException corrupt(LocatedFile file, String fact, Remedy remedy) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT, "cannot read archive " + file.name() + ": " + fact, remedy);
  }

  /** Returns the fault with the name of its file and a position in it added. */
  public static FaultException named(LocatedFile file, FaultException e, String near) {
    String fact = UNNAMED.matcher(e.getMessage()).replaceFirst("");
    if (e.code() != ErrorCode.SOURCE_CORRUPT
        || fact.startsWith("cannot read archive ")
        || fact.startsWith("cannot read squashfs image ")
        || fact.startsWith("cannot read ISO image ")
        || fact.startsWith("cannot read container image ")
        || fact.startsWith("cannot read layer ")) {
      return withoutMirror(e);
    }
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT,
        "cannot read archive " + file.name() + ": " + fact + near,
        e.remedy(),
        e);
  }

  /** Returns the fault without the advice to take packages from another mirror. */
  public static FaultException withoutMirror(FaultException e) {
    return e.remedy() instanceof Remedy.UseOtherMirror
        ? new FaultException(e.code(), e.getMessage(), FETCH_AGAIN, e)
        : e;
  }

  /** Fails if the digest of a file is not the expected one. */
  static void demand(LocatedFile file, Optional<String> sha256, String found, String more)
      throws FaultException {
    if (sha256.isPresent() && !sha256.get().equals(found)) {
      throw new FaultException(
          ErrorCode.CHECKSUM_MISMATCH,
          "cannot use archive "
              + file.name()
              + ": expected SHA-256 "
              + sha256.get()
              + ", found "
              + found
              + more,
          FETCH_AGAIN);
    }
  }
}
