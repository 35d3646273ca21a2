package org.cmimage.core.pipeline;

import java.nio.file.Path;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.ImageException;
import org.cmimage.core.Remedy;
import org.cmimage.model.ComponentName;
import org.jspecify.annotations.Nullable;

/**
 * Something that would make a plan fail if it were executed now.
 *
 * @param code as the failure would have
 * @param component the one concerned; null where all are
 * @param message complete sentence of the failure
 * @param remedy what cures it
 */
public record Obstacle(
    ErrorCode code, @Nullable ComponentName component, String message, Remedy remedy) {
  /** A tree stands where another shall be made. */
  static Obstacle existing(ComponentName component, Path tree) {
    return new Obstacle(
        ErrorCode.ALREADY_EXISTS,
        component,
        "cannot create " + component + ": " + tree + " exists",
        new Remedy.Force(component));
  }

  /** No tree stands where one is to be registered. */
  static Obstacle missing(ComponentName component, Path tree, String found) {
    return new Obstacle(
        ErrorCode.NO_SUCH_IMAGE,
        component,
        "cannot add " + component + ": expected its tree in " + tree + ", found " + found,
        new Remedy.ImportArchive(component));
  }

  /** The failure it would be. */
  public ImageException toException() {
    return new ImageException(code, component, message, remedy, null);
  }
}
