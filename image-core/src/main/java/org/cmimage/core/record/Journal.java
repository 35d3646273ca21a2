package org.cmimage.core.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.host.AtomicFile;
import org.cmimage.core.host.AtomicFile.Durability;
import org.cmimage.core.host.TreePlace;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.model.ComponentName;

/**
 * The finished steps of an unfinished run, a line each, written before the next step begins. The
 * first line is a digest of the inputs: a journal of other inputs is ignored. The file is replaced
 * as a whole at every step, so that a killed run leaves the steps before or after, never half a
 * line.
 *
 * <p>Neither steps nor the tree are synced to the disk before the tree is published: that would
 * make each step wait for all that was written so far. So steps of an earlier boot of this machine
 * are ignored, as a power failure may have lost parts of the tree. Thread-safe.
 */
public final class Journal {
  private static final String DONE = "done ";
  private static final String PUBLISHING = "publishing ";

  /** Linux, random(4): a new random UUID at each boot. */
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final Path file;
  private final String boot;
  private final List<String> lines;

  private Journal(Path file, String boot, List<String> lines) {
    this.file = file;
    this.boot = boot;
    this.lines = lines;
  }

  /** Returns the path of a component's journal. */
  public static Path file(ClusterLayout layout, ComponentName component) {
    return layout.journals().resolve(ClusterLayout.recordName(component) + ".journal");
  }

  /** Returns a digest of everything that determines a component. */
  public static String inputs(ComponentName component, String sourceDigest) {
    return Hashing.sha256()
        .hashString(ClusterLayout.recordName(component) + "\n" + sourceDigest, UTF_8)
        .toString();
  }

  /** Reads the journal in {@code file}; it is empty if there is none or it is of other inputs. */
  public static Journal read(Path file, String inputs) throws IOException {
    return read(file, inputs, BOOT_ID);
  }

  static Journal read(Path file, String inputs, Path bootId) throws IOException {
    String boot = "boot " + Files.readString(bootId, UTF_8).strip();
    List<String> lines = new ArrayList<>();
    try {
      lines.addAll(Files.readAllLines(file, UTF_8));
    } catch (NoSuchFileException none) {
      return new Journal(file, boot, lines);
    }
    if (lines.size() < 2 || !lines.get(0).equals(header(inputs))) {
      lines.clear();
    } else if (!lines.set(1, boot).equals(boot)) {
      lines.removeIf(line -> line.startsWith(DONE));
    }
    return new Journal(file, boot, lines);
  }

  private static String header(String inputs) {
    return "cm-image journal 2 " + inputs;
  }

  /** Returns whether no step with these inputs is finished yet. */
  public synchronized boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Starts an empty journal. */
  public synchronized void start(String inputs) throws IOException {
    Files.createDirectories(file.getParent());
    lines.clear();
    lines.add(header(inputs));
    append(boot, Durability.UNSYNCED);
  }

  /** Returns whether a stage is finished. */
  public boolean isDone(Stage stage) {
    return isDone(stage.name());
  }

  /** Returns whether a step is finished. */
  public synchronized boolean isDone(String step) {
    return lines.contains(DONE + step);
  }

  /** Records that a stage is finished. */
  public void done(Stage stage) throws IOException {
    done(stage.name());
  }

  /** Records that a step is finished. */
  public void done(String step) throws IOException {
    append(DONE + step, Durability.UNSYNCED);
  }

  /**
   * Records that the tree with this inode number is about to be synced and moved to its target. The
   * record outlives a power failure.
   */
  public void publishing(long inode) throws IOException {
    append(PUBLISHING + inode, Durability.SYNCED);
  }

  /** Returns whether the tree that was about to be moved to its target is there. */
  public boolean isPublished(TreePlace place) throws IOException {
    Optional<Long> inode = published();
    return inode.isPresent()
        && place.isDirectory()
        && place.status().map(FileStatus::inode).equals(inode);
  }

  /** Returns the inode number of the tree that was about to be moved to its target. */
  public synchronized Optional<Long> published() {
    return lines.stream()
        .filter(line -> line.startsWith(PUBLISHING))
        .reduce((first, last) -> last)
        .map(line -> Long.valueOf(line.substring(PUBLISHING.length())));
  }

  /** Removes the journal: the run is complete. */
  public synchronized void remove() throws IOException {
    Files.deleteIfExists(file);
    lines.clear();
  }

  private synchronized void append(String line, Durability durability) throws IOException {
    lines.add(line);
    AtomicFile.write(file, durability, String.join("\n", lines) + "\n");
  }
}
