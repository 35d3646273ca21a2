package org.cmimage.sources.deb.applications;

import com.google.common.collect.Iterables;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.write.RootfsWriter;
import org.cmimage.model.Architecture;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.archive.DebArchive;

/**
 * A tree of applications while it is being made.
 *
 * <pre>{@code
 * try (ApplicationTree made = ApplicationTree.open(tree, architecture, decompressor, applications)) {
 *   // in any order, from any threads, each archive for each application that needs it
 *   made.add(application, "libnuma1", archive);
 *   made.finish(progress);
 * }
 * }</pre>
 *
 * <p>The result depends on the packages alone, not on the order in which they are added. All files
 * belong to root and none has set-user-id or other special bits, because a shared tree must not
 * grant privileges. After a failure the tree must be discarded.
 */
public final class ApplicationTree implements Closeable {
  private static final List<String> DIRECTORIES =
      List.of("apps", "docs", "etc", "examples", "licenses", "modulefiles");
  private static final int NAMED = 3;

  private final Decompressor decompressor;
  private final RootfsWriter writer;
  private final PlacedFiles files;
  private final SortedMap<Application, ApplicationSink> sinks =
      new TreeMap<>(Comparator.comparing(Application::toString));

  private ApplicationTree(
      RootfsWriter writer,
      Architecture architecture,
      Decompressor decompressor,
      Collection<Application> all) {
    this.decompressor = decompressor;
    this.writer = writer;
    this.files = new PlacedFiles(writer);
    for (Application application : all) {
      sinks.put(application, new ApplicationSink(application, architecture, files));
    }
  }

  /** Prepares an empty tree for these applications. */
  public static ApplicationTree open(
      Rootfs tree,
      Architecture architecture,
      Decompressor decompressor,
      Collection<Application> applications)
      throws IOException {
    return new ApplicationTree(new RootfsWriter(tree), architecture, decompressor, applications);
  }

  /**
   * Adds a package to an application. Thread-safe; one package must not be added to two
   * applications at the same time.
   *
   * @param archive already verified
   * @throws org.cmimage.core.fault.FaultException if the package is broken or has a file at the
   *     path of another one's
   */
  public void add(Application application, String packageName, Path archive) throws IOException {
    ApplicationSink sink = sinks.get(application);
    if (sink == null) {
      throw new IllegalArgumentException(application + " is not of this tree");
    }
    try (DebArchive deb = DebArchive.open(archive, decompressor)) {
      deb.readData(sink.of(packageName));
    }
  }

  /**
   * Makes the links, the modulefiles and the directories. To be called once, after every package
   * was added.
   *
   * @param progress receives warnings about what was omitted, and what will probably fail at its
   *     new path
   */
  public void finish(StageProgress progress) throws IOException {
    for (ApplicationSink sink : sinks.values()) {
      Application application = sink.application();
      for (TreePath link : files.link(sink.links())) {
        progress.log(application + ": left out " + link + ", a link out of the application");
      }
      warn(application, sink.paths().broken(), progress);
      List<String> present =
          Modulefile.directories().stream()
              .filter(name -> files.has(TreePath.of(application.directory() + "/" + name)))
              .toList();
      files.text(application.modulefile(), Modulefile.of(application, present));
    }
    List<TreePath> directories = new ArrayList<>();
    DIRECTORIES.forEach(name -> directories.add(TreePath.of(name)));
    sinks.keySet().forEach(application -> directories.add(application.directory()));
    files.directories(directories);
    writer.finish();
  }

  private static void warn(
      Application application, SortedSet<String> broken, StageProgress progress) {
    broken.forEach(path -> progress.log(application + ": " + path + ", which is moved"));
    if (!broken.isEmpty()) {
      progress.warning(
          application
              + " may not work from where it is: "
              + String.join(", ", Iterables.limit(broken, NAMED))
              + (broken.size() > NAMED ? " and " + (broken.size() - NAMED) + " more" : "")
              + ", which is moved");
    }
  }

  @Override
  public void close() {
    writer.close();
  }
}
