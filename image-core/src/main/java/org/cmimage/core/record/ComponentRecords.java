package org.cmimage.core.record;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.SetMultimap;
import com.google.common.collect.TreeMultimap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.model.ComponentName;

/**
 * The records of components' trees below {@code /var/lib/cm-image}: journals and times of
 * unfinished runs, times of finished ones, manifests. They are removed with the tree.
 */
public final class ComponentRecords {
  /** The last group matches leftovers of an interrupted replacement. */
  private static final Pattern FILE =
      Pattern.compile("(.+?)\\.(?:journal|json|mtree)(?:(?:\\.[0-9]+)?\\.next)?");

  private final ClusterLayout layout;

  private ComponentRecords(ClusterLayout layout) {
    this.layout = layout;
  }

  /** Makes the records of a cluster. */
  public static ComponentRecords of(ClusterLayout layout) {
    return new ComponentRecords(layout);
  }

  /** Returns the existing files, by the {@linkplain ComponentName#name() name} of the component. */
  public SetMultimap<String, Path> files() throws IOException {
    return files(name -> ComponentName.find(name).isPresent());
  }

  private Set<Path> files(String path) throws IOException {
    String wanted = ClusterLayout.recordName(path);
    return files(wanted::equals).get(wanted);
  }

  private SetMultimap<String, Path> files(Predicate<String> wanted) throws IOException {
    TreeMultimap<String, Path> files = TreeMultimap.create();
    for (Path directory : List.of(layout.journals(), layout.timings(), layout.manifests())) {
      for (Path file : list(directory)) {
        name(file).filter(wanted).ifPresent(name -> files.put(name, file));
      }
    }
    return ImmutableSetMultimap.copyOf(files);
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.collect(ImmutableList.toImmutableList());
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  private static Optional<String> name(Path file) {
    Matcher name = FILE.matcher(file.getFileName().toString());
    return name.matches() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(name.group(1))
        : Optional.empty();
  }

  /** Returns whether there is an unfinished run of the component. */
  public boolean isUnfinished(ComponentName component) {
    return Files.exists(Journal.file(layout, component));
  }

  /** Removes the records of an unfinished run of the component. */
  public void removeUnfinished(ComponentName component) throws IOException {
    removeUnfinished(component.path());
  }

  /**
   * Removes the records of an unfinished run.
   *
   * @param path the tree's in the cluster
   */
  public void removeUnfinished(String path) throws IOException {
    for (Path file : files(path)) {
      if (file.startsWith(layout.journals())) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Removes all records of a component; has no effect if there are none. */
  public void remove(ComponentName component) throws IOException {
    remove(component.path());
  }

  /**
   * Removes all records of a tree.
   *
   * @param path the tree's in the cluster
   */
  public void remove(String path) throws IOException {
    for (Path file : files(path)) {
      Files.deleteIfExists(file);
    }
  }
}
