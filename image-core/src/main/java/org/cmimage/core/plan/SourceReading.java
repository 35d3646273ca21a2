package org.cmimage.core.plan;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.spi.BaseTree;
import org.cmimage.core.spi.SourceMedia;
import org.cmimage.core.spi.SourceMedium;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;

/**
 * The reading of one request's sources, such as a set of DVDs: images start from the base of the
 * first that has one, and get packages from all.
 *
 * @param offline whether the network must not be used
 */
record SourceReading(SourceMedia media, ArchOs archOs, boolean offline) {
  /**
   * Opens all sources in their order; one that is named twice counts once.
   *
   * @return their combined content
   * @throws FaultException with {@code INVALID_REQUEST} where a source has nothing but a second
   *     base
   */
  SourceMedium open(List<String> locations, StageProgress progress)
      throws IOException, InterruptedException {
    Optional<BaseTree> base = Optional.empty();
    String based = "";
    List<String> descriptions = new ArrayList<>();
    List<String> repositories = new ArrayList<>();
    for (String location : ImmutableSet.copyOf(locations)) {
      progress.activity("reading " + location);
      SourceMedium medium =
          base.isEmpty() ? media.open(location, archOs, offline) : openBeside(location);
      progress.noted("source: " + medium.description());
      if (base.isEmpty()) {
        base = medium.base();
        based = medium.description();
      } else if (medium.base().isPresent()) {
        requirePackages(medium, based);
        progress.warning(
            "images begin with the base of the "
                + based
                + "; of the "
                + medium.description()
                + " only the packages are taken");
      }
      descriptions.add(medium.description());
      repositories.addAll(medium.repositories());
    }
    return new SourceMedium(
        String.join(", ", descriptions), base, repositories.stream().distinct().toList());
  }

  /**
   * Opens a source whose base is not wanted: it may be for another architecture, as the head node's
   * own medium, which has native programs.
   */
  private SourceMedium openBeside(String location) throws IOException, InterruptedException {
    try {
      return media.open(location, archOs, offline);
    } catch (FaultException e) {
      if (e.code() != ErrorCode.ARCH_OS_MISMATCH) {
        throw e;
      }
      for (Architecture other : Architecture.values()) {
        try {
          return media.open(location, new ArchOs(other, archOs.distribution()), offline);
        } catch (FaultException notOfThatEither) {
          e.addSuppressed(notOfThatEither);
        }
      }
      throw e;
    }
  }

  private void requirePackages(SourceMedium medium, String based) throws FaultException {
    if (medium.repositories().isEmpty()) {
      throw new FaultException(
          ErrorCode.INVALID_REQUEST,
          "cannot make images of the " + medium.description(),
          "it has nothing but a base, and the " + based + " has one already",
          new Remedy.Advice("name one base with --source, and beside it what has packages"));
    }
  }
}
