package org.cmimage.core.host;

import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.Remedy;

/**
 * A reason why a tree cannot be deleted or replaced now.
 *
 * @param code the error code
 * @param fact the reason, without a verb or subject, such as {@code in use by process 12 (bash)}
 * @param cure what removes it, an imperative sentence
 */
public record Hindrance(ErrorCode code, String fact, String cure) {

  /** Returns the failure of an operation; {@code what} is as in {@code cannot delete "/x"}. */
  public Fault fault(String what) {
    return Fault.of(code, what, fact, new Remedy.Advice(cure));
  }
}
