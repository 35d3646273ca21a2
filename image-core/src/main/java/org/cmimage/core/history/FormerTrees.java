package org.cmimage.core.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.host.AtomicFile;
import org.cmimage.core.manifest.TreeManifest;
import org.cmimage.core.staging.StagingDirectory;
import org.cmimage.core.syscall.HostCalls;

/**
 * The former trees of one image: beside staging, on the same file system, with a record each in
 * {@code /var/lib/cm-image/former}. A record is written before its tree is there, and one without a
 * tree is ignored; so a crash leaves no tree without a record. To be used under the tree's lock,
 * except {@link #list}.
 *
 * <p>A replacement {@linkplain #begin begins} before the trees are exchanged and {@linkplain #end
 * ends} when all its consequences are done. {@link #mend} returns what a crash left in between.
 */
public final class FormerTrees {
  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern ID_TEXT = Pattern.compile("[0-9]{8}T[0-9]{6}Z");
  private static final String CHANGES = ".changes";
  private static final String MANIFEST = ".mtree";

  /** The changes in the record of a tree that is being erased. */
  private static final String ERASING = ".erasing";

  private static final String NOTHING = "-";

  private final Path manifest;
  private final StagingDirectory staging;
  private final Path records;
  private final Path pending;

  private FormerTrees(ClusterLayout layout, String path, StagingDirectory staging) {
    this.manifest = layout.manifest(path);
    this.staging = staging;
    this.records = layout.resolve("/var/lib/cm-image/former/" + ClusterLayout.recordName(path));
    this.pending = records.resolve("pending");
  }

  /**
   * Returns the former trees of a tree.
   *
   * @param path the tree's in the cluster, without links
   */
  public static FormerTrees of(ClusterLayout layout, HostCalls calls, String path)
      throws IOException {
    return new FormerTrees(layout, path, StagingDirectory.of(calls, layout.resolve(path)));
  }

  /** Returns all, the one that was replaced last first. */
  public List<FormerTree> list() throws IOException {
    List<FormerTree> found = new ArrayList<>();
    for (String id : recorded(CHANGES)) {
      if (staging.hasFormer(id)) {
        Path changes = records.resolve(id + CHANGES);
        found.add(
            new FormerTree(
                id,
                ID.parse(id, Instant::from),
                Files.readAllLines(changes, StandardCharsets.UTF_8)));
      }
    }
    found.sort(Comparator.comparing(FormerTree::id).reversed());
    return found;
  }

  private List<String> recorded(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(records)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(suffix))
          .map(name -> name.substring(0, name.length() - suffix.length()))
          .filter(ID_TEXT.asMatchPredicate())
          .toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  /** Returns the path of a former tree on this machine. */
  public Path tree(String id) {
    return staging.formerTree(id);
  }

  /**
   * Records that the published tree is about to be replaced.
   *
   * @param changes the package changes, a line each
   * @param restored the former tree that replaces it; empty for a new one
   * @return its id, under which {@link StagingDirectory#publishKeeping} keeps it
   */
  public String begin(Instant now, List<String> changes, Optional<String> restored)
      throws IOException {
    Files.createDirectories(records);
    String id = ID.format(afterAll(now));
    long inode = staging.targetInode().orElseThrow(() -> new NoSuchFileException(records + ""));
    if (Files.exists(manifest)) {
      AtomicFile.write(records.resolve(id + MANIFEST), out -> Files.copy(manifest, out));
    }
    AtomicFile.write(
        records.resolve(id + CHANGES),
        changes.stream().map(line -> line + "\n").collect(Collectors.joining()));
    AtomicFile.write(pending, id + " " + inode + " " + restored.orElse(NOTHING) + "\n");
    return id;
  }

  /**
   * Returns a time, or where a tree was replaced in that second or after it, the second behind the
   * last one: the tree replaced last has to sort behind all others, also where the clock was set
   * back, or it would count as the oldest and be erased.
   */
  private Instant afterAll(Instant time) throws IOException {
    return Stream.of(recorded(CHANGES), recorded(ERASING))
        .flatMap(List::stream)
        .max(Comparator.naturalOrder())
        .map(last -> ID.parse(last, Instant::from).plusSeconds(1))
        .filter(time::isBefore)
        .orElse(time);
  }

