package org.cmimage.sources.medium;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.BaseTree;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.spi.TreeSource;
import org.cmimage.core.tree.TreeView;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.sources.archive.ImageArchive;
import org.cmimage.sources.archive.LeftOut;
import org.cmimage.sources.location.VfsLocation;

/** The root of a distribution in an archive, or in squashfs images. Immutable; thread-safe. */
record PackedBase(TreeSource archive, TreeView view, long bytes) implements BaseTree {
  /**
   * Reads an archive once, and keeps what is needed before it is unpacked.
   *
   * @throws FaultException if it is not a base, or is one for another architecture or distribution
   */
  static PackedBase read(ImageArchive archive, String location, ArchOs archOs)
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
    BaseChecks checks = new BaseChecks(VfsLocation.shown(location), component);
    checks.requireWhole(leftOut);
    checks.requireBase(kept[0].identity(), kept[0]);
    return new PackedBase(archive.source(component), kept[0], kept[0].bytes());
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
}
