package org.cmimage.sources.medium;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.identity.TreeIdentity;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.tree.TreeView;
import org.cmimage.model.ComponentName;
import org.cmimage.model.rule.Mismatch;
import org.cmimage.sources.archive.LeftOut;

/** Checks that an archive is a base of an architecture and distribution. */
record BaseChecks(String location, ComponentName component) {
  private static final TreePath DPKG_STATUS = TreePath.of("var/lib/dpkg/status");
  private static final int MAX_STATUS = 64 << 20;

  /** Fails if an archive is a part of a tree. */
  void requireWhole(LeftOut leftOut) throws FaultException {
    if (leftOut.whiteouts().count() > 0) {
      throw fault(
          ErrorCode.SOURCE_CORRUPT,
          "it is a layer of a container image, which changes others below it ("
              + leftOut.whiteouts()
              + ")",
          new Remedy.Advice("make the archive of a container: podman export CONTAINER"));
    }
  }

  /** Fails if a tree is not a base, or is one for another architecture or distribution. */
  void requireBase(TreeIdentity identity, TreeView view) throws IOException {
    List<Mismatch> refusals = identity.refusals(component);
    if (!refusals.isEmpty()) {
      throw fault(
          ErrorCode.ARCH_OS_MISMATCH,
          "arch/OS does not match: "
              + refusals.stream().map(Mismatch::toString).collect(Collectors.joining(", ")),
          identity.archOs().isPresent()
              ? new Remedy.Advice(
                  "say what it is: -a "
                      + identity.archOs().get().architecture().unameName()
                      + " -d "
                      + identity.archOs().get().distribution().id()
                      + "; or name the archive for "
                      + component.archOs())
              : new Remedy.Advice("name the archive for " + component.archOs()));
    }
    Optional<String> lack = lack(view, identity);
    if (lack.isPresent()) {
      throw fault(
          ErrorCode.IMAGE_INCOMPLETE,
          "it is not the base of a distribution: " + lack.get(),
          new Remedy.Advice(
              "name the root of a minimal system in a tar; to identify an archive: cm-image"
                  + " inspect "
                  + location));
    }
  }

  private static Optional<String> lack(TreeView view, TreeIdentity identity) throws IOException {
    if (identity.distribution().value().isEmpty()) {
      return Optional.of("it does not say of which distribution it is (etc/os-release)");
    }
    if (identity.architecture().value().isEmpty()) {
      return Optional.of(
          "it has no programs"
              + Stream.of(identity.architecture().why())
                  .flatMap(List::stream)
                  .findFirst()
                  .map(why -> ": " + why)
                  .orElse(""));
    }
    return view.read(DPKG_STATUS, MAX_STATUS).isPresent()
        ? Optional.empty()
        : Optional.of("it has no package database (" + DPKG_STATUS + ")");
  }

  private FaultException fault(ErrorCode code, String fact, Remedy remedy) {
    return new FaultException(code, "cannot make " + component + " of " + location, fact, remedy);
  }
}
