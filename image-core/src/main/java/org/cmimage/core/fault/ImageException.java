package org.cmimage.core.fault;

import java.io.Serial;
import java.util.List;
import java.util.Optional;
import org.cmimage.model.ComponentName;
import org.jspecify.annotations.Nullable;

/**
 * The one checked exception of the facade: what went wrong, with which component, and what cures
 * it.
 */
public final class ImageException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final transient Fault fault;
  private final transient @Nullable ComponentName component;
  private final transient List<ImageException> further;

  private ImageException(
      Fault fault,
      @Nullable ComponentName component,
      List<ImageException> further,
      @Nullable Throwable cause) {
    super(fault.message(), cause);
    this.fault = fault;
    this.component = component;
    this.further = List.copyOf(further);
  }

  /** A failure of one component. */
  public ImageException(Fault fault, @Nullable ComponentName component, @Nullable Throwable cause) {
    this(fault, component, List.of(), cause);
  }

  /** A failure of the whole request. */
  public ImageException(Fault fault) {
    this(fault, null, null);
  }

  /**
   * A failure of the whole request.
   *
   * @param attempt such as {@code cannot remove image "x"}
   */
  public ImageException(ErrorCode code, String attempt, String fact, Remedy remedy) {
    this(Fault.of(code, attempt, fact, remedy));
  }

  /** Returns a failure inside the library as that of the whole request. */
  public static ImageException of(FaultException failure) {
    return new ImageException(failure.fault(), null, failure);
  }

  /**
   * Returns several failures as one: the first, whose message has a line for each.
   *
   * @param failures one at least
   */
  public static ImageException all(List<ImageException> failures) {
    ImageException first = failures.get(0);
    if (failures.size() == 1) {
      return first;
    }
    Fault all = Fault.all(failures.stream().map(each -> each.fault).toList(), first.remedy());
    return new ImageException(all, first.component, failures, first.getCause());
  }

  /** Returns the same failure of work of which it leaves nothing to resume. */
  public ImageException beginningAnew() {
    ImageException anew =
        new ImageException(
            fault.withRemedy(fault.remedy().beginningAnew()),
            component,
            further.stream().map(ImageException::beginningAnew).toList(),
            getCause());
    anew.setStackTrace(getStackTrace());
    for (Throwable suppressed : getSuppressed()) {
      anew.addSuppressed(suppressed);
    }
    return anew;
  }

  /**
   * Returns the failures that this one consists of, each with its own cure; itself if it is one.
   */
  public List<ImageException> parts() {
    return further.isEmpty() ? List.of(this) : further;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** What went wrong, as a stable name. */
  public ErrorCode code() {
    return fault.code();
  }

  /** The component concerned; empty where the whole request is. */
  public Optional<ComponentName> component() {
    return Optional.ofNullable(component);
  }

  /** What cures it. */
  public Remedy remedy() {
    return fault.remedy();
  }
}
