package org.cmimage.core.plan;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.cmimage.core.parallel.ParallelTasks;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.BaseTree;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.PackageInstallation.PlannedPackage;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.spi.TreeSource;
import org.jspecify.annotations.Nullable;

/** A base, and the packages on top of it. Packages are fetched while the base is unpacked. */
record LayeredTree(BaseTree base, PackageInstallation packages) implements TreeSource {
  /** The wait for the end of unpacking, before the tree is closed or removed. */
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
    if (packages.packages().stream().allMatch(PlannedPackage::cached)) {
      base.unpack(tree, progress);
    } else {
      Prefetch prefetch = new Prefetch(packages, progress);
      List<Callable<Boolean>> both =
          List.of(
              prefetch::run,
              () -> {
                base.unpack(tree, progress);
                return prefetch.end();
              });
      ParallelTasks.run("unpack base", both.size(), LONGEST_END, both);
    }
    packages.unpack(tree, progress);
  }

  /**
   * A fetch that runs until the base is unpacked. Then packages are unpacked as they arrive, and
   * incomplete downloads are resumed.
   */
  private static final class Prefetch {
    private final PackageInstallation packages;
    private final StageProgress progress;
    private @Nullable Thread thread;
    private boolean ended;

    Prefetch(PackageInstallation packages, StageProgress progress) {
      this.packages = packages;
      this.progress = progress;
    }

    boolean run() throws IOException, InterruptedException {
      if (!begin()) {
        return true;
      }
      try {
        packages.fetch(new Unnumbered(progress));
      } catch (IOException | InterruptedException e) {
        if (!isEnded()) {
          throw e;
        }
        // interrupted on purpose; any other failure happens again
      } finally {
        forget();
      }
      return true;
    }

    private synchronized boolean begin() {
      thread = Thread.currentThread();
      return !ended;
    }

    private synchronized boolean isEnded() {
      return ended;
    }

    private synchronized void forget() {
      thread = null;
    }

    synchronized boolean end() {
      ended = true;
      if (thread != null) {
        thread.interrupt();
      }
      return true;
    }
  }

  /** A progress listener without numbers, as the base reports its own. */
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
