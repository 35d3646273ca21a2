package org.cmimage.core;

import java.io.Serial;
import java.util.Optional;
import org.cmimage.model.ComponentName;
import org.jspecify.annotations.Nullable;

/**
 * The one checked exception of the facade: what went wrong, with which component, and what cures
 * it. The message reads {@code cannot <verb> <what>: <fact>} and is complete without the cause.
 */
public final class ImageException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final transient @Nullable ComponentName component;
  private final transient Remedy remedy;

  /** A failure of one component. */
  public ImageException(
      ErrorCode code,
      @Nullable ComponentName component,
      String message,
      Remedy remedy,
      @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.component = component;
    this.remedy = remedy;
  }

  /** A failure of the whole request. */
  public ImageException(ErrorCode code, String message, Remedy remedy) {
    this(code, null, message, remedy, null);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** What went wrong. */
  public ErrorCode code() {
    return code;
  }

  /** The component concerned; empty where the whole request is. */
  public Optional<ComponentName> component() {
    return Optional.ofNullable(component);
  }

  /** What cures it. */
  public Remedy remedy() {
    return remedy;
  }
}
