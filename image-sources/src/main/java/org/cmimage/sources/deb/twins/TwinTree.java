package org.cmimage.sources.deb.twins;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.common.util.concurrent.Striped;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.locks.Lock;
import org.cmimage.core.catalog.Twins;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.archive.DebArchive;

/**
 * A directory of twins, as {@link org.cmimage.core.spi.PackageInstallation#twins} describes it. It
 * is made beside its final path and moved there, so that it is complete whenever it exists.
 */
public final class TwinTree {
  /**
   * The version of the result; to be changed when the same packages yield a different directory.
   */
  public static final String FORM = "twins 3";

  private static final String UNFINISHED = ".new-";

  /** A lock of a file excludes other processes, but fails for another thread of this one. */
  private static final Striped<Lock> WITHIN_PROCESS = Striped.lazyWeakLock(Integer.MAX_VALUE);

  private final TwinSink sink;
  private final Decompressor decompressor;

  private TwinTree(TwinSink sink, Decompressor decompressor) {
    this.sink = sink;
    this.decompressor = decompressor;
  }

  /** The parts needed of a package. */
  public enum Programs {
    /** Its libraries only. */
    NONE,
    /** Its programs, with the modification time that they have in the image. */
    DATED,
    /**
     * Its programs, from another build than the image's and so with another time; they get the time
     * 0, which makes sessions skip the comparison.
     */
    UNDATED
  }

  /** Puts packages into a tree. */
  @FunctionalInterface
  public interface Filling {
    /** Adds all packages to {@code tree}, in any order, from any threads. */
    void fill(TwinTree tree) throws IOException, InterruptedException;
  }

  /**
   * Makes a directory, unless it exists, and returns it.
   *
   * @param place a path whose name identifies the content
   * @param twins the programs to omit, entirely or for most uses
   */
  @SuppressWarnings("try") // the claim is held, not called
  public static Path make(
      Path place, ArchitecturePair pair, Twins twins, Decompressor decompressor, Filling filling)
      throws IOException, InterruptedException {
    if (Files.isDirectory(place)) {
      return place;
    }
    Path all = Files.createDirectories(place.resolveSibling("")).toRealPath();
    try (Claim claim = Claim.on(all)) {
      removeUnfinished(all);
      if (Files.isDirectory(place)) {
        return place;
      }
      Path directory = Files.createTempDirectory(all, UNFINISHED);
      TwinSink sink = new TwinSink(directory, pair, twins);
      filling.fill(new TwinTree(sink, decompressor));
      sink.finish(pair.host());
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(directory, place, StandardCopyOption.ATOMIC_MOVE);
      return place;
    }
  }

  /** The exclusive right, among all threads and processes, to make a directory below a path. */
  private record Claim(Lock within, FileChannel file) implements Closeable {
    static Claim on(Path all) throws IOException, InterruptedException {
      Lock within = WITHIN_PROCESS.get(all);
      within.lockInterruptibly();
      boolean claimed = false;
      try {
        FileChannel file =
            FileChannel.open(
                all.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        file.lock();
        claimed = true;
        return new Claim(within, file);
      } finally {
        if (!claimed) {
          within.unlock();
        }
      }
    }

    @Override
    public void close() throws IOException {
      try {
        file.close();
      } finally {
        within.unlock();
      }
    }
  }

  private static void removeUnfinished(Path all) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(all, UNFINISHED + "*")) {
      for (Path directory : left) {
        MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    }
  }

  /**
   * Adds a package. Thread-safe.
   *
   * @param archive already verified
   * @param programs the needed programs
   */
  public void add(Path archive, Programs programs) throws IOException {
    try (DebArchive deb = DebArchive.open(archive, decompressor)) {
      deb.readData(sink.of(programs));
    }
  }
}
