package org.cmimage.core.pipeline;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.cmimage.core.parallel.ParallelTasks;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.BaseTree;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.spi.TreeSource;

/** A base, and the packages on top of it. While the base is unpacked, packages are fetched. */
record LayeredTree(BaseTree base, PackageInstallation packages) implements TreeSource {
  /** Who unpacks must have ended before the tree is closed or removed. */
  private static final Duration LONGEST_END = Duration.ofSeconds(20);

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
    List<Callable<Boolean>> tasks = new ArrayList<>();
    tasks.add(
        () -> {
          base.unpack(tree, progress);
          return true;
        });
    if (packages.packages().stream().anyMatch(each -> !each.cached())) {
      tasks.add(
          () -> {
            packages.fetch(new Unnumbered(progress));
            return true;
          });
    }
    ParallelTasks.run("unpack base", tasks.size(), LONGEST_END, tasks);
    packages.unpack(tree, progress);
  }

  /** Tells all but how far it is, which the base tells. */
  private record Unnumbered(StageProgress progress) implements StageProgress {
    @Override
    public void advanced(long done, long total, long bytes) {}

    @Override
    public void activity(String text) {}

    @Override
    public void warning(String text) {
      progress.warning(text);
    }

    @Override
    public void noted(String text) {
      progress.noted(text);
    }

    @Override
    public void log(String line) {
      progress.log(line);
    }
  }
}
