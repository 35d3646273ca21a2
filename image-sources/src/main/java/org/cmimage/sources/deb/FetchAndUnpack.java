package org.cmimage.sources.deb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.cmimage.core.parallel.ParallelTasks;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.download.Download;
import org.cmimage.sources.download.Downloader;

/**
 * Fetches packages and unpacks each as soon as it has arrived: the network and all cores are busy
 * at the same time. Large packages go first, because the last one determines the end.
 */
final class FetchAndUnpack {
  /** Unpacks one package. */
  @FunctionalInterface
  interface Unpacker {
    /**
     * Unpacks a verified archive. Called on several threads.
     *
     * @param order the index of the package in the resolver's order
     */
    void unpack(Path archive, int order) throws IOException;
  }

  /** An archive that has arrived. */
  private record Arrived(BinaryPackage binary, int order, Path archive) {}

  private final Downloader downloader;
  private final StageProgress progress;
  private final List<BinaryPackage> packages;
  private final int workers = Math.max(2, Runtime.getRuntime().availableProcessors());
  private final BlockingQueue<Optional<Arrived>> arrived = new LinkedBlockingQueue<>();
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong unpacked = new AtomicLong();

  /**
   * Creates a single use.
   *
   * @param packages each after its dependencies
   */
  FetchAndUnpack(Downloader downloader, StageProgress progress, List<BinaryPackage> packages) {
    this.downloader = downloader;
    this.progress = progress;
    this.packages = packages;
  }

  /** Runs until all packages are unpacked, or throws the first failure. */
  void run(Unpacker unpacker) throws IOException, InterruptedException {
    List<Callable<Boolean>> tasks = new ArrayList<>();
    tasks.add(this::fetch);
    for (int i = 0; i < workers; i++) {
      tasks.add(() -> unpackArrivals(unpacker));
    }
    report();
    ParallelTasks.run("unpack", tasks.size(), tasks);
  }

  private boolean fetch() throws IOException, InterruptedException {
    Map<Download, Integer> places = new LinkedHashMap<>();
    for (int i = 0; i < packages.size(); i++) {
      places.put(DebTools.download(packages.get(i)), i);
    }
    List<Download> largestFirst =
        places.keySet().stream()
            .sorted(Comparator.comparingLong(Download::size).reversed())
            .toList();
    downloader.fetchAll(
        largestFirst,
        bytes -> {
          received.addAndGet(bytes);
          report();
        },
        (download, file) -> {
          int place = places.getOrDefault(download, 0);
          arrived.add(Optional.of(new Arrived(packages.get(place), place, file)));
        });
    for (int i = 0; i < workers; i++) {
      arrived.add(Optional.empty());
    }
    return true;
  }

  private boolean unpackArrivals(Unpacker unpacker) throws IOException, InterruptedException {
    for (Optional<Arrived> next = arrived.take(); next.isPresent(); next = arrived.take()) {
      Arrived archive = next.get();
      progress.activity("unpacking " + archive.binary().name());
      unpacker.unpack(archive.archive(), archive.order());
      progress.log("unpacked " + archive.binary() + " (" + archive.archive() + ")");
      unpacked.incrementAndGet();
      report();
    }
    return true;
  }

  private void report() {
    progress.advanced(unpacked.get(), packages.size(), received.get());
  }
}
