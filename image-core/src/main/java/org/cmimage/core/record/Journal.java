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
import org.cmimage.core.host.TreePlace;
import org.cmimage.core.host.WholeFile;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.model.ComponentName;

/**
 * What an unfinished run has done, one line a finished step, each on the disk before the next step
 * begins. The first line is a digest of the inputs: a journal of other inputs counts for nothing.
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

  /** Where the journal of a component is. */
  public static Path file(ClusterLayout layout, ComponentName component) {
    return layout.journals().resolve(ClusterLayout.recordName(component) + ".journal");
  }

  /** Returns a digest of everything that decides a component. */
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

  /** Whether nothing was done yet with these inputs. */
  public synchronized boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Begins anew. */
  public synchronized void start(String inputs) throws IOException {
    Files.createDirectories(file.getParent());
    lines.clear();
    append(header(inputs));
  }

  /** Returns whether a stage is done. */
  public boolean isDone(Stage stage) {
    return isDone(stage.name());
  }

  /** Returns whether a step is done. */
  public synchronized boolean isDone(String step) {
    return lines.contains("done " + step);
  }

  /** Notes on the disk that a stage is done. */
  public void done(Stage stage) throws IOException {
    done(stage.name());
  }

  /** Notes on the disk that a step is done. */
  public void done(String step) throws IOException {
    append("done " + step);
  }

  /** Notes that the tree with this inode number is about to be put in its place. */
  public void publishing(long inode) throws IOException {
    append(PUBLISHING + inode);
  }

  /** Returns whether the tree that was about to be put in its place is there. */
  public boolean isPublished(TreePlace place) throws IOException {
    Optional<Long> inode = published();
    return inode.isPresent()
        && place.isDirectory()
        && place.status().map(FileStatus::inode).equals(inode);
  }

  /** The inode number of the tree that was about to be put in its place. */
  public synchronized Optional<Long> published() {
    return lines.stream()
        .filter(line -> line.startsWith(PUBLISHING))
        .reduce((first, last) -> last)
        .map(line -> Long.valueOf(line.substring(PUBLISHING.length())));
  }

  /** Forgets everything: the run is complete. */
  public synchronized void remove() throws IOException {
    Files.deleteIfExists(file);
    lines.clear();
  }

  private synchronized void append(String line) throws IOException {
    lines.add(line);
    WholeFile.write(file, String.join("\n", lines) + "\n", true);
  }
}
