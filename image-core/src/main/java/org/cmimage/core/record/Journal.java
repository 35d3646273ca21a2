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
import org.cmimage.core.host.TreePlace;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.model.ComponentName;

/**
 * The finished steps of an unfinished run, a line each, written to the disk before the next step
 * begins. The first line is a digest of the inputs: a journal of other inputs is ignored.
 *
 * <p>The file is replaced as a whole at every step, so that a crash leaves the steps before or
 * after, never half a line. Thread-safe.
 */
public final class Journal {
  private static final String PUBLISHING = "publishing ";

  private final Path file;
  private final List<String> lines;

  private Journal(Path file, List<String> lines) {
    this.file = file;
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
    List<String> lines = new ArrayList<>();
    try {
      lines.addAll(Files.readAllLines(file, UTF_8));
    } catch (NoSuchFileException none) {
      return new Journal(file, lines);
    }
    if (lines.isEmpty() || !lines.get(0).equals(header(inputs))) {
      lines.clear();
    }
    return new Journal(file, lines);
  }

  private static String header(String inputs) {
    return "cm-image journal 1 " + inputs;
  }

  /** Returns whether no step with these inputs is finished yet. */
  public synchronized boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Starts an empty journal. */
  public synchronized void start(String inputs) throws IOException {
    Files.createDirectories(file.getParent());
    lines.clear();
    append(header(inputs));
  }

  /** Returns whether a stage is finished. */
  public boolean isDone(Stage stage) {
    return isDone(stage.name());
  }

  /** Returns whether a step is finished. */
  public synchronized boolean isDone(String step) {
    return lines.contains("done " + step);
  }

  /** Records on the disk that a stage is finished. */
  public void done(Stage stage) throws IOException {
    done(stage.name());
  }

  /** Records on the disk that a step is finished. */
  public void done(String step) throws IOException {
    append("done " + step);
  }

  /** Records that the tree with this inode number is about to be moved to its target. */
  public void publishing(long inode) throws IOException {
    append(PUBLISHING + inode);
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

  private synchronized void append(String line) throws IOException {
    lines.add(line);
    AtomicFile.write(file, String.join("\n", lines) + "\n");
  }
}
