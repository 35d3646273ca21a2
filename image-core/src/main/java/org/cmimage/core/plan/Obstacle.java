package org.cmimage.core.plan;

import java.nio.file.Path;
import java.util.List;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.Hindrance;
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
  private static final int MOST_NAMES = 50;

  /** Something about this machine is in the way; {@code what} is as in {@code cannot create X}. */
  static Obstacle of(String what, Hindrance hindrance) {
    return new Obstacle(
        hindrance.code(),
        null,
        what + ": " + hindrance.fact(),
        new Remedy.Advice(hindrance.cure()));
  }

  /** A tree stands where another shall be made. */
  public static Obstacle existing(ComponentName component, Path tree) {
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

  /** Makes the obstacle of packages that must not be fetched. */
  static Obstacle uncached(ComponentName component, List<String> packages) {
    int shown = Math.min(packages.size(), MOST_NAMES);
    int more = packages.size() - shown;
    return new Obstacle(
        ErrorCode.MIRROR_UNREACHABLE,
        component,
        "cannot create %s: %d %s not in the cache, and --air-gapped forbids downloading: %s%s"
            .formatted(
                component,
                packages.size(),
                packages.size() == 1 ? "package is" : "packages are",
                String.join(", ", packages.subList(0, shown)),
                more == 0 ? "" : " and " + more + " more"),
        new Remedy.Advice(
            "fetch them by a run without --air-gapped, or name file: repositories that have them"));
  }

  /** Returns the failure that several would be: all of them, each with its cure. */
  public static ImageException failure(List<Obstacle> obstacles) {
    return ImageException.all(obstacles.stream().map(Obstacle::toException).toList());
  }

  /** The failure it would be. */
  public ImageException toException() {
    return new ImageException(code, component, message, remedy, null);
  }
}
