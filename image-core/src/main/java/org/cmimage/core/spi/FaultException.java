package org.cmimage.core.spi;

import java.io.IOException;
import java.io.Serial;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * An I/O failure whose kind and cure the thrower knows. The message is {@code cannot <verb> <noun>:
 * <fact>}, names paths and values, and is complete without the cause.
 */
public final class FaultException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final transient Remedy remedy;

  public FaultException(ErrorCode code, String message, Remedy remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.remedy = remedy;
  }

  public FaultException(ErrorCode code, String message, Remedy remedy) {
    this(code, message, remedy, null);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** What went wrong. */
  public ErrorCode code() {
    return code;
  }

  /** What cures it. */
  public Remedy remedy() {
    return remedy;
  }
}
