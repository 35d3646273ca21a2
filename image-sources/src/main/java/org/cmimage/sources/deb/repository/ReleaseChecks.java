package org.cmimage.sources.deb.repository;

import java.time.Instant;
import java.util.Optional;
import org.cmimage.core.catalog.ReleaseRules;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;

/** The checks of a Release file whose signature has been verified. */
final class ReleaseChecks {
  private final ReleaseFile release;
  private final ReleaseRules rules;
  private final String what;

  /**
   * Creates the checks of one file.
   *
   * @param what names it in messages
   */
  ReleaseChecks(ReleaseFile release, ReleaseRules rules, String what) {
    this.release = release;
    this.rules = rules;
    this.what = what;
  }

  /**
   * Compares the names of a Release file with the requested suite: one release must not be passed
   * off as another.
   *
   * @return the warning, if the rules allow another name
   */
  Optional<String> suite(String asked) throws FaultException {
    if (release.isOf(asked)) {
      return Optional.empty();
    }
    String fact =
        "expected suite \"%s\", found suite \"%s\", codename \"%s\""
            .formatted(asked, release.names().suite(), release.names().codename());
    if (rules.named()) {
      throw new FaultException(
          ErrorCode.SOURCE_CORRUPT, "cannot use " + what, fact, new Remedy.UseOtherMirror(what));
    }
    return Optional.of(what + ": " + fact + "; used as the sources file asks for it");
  }

  /**
   * Returns whether the age of the file matters. If it may have expired, as in snapshots, it may
   * also be older than others.
   */
  boolean agesMatter() {
    return rules.date() && rules.validUntil();
  }

  /**
   * Fails if the file is from the future, or expired.
   *
   * @param fetched whether a newer one could have been fetched
   */
  void date(Instant now, boolean fetched) throws FaultException {
    if (!rules.date()) {
      return;
    }
    if (release.date().isAfter(now.plus(rules.future()))) {
      throw new FaultException(
          ErrorCode.INDEX_EXPIRED,
          "cannot use " + what,
          "it was made on " + release.date() + ", which is after this machine's " + now,
          new Remedy.Advice("Set the clock of this machine."));
    }
    Optional<Instant> until = release.validUntil();
    if (fetched && rules.validUntil() && until.isPresent() && until.get().isBefore(now)) {
      throw new FaultException(
          ErrorCode.INDEX_EXPIRED,
          "cannot use " + what,
          "it was valid until " + until.get() + ", now it is " + now,
          new Remedy.Advice(
              "Use a mirror that is up to date, or set check-valid-until to no where the release is"
                  + " archived; or set the clock."));
    }
  }
}
