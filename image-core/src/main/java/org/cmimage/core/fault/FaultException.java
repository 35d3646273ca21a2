package org.cmimage.core.fault;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An I/O failure whose kind and cure the thrower knows. */
public final class FaultException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final transient Fault fault;

  public FaultException(Fault fault, @Nullable Throwable cause) {
    super(fault.message(), cause);
    this.fault = fault;
  }

  public FaultException(Fault fault) {
    this(fault, null);
  }

  /**
   * @param attempt such as {@code cannot remove image "x"}
   */
  public FaultException(
      ErrorCode code, String attempt, String fact, Remedy remedy, @Nullable Throwable cause) {
    this(Fault.of(code, attempt, fact, remedy), cause);
  }

  /** A failure without a cause. */
  public FaultException(ErrorCode code, String attempt, String fact, Remedy remedy) {
    this(code, attempt, fact, remedy, null);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** What went wrong, as fields. */
  public Fault fault() {
    return fault;
  }

  /** What went wrong, as a stable name. */
  public ErrorCode code() {
    return fault.code();
  }

  /** What cures it. */
  public Remedy remedy() {
    return fault.remedy();
  }
}
