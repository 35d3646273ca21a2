package org.cmimage.sources.deb.applications;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;

/**
 * Takes the packages of one application, relocates their files, and holds back their links until
 * the possible targets are known. Thread-safe.
 */
final class ApplicationSink {
  private static final int PROGRAM = 0755;
  private static final int FILE = 0644;
  private static final int ANY_EXECUTE = 0111;

  private final Application application;
  private final Relocation relocation;
  private final PlacedFiles files;
  private final AbsolutePaths paths = new AbsolutePaths();
  private final Map<TreePath, TreePath> links = new ConcurrentHashMap<>();

  ApplicationSink(Application application, Architecture architecture, PlacedFiles files) {
    this.application = application;
    this.relocation = new Relocation(application, architecture);
    this.files = files;
  }

  /** Returns the application of these packages. */
  Application application() {
    return application;
  }

  /** Returns a sink for the entries of one package. */
  EntrySink of(String packageName) {
    boolean documents = files.documents(packageName, application);
    return (entry, content) -> accept(packageName, documents, entry, content);
  }

  private void accept(String packageName, boolean documents, TreeEntry entry, InputStream content)
      throws IOException {
    Optional<TreePath> place =
        relocation
            .of(entry.path())
            .filter(path -> documents || path.startsWith(application.directory()));
    entry
        .kind()
        .accept(
            new Kind.Handler<Boolean, IOException>() {
              @Override
              public Boolean regular(Kind.Regular kind) throws IOException {
                if (place.isPresent()) {
                  write(packageName, entry, kind, place.get(), content);
                }
                return place.isPresent();
              }

              @Override
              public Boolean directory(Kind.Directory kind) {
                return false; // made where something is in it
              }

              @Override
              public Boolean symlink(Kind.Symlink kind) {
                keep(entry.path(), kind.target());
                return true;
              }

              @Override
              public Boolean hardLink(Kind.HardLink kind) throws IOException {
                Optional<Kind> target = relocation.of(kind.target()).map(Kind.HardLink::new);
                if (place.isEmpty() || target.isEmpty()) {
                  return false;
                }
                paths.moved(entry.path());
                files.write(packageName, entry(entry, place.get(), target.get()), content);
                return true;
              }

              @Override
              public Boolean special(Kind.Special kind) {
                return false;
              }
            });
  }

  private void write(
      String packageName,
      TreeEntry entry,
      Kind.Regular regular,
      TreePath place,
      InputStream content)
      throws IOException {
    paths.moved(entry.path());
    InputStream in =
        AbsolutePaths.isProgram(place, application) ? paths.watch(entry.path(), content) : content;
    files.write(packageName, entry(entry, place, regular), in);
  }

  private static TreeEntry entry(TreeEntry old, TreePath place, Kind kind) {
    TreeEntry.Attributes attributes = old.attributes();
    int mode = (attributes.mode() & ANY_EXECUTE) != 0 ? PROGRAM : FILE;
    return new TreeEntry(
        place,
        kind,
        new TreeEntry.Attributes(
            mode, 0, 0, attributes.mtimeSeconds(), attributes.mtimeNanos(), Map.of()));
  }

  private void keep(TreePath path, byte[] text) {
    Optional<TreePath> place = place(path);
    Optional<TreePath> target = Relocation.target(path, text).flatMap(this::place);
    if (place.isPresent() && target.isPresent() && !place.equals(target)) {
      links.putIfAbsent(place.get(), target.get());
      paths.moved(path);
    }
  }

  private Optional<TreePath> place(TreePath path) {
    return relocation.of(path).or(() -> Relocation.licenses(path));
  }

  /** Returns its links in order, each with its intended target. */
  SortedMap<TreePath, TreePath> links() {
    return new TreeMap<>(links);
  }

  /** Returns the absolute paths that its programs name. */
  AbsolutePaths paths() {
    return paths;
  }
}
