package org.cmimage.core.fault;

import java.io.Serial;
import java.util.List;
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
  private final transient List<ImageException> further;

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
    this.further = List.of();
  }

  private ImageException(ImageException first, String message, List<ImageException> further) {
    super(message, first.getCause());
    this.code = first.code;
    this.component = first.component;
    this.remedy = first.remedy;
    this.further = List.copyOf(further);
  }

  /**
   * Returns several failures as one: the first, whose message has a line for each.
   *
   * @param failures one at least
   */
  public static ImageException all(List<ImageException> failures) {
    return failures.size() == 1
        ? failures.get(0)
        : new ImageException(
            failures.get(0),
            String.join("\n", failures.stream().map(ImageException::getMessage).toList()),
            failures);
  }

  /**
   * Returns the failures that this one consists of, each with its own cure; itself if it is one.
   */
  public List<ImageException> parts() {
    return further.isEmpty() ? List.of(this) : further;
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
