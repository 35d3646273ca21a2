package org.cmimage.core.doctor;

import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.Remedy;

/**
 * What was found of one property of a head node.
 *
 * @param subject the property, such as {@code sessions}
 * @param verdict what it means for a run
 * @param fact one sentence without its full stop
 * @param remedy what cures it
 * @param code the error that a run would end with; empty where it would not
 */
public record HostFinding(
    String subject, Verdict verdict, String fact, Remedy remedy, Optional<ErrorCode> code) {
  /** What a finding means for a run. */
  public enum Verdict {
    /** Nothing is wrong. */
    GOOD,
    /** A run succeeds, but something is not as it could be. */
    NOTE,
    /** A run fails. */
    BAD
  }

  static HostFinding good(String subject, String fact) {
    return new HostFinding(subject, Verdict.GOOD, fact, new Remedy.None(), Optional.empty());
  }

  static HostFinding note(String subject, String fact, Remedy remedy) {
    return new HostFinding(subject, Verdict.NOTE, fact, remedy, Optional.empty());
  }

  static HostFinding bad(String subject, Fault fault) {
    return new HostFinding(
        subject, Verdict.BAD, fault.message(), fault.remedy(), Optional.of(fault.code()));
  }
}
