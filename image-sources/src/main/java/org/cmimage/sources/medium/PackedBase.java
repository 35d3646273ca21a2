package org.cmimage.sources.medium;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cmimage.core.ArchiveReading;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.ArchiveRequest;
import org.cmimage.core.spi.BaseTree;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.ImageArchives;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.spi.TreePath;
import org.cmimage.core.spi.TreeSource;
import org.cmimage.core.spi.TreeView;
import org.cmimage.core.verify.TreeIdentity;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.rule.Mismatch;
import org.cmimage.sources.archive.ImageArchive;
import org.cmimage.sources.archive.LeftOut;
import org.cmimage.sources.location.VfsLocation;

/** The root of a distribution in a tar archive. Immutable; thread-safe. */
record PackedBase(TreeSource archive, TreeView view) implements BaseTree {
  private static final TreePath DPKG_STATUS = TreePath.of("var/lib/dpkg/status");

  /**
   * Reads an archive once, and keeps what is needed before it is unpacked.
   *
   * @throws FaultException where it is no base, or is one for another architecture or distribution
   */
  static PackedBase read(
      ImageArchives archives, ImageArchive archive, String location, ArchOs archOs)
      throws IOException, InterruptedException {
    ComponentName component = new ComponentName(ComponentKind.SOFTWARE_IMAGE, archOs);
    KeptFiles[] kept = new KeptFiles[1];
    LeftOut leftOut =
        archive.readTree(
            Optional.of(component.kind()),
            () -> {
              kept[0] = new KeptFiles();
              return kept[0];
            });
    Judgement judgement = new Judgement(VfsLocation.shown(location), component);
    judgement.requireBase(kept[0], leftOut);
    TreeSource source =
        archives.open(
            new ArchiveRequest(
                component, location, Optional.empty(), Optional.empty(), ArchiveReading.PLAIN));
    return new PackedBase(source, kept[0]);
  }

  @Override
  public String digest() {
    return archive.digest();
  }

  @Override
  public List<String> origins() {
    return archive.origins().stream().map(line -> "base " + line).toList();
  }

  @Override
  public void unpack(Rootfs tree, StageProgress progress) throws IOException, InterruptedException {
    archive.unpack(tree, progress);
  }

  /** Whether what was read is a base of an architecture and distribution. */
  private record Judgement(String location, ComponentName component) {
    void requireBase(KeptFiles kept, LeftOut leftOut) throws IOException {
      TreeIdentity identity = kept.identity();
      if (leftOut.whiteouts().count() > 0) {
        throw fault(
            ErrorCode.SOURCE_CORRUPT,
            "it is a layer of a container image, which changes others below it ("
                + leftOut.whiteouts()
                + ")",
            new Remedy.Advice("make the archive of a container: podman export CONTAINER"));
      }
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
      Optional<String> lack = lack(kept, identity);
      if (lack.isPresent()) {
        throw fault(
            ErrorCode.IMAGE_INCOMPLETE,
            "it is no base of a distribution: " + lack.get(),
            new Remedy.Advice(
                "name the root of a minimal system in a tar; what an archive is tells: cm-image"
                    + " inspect "
                    + location));
      }
    }

    private static Optional<String> lack(KeptFiles kept, TreeIdentity identity) throws IOException {
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
      return kept.isKept(DPKG_STATUS)
          ? Optional.empty()
          : Optional.of("it has no package database (" + DPKG_STATUS + ")");
    }

    private FaultException fault(ErrorCode code, String fact, Remedy remedy) {
      return new FaultException(
          code, "cannot make " + component + " of " + location + ": " + fact, remedy);
    }
  }
}
