package org.cmimage.core.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.HostPath;
import org.jspecify.annotations.Nullable;

/**
 * A lock against concurrent runs on one cluster or on one tree, by processes or threads. The kernel
 * releases it when the holder dies; the holder's description in the file is ignored then.
 */
public final class RunLock implements Closeable {
  /**
   * The attempts to take a lock without a described holder, which may not have written its
   * description yet, may have just released the lock, or may be only checking it.
   */
  private static final int ATTEMPTS = 40;

  /** The directory of the locks of trees. */
  private static final String TREES = "locks";

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@._+-]{1,200}");

  private static final int MILLIS_BETWEEN = 25;
  private static final int LONGEST_TEXT = 4096;

  /**
   * The locks that this process holds. The kernel's locks belong to a process, not a thread, and
   * are released when any channel to the file is closed: so none is opened while the lock is held.
   * Guarded by this class.
   */
  private static final Map<Path, Holder> HELD = new HashMap<>();

  private final Path file;
  private final FileChannel channel;
  private final List<RunLock> trees = new ArrayList<>();

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** The holder of a lock; the file has a line for each component. */
  private record Holder(long process, Instant since, String activity) {
    /** Parses the text of a file; empty where it is malformed. */
    static Optional<Holder> parse(String text) {
      String[] lines = text.split("\n", -1);
      try {
        return lines.length < 3
            ? Optional.empty()
            : Optional.of(
                new Holder(
                    Long.parseLong(lines[0]),
                    Instant.parse(lines[1]),
                    lines[2].replaceAll("\\p{Cntrl}", "?")));
      } catch (IllegalArgumentException | java.time.DateTimeException e) {
        return Optional.empty();
      }
    }

    String text() {
      return process + "\n" + since + "\n" + activity.replace('\n', ' ') + "\n";
    }

    boolean isAlive() {
      return ProcessHandle.of(process).filter(ProcessHandle::isAlive).isPresent();
    }

    @Override
    public String toString() {
      return "process " + process + ", " + activity + ", since " + since;
    }
  }

  /**
   * Checks that no other run holds the lock. Changes nothing.
   *
   * @throws FaultException with code {@code LOCKED}, naming the process that holds it, its activity
   *     and since when
   */
  static void check(ClusterLayout layout) throws IOException {
    check(file(layout));
  }

  /**
   * Checks that no run or shell holds the lock of a tree. Changes nothing.
   *
   * @param path the tree's in the cluster
   * @throws FaultException as {@link #check}
   */
  static void checkTree(ClusterLayout layout, String path) throws IOException {
    check(file(layout, path));
  }

  private static void check(Path file) throws IOException {
    synchronized (RunLock.class) {
      refuseHeldHere(file);
      if (Files.isReadable(file)) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
          lock(file, channel, true).close();
        }
      }
    }
  }

  /**
   * Takes the lock.
   *
   * @param activity the description of this run for others, such as {@code create
   *     shared-debian12-aarch64}
   * @throws FaultException as {@link #check}
   */
  public static RunLock take(ClusterLayout layout, String activity, InstantSource clock)
      throws IOException {
    return take(file(layout), activity, clock);
  }

  /**
   * Takes the cluster's lock together with those of the trees that the run changes or replaces.
   *
   * @param paths the trees' in the cluster
   * @throws FaultException as {@link #check}, with none of them taken
   */
  public static RunLock take(
      ClusterLayout layout, String activity, InstantSource clock, Collection<String> paths)
      throws IOException {
    RunLock lock = take(layout, activity, clock);
    boolean taken = false;
    try {
      for (String path : paths) {
        lock.trees.add(ofTree(layout, path, activity, clock));
      }
      taken = true;
      return lock;
    } finally {
      if (!taken) {
        lock.close();
      }
    }
  }

  /**
   * Takes the lock of a tree alone, for work in it while runs change other trees.
   *
   * @param path the tree's in the cluster
   * @throws FaultException as {@link #check}
   */
  public static RunLock ofTree(
      ClusterLayout layout, String path, String activity, InstantSource clock) throws IOException {
    return take(file(layout, path), activity, clock);
  }

  /** Takes the lock of a tree by its path on this machine, whose name may have any bytes. */
  public static RunLock ofTree(
      ClusterLayout layout, Path tree, String activity, InstantSource clock) throws IOException {
    return take(treeFile(layout, tree), activity, clock);
  }

  private static RunLock take(Path file, String activity, InstantSource clock) throws IOException {
    synchronized (RunLock.class) {
      refuseHeldHere(file);
      Files.createDirectories(file.getParent());
      Holder holder =
          new Holder(
              ProcessHandle.current().pid(),
              clock.instant().truncatedTo(ChronoUnit.SECONDS),
              activity);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      boolean taken = false;
      try {
        lock(file, channel, false);
        channel.truncate(0);
        channel.write(UTF_8.encode(holder.text()), 0);
        HELD.put(file, holder);
        taken = true;
      } finally {
        if (!taken) {
          channel.close();
        }
      }
      return new RunLock(file, channel);
    }
  }

  private static Path file(ClusterLayout layout) {
    return layout.resolve("/var/lib/cm-image/lock");
  }

  /**
   * Returns the lock file of a tree, the same for all of its names. Trees whose paths differ only
   * in separators share one, which does no harm.
   */
  private static Path file(ClusterLayout layout, String path) throws IOException {
    return treeFile(layout, layout.resolve(path));
  }

  private static Path treeFile(ClusterLayout layout, Path tree) throws IOException {
    Path relative =
        Files.exists(tree)
            ? layout.root().toRealPath().relativize(tree.toRealPath())
            : layout.root().relativize(tree);
    String text = HostPath.text(Path.of("/").resolve(relative));
    String name = text.substring(1).replace('/', '-');
    return layout
        .resolve("/var/lib/cm-image")
        .resolve(TREES)
        .resolve(
            PLAIN.matcher(name).matches()
                ? name
                : Hashing.sha256().hashString(text, UTF_8).toString());
  }

  private static void refuseHeldHere(Path file) throws FaultException {
    Holder holder = HELD.get(file);
    if (holder != null) {
      throw refusal(file, holder.toString());
    }
  }

  private static FileLock lock(Path file, FileChannel channel, boolean shared) throws IOException {
    String said = "holder unknown";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      @Nullable FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
      if (lock != null) {
        return lock;
      }
      Optional<Holder> holder = Holder.parse(text(channel));
      if (holder.filter(Holder::isAlive).isPresent()) {
        throw refusal(file, holder.get().toString());
      }
      said = holder.map(h -> h + ", which is not visible from here").orElse(said);
      pause();
    }
    throw refusal(file, said);
  }

  private static String text(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LONGEST_TEXT);
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {
      // until its end
    }
    return UTF_8.decode(bytes.flip()).toString();
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(MILLIS_BETWEEN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the lock");
    }
  }

  private static FaultException refusal(Path file, String holder) {
    String what =
        file.getName(file.getNameCount() - 2).toString().equals(TREES) ? "image" : "cluster";
    return new FaultException(
        ErrorCode.LOCKED,
        "cannot start",
        "another run is active on this " + what + " (" + holder + ")",
        new Remedy.Advice("Wait until it has ended, then run the same command again."));
  }

  /**
   * Releases all of them, even where one cannot be truncated, as in a thread that is interrupted.
   */
  @Override
  public void close() throws IOException {
    try {
      release();
    } finally {
      closeTrees(trees.iterator());
    }
  }

  private static void closeTrees(Iterator<RunLock> trees) throws IOException {
    if (trees.hasNext()) {
      try {
        trees.next().close();
      } finally {
        closeTrees(trees);
      }
    }
  }

  private void release() throws IOException {
    synchronized (RunLock.class) {
      if (channel.isOpen()) {
        try {
          channel.truncate(0);
        } finally {
          HELD.remove(file);
          channel.close();
        }
      }
    }
  }
}