  /** The exchange of two trees. */
  @FunctionalInterface
  public interface Exchange {
    /** Exchanges them. */
    void run() throws IOException;
  }

  /** Exchanges the trees of a replacement that began; both stay at their places on a failure. */
  public void exchange(Exchange exchange) throws IOException {
    try {
      exchange.run();
    } catch (IOException e) {
      try {
        mend();
      } catch (IOException also) {
        e.addSuppressed(also);
      }
      throw e;
    }
  }

  /** Records that all consequences of the replacement are done. */
  public void end() throws IOException {
    Files.deleteIfExists(pending);
  }

  /**
   * A tree that was replaced by an unfinished run.
   *
   * @param id under which it is kept
   * @param restored the former tree that replaced it; empty for a new one
   */
  public record Replaced(String id, Optional<String> restored) {}

  /**
   * Restores trees and records that a killed run left to their earlier state, or where it had
   * exchanged the trees, completes them.
   *
   * @return the replacement, where it was not {@linkplain #end ended}
   */
  public Optional<Replaced> mend() throws IOException {
    for (String id : recorded(ERASING)) {
      erase(id);
    }
    if (Files.notExists(pending)) {
      return Optional.empty();
    }
    String[] words = Files.readString(pending, StandardCharsets.UTF_8).strip().split(" ", -1);
    if (words.length != 3 || !ID_TEXT.matcher(words[0]).matches()) {
      end();
      return Optional.empty();
    }
    String id = words[0];
    Optional<String> restored = Optional.of(words[2]).filter(ID_TEXT.asMatchPredicate());
    Optional<String> inode = staging.targetInode().map(String::valueOf);
    if (!inode.equals(Optional.of(words[1]))) {
      staging.keepOutgoing(id);
      return Optional.of(new Replaced(id, restored));
    }
    if (restored.isPresent()) {
      staging.unstageFormer(restored.get());
    }
    restoreManifest(id);
    end();
    forget(id);
    return Optional.empty();
  }

  /** Replaces the manifest of the present tree by that of a former tree. */
  public void restoreManifest(String id) throws IOException {
    Path kept = records.resolve(id + MANIFEST);
    if (Files.exists(kept)) {
      Files.createDirectories(manifest.getParent());
      AtomicFile.write(manifest, out -> Files.copy(kept, out));
    } else {
      Files.deleteIfExists(manifest);
    }
  }

  /** Returns the manifest of a former tree. */
  Optional<TreeManifest> manifest(String id) throws IOException {
    Path kept = records.resolve(id + MANIFEST);
    return Files.exists(kept) ? Optional.of(TreeManifest.load(kept)) : Optional.empty();
  }

  /**
   * Erases all but the last ones, and records without a tree.
   *
   * @param kept how many stay
   */
  public void prune(int kept) throws IOException {
    List<String> staying = list().stream().limit(kept).map(FormerTree::id).toList();
    for (String id : recorded(CHANGES)) {
      if (!staying.contains(id)) {
        forget(id);
      }
    }
  }

  /** Erases all. */
  public void erase() throws IOException {
    for (String suffix : List.of(CHANGES, ERASING)) {
      for (String id : recorded(suffix)) {
        forget(id);
      }
    }
    end();
    AtomicFile.clear(records);
    Files.deleteIfExists(records);
  }

  /** Erases one; it cannot be restored from the first moment on. */
  public void forget(String id) throws IOException {
    Path changes = records.resolve(id + CHANGES);
    if (Files.exists(changes)) {
      Files.move(changes, records.resolve(id + ERASING), StandardCopyOption.ATOMIC_MOVE);
    }
    erase(id);
  }

  private void erase(String id) throws IOException {
    staging.eraseFormer(id);
    Files.deleteIfExists(records.resolve(id + MANIFEST));
    Files.deleteIfExists(records.resolve(id + ERASING));
  }
}
