package org.cmimage.core.plan;

import java.nio.file.Path;
import java.util.List;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.model.ComponentName;
import org.jspecify.annotations.Nullable;

/**
 * Something that would make a plan fail if it were executed now.
 *
 * @param component the one concerned; null where all are
 * @param fault the failure it would be
 */
public record Obstacle(@Nullable ComponentName component, Fault fault) {
  private static final int MOST_NAMES = 50;

  /** A tree stands where another shall be made. */
  public static Obstacle existing(ComponentName component, Path tree) {
    return of(
        component,
        ErrorCode.ALREADY_EXISTS,
        "cannot create ",
        tree + " exists",
        new Remedy.Force(component));
  }

  /** No tree stands where one is to be registered. */
  static Obstacle missing(ComponentName component, Path tree, String found) {
    return of(
        component,
        ErrorCode.NO_SUCH_IMAGE,
        "cannot add ",
        "expected its tree in " + tree + ", found " + found,
        new Remedy.ImportArchive(component));
  }

  /** Makes the obstacle of packages that must not be fetched. */
  static Obstacle uncached(ComponentName component, List<String> packages) {
    int shown = Math.min(packages.size(), MOST_NAMES);
    int more = packages.size() - shown;
    return of(
        component,
        ErrorCode.MIRROR_UNREACHABLE,
        "cannot create ",
        "%d %s not in the cache, and --air-gapped forbids downloading: %s%s"
            .formatted(
                packages.size(),
                packages.size() == 1 ? "package is" : "packages are",
                String.join(", ", packages.subList(0, shown)),
                more == 0 ? "" : " and " + more + " more"),
        new Remedy.Advice(
            "fetch them by a run without --air-gapped, or name file: repositories that have them"));
  }

  private static Obstacle of(
      ComponentName component, ErrorCode code, String verb, String fact, Remedy remedy) {
    return new Obstacle(component, Fault.of(code, verb + component, fact, remedy));
  }

  /** Returns the failure that several would be: all of them, each with its cure. */
  public static ImageException failure(List<Obstacle> obstacles) {
    return ImageException.all(obstacles.stream().map(Obstacle::toException).toList());
  }

  /** Returns the failure it would be. */
  public ImageException toException() {
    return new ImageException(fault, component, null);
  }

  /** Returns the code that the failure would have. */
  public ErrorCode code() {
    return fault.code();
  }

  /** Returns the sentence of the failure. */
  public String message() {
    return fault.message();
  }

  /** Returns what cures it. */
  public Remedy remedy() {
    return fault.remedy();
  }
}
