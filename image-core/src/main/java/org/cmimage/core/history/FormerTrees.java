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
import java.util.stream.Stream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.rootfs.StagingDirectory;
import org.cmimage.core.spi.HostCalls;
import org.cmimage.model.ComponentName;

/**
 * The former trees of one component: beside staging, on the same file system, with a record each in
 * {@code /var/lib/cm-image/former}. A record is written before its tree is there, and one without a
 * tree counts for nothing; so a crash leaves no tree that nobody knows of. To be used under the
 * tree's lock.
 */
public final class FormerTrees {
  /** How many are kept: the one before the last change, and the one before that. */
  public static final int KEPT = 2;

  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String CHANGES = ".changes";
  private static final String MANIFEST = ".mtree";

  private final ClusterLayout layout;
  private final ComponentName component;
  private final StagingDirectory staging;
  private final Path records;

  private FormerTrees(ClusterLayout layout, ComponentName component, StagingDirectory staging) {
    this.layout = layout;
    this.component = component;
    this.staging = staging;
    this.records = layout.resolve("/var/lib/cm-image/former/" + component.name());
  }

  /** Returns those of a component. */
  public static FormerTrees of(ClusterLayout layout, HostCalls calls, ComponentName component)
      throws IOException {
    return new FormerTrees(layout, component, StagingDirectory.of(calls, layout.tree(component)));
  }

  /** Returns all, the one that was replaced last first. */
  public List<FormerTree> list() throws IOException {
    List<FormerTree> found = new ArrayList<>();
    for (String id : recorded()) {
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

  private List<String> recorded() throws IOException {
    try (Stream<Path> files = Files.list(records)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("[0-9]{8}T[0-9]{6}Z\\" + CHANGES))
          .map(name -> name.substring(0, name.length() - CHANGES.length()))
          .toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  /**
   * Writes down that the published tree is about to be replaced.
   *
   * @param changes what the change does, a line for each package
   * @return its id, under which {@link StagingDirectory#publishKeeping} keeps it
   */
  public String record(Instant now, List<String> changes) throws IOException {
    Files.createDirectories(records);
    Instant time = now;
    while (recorded().contains(ID.format(time))) {
      time = time.plusSeconds(1);
    }
    String id = ID.format(time);
    Path manifest = layout.manifest(component);
    if (Files.exists(manifest)) {
      Files.copy(manifest, records.resolve(id + MANIFEST), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.write(records.resolve(id + CHANGES), changes, StandardCharsets.UTF_8);
    return id;
  }

  /** Puts what the manifest of a former tree was into the place of the present one. */
  public void restoreManifest(String id) throws IOException {
    Path manifest = records.resolve(id + MANIFEST);
    Path place = layout.manifest(component);
    if (Files.exists(manifest)) {
      Files.createDirectories(place.getParent());
      Files.copy(manifest, place, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.deleteIfExists(place);
    }
  }

  /** Erases all but the last ones, and records of trees that are not there. */
  public void prune() throws IOException {
    List<String> kept = list().stream().limit(KEPT).map(FormerTree::id).toList();
    for (String id : recorded()) {
      if (!kept.contains(id)) {
        forget(id);
      }
    }
  }

  /** Erases all. */
  public void erase() throws IOException {
    for (String id : recorded()) {
      forget(id);
    }
    Files.deleteIfExists(records);
  }

  /** Erases one, its tree first. */
  public void forget(String id) throws IOException {
    staging.eraseFormer(id);
    Files.deleteIfExists(records.resolve(id + MANIFEST));
    Files.deleteIfExists(records.resolve(id + CHANGES));
  }
}
