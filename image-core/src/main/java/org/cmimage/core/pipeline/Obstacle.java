package org.cmimage.core.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
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

  /** A tree that would be replaced is locked. */
  static Obstacle locked(ComponentName component, String part) {
    return new Obstacle(
        ErrorCode.IN_USE,
        component,
        "cannot replace " + component + ": locked in cmsh: " + part,
        new Remedy.Advice("Unlock it, in cmsh: fspart; unlock " + part));
  }

  /** No tree stands where one is to be registered. */
  static Obstacle missing(ComponentName component, Path tree, String found) {
    return new Obstacle(
        ErrorCode.NO_SUCH_IMAGE,
        component,
        "cannot add " + component + ": expected its tree in " + tree + ", found " + found,
        new Remedy.ImportArchive(component));
  }

  /** The failure that several would be: all are told, and what cures the first. */
  public static ImageException failure(List<Obstacle> obstacles) {
    Obstacle first = obstacles.get(0);
    String all = obstacles.stream().map(Obstacle::message).collect(Collectors.joining("; "));
    return new ImageException(first.code, first.component, all, first.remedy, null);
  }

  /** The failure it would be. */
  ImageException toException() {
    return new ImageException(code, component, message, remedy, null);
  }
}
