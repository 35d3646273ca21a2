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
 * The files below {@code /var/lib/cm-image} that tell of components' trees: journals and times of
 * unfinished runs, times of finished ones, manifests. They go with the tree that they are about.
 */
public final class ComponentRecords {
  /** The last group: what a crash left of the replacement of one. */
  private static final Pattern FILE = Pattern.compile("(.+?)\\.(?:journal|json|mtree)(?:\\.next)?");

  private final ClusterLayout layout;

  private ComponentRecords(ClusterLayout layout) {
    this.layout = layout;
  }

  /** The records of a cluster. */
  public static ComponentRecords of(ClusterLayout layout) {
    return new ComponentRecords(layout);
  }

  /** The files that there are, by the {@linkplain ComponentName#name() name} of the component. */
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

  /** Whether a run that has not come to its end has worked on the component. */
  public boolean isUnfinished(ComponentName component) {
    return Files.exists(Journal.file(layout, component));
  }

  /** Removes what tells of a run of the component that has not come to its end. */
  public void removeUnfinished(ComponentName component) throws IOException {
    removeUnfinished(component.path());
  }

  /**
   * Removes what tells of a run that has not come to its end.
   *
   * @param path where the tree is that it worked on, in the cluster
   */
  public void removeUnfinished(String path) throws IOException {
    for (Path file : files(path)) {
      if (file.startsWith(layout.journals())) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Removes all records of a component; nothing happens if there are none. */
  public void remove(ComponentName component) throws IOException {
    remove(component.path());
  }

  /**
   * Removes all records of a tree.
   *
   * @param path where it is in the cluster
   */
  public void remove(String path) throws IOException {
    for (Path file : files(path)) {
      Files.deleteIfExists(file);
    }
  }
}
