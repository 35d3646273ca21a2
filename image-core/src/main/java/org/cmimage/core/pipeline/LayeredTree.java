package org.cmimage.core.pipeline;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.BaseTree;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.spi.TreeSource;

/** A base, and the packages on top of it. */
record LayeredTree(BaseTree base, PackageInstallation packages) implements TreeSource {
  @Override
  public String digest() {
    return Hashing.sha256()
        .hashString(base.digest() + "\n" + packages.digest(), StandardCharsets.UTF_8)
        .toString();
  }

  @Override
  public List<String> origins() {
    return Stream.of(base.origins(), packages.origins()).flatMap(List::stream).toList();
  }

  @Override
  public void unpack(Rootfs tree, StageProgress progress) throws IOException, InterruptedException {
    progress.activity("unpacking the base");
    base.unpack(tree, progress);
    packages.unpack(tree, progress);
  }
}
