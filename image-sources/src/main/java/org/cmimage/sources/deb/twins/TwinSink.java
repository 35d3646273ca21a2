package org.cmimage.sources.deb.twins;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.cmimage.core.catalog.Twins;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;

/**
 * Extracts from packages what twins need: programs, shared libraries and modules. Links are made
 * last, when all files are written, so that nothing is written through one. Thread-safe.
 */
final class TwinSink {
  private static final long FILE_LIMIT = 256L << 20;
  private static final Pattern SHARED = Pattern.compile("lib.*\\.so(\\..*)?");
  private static final String EXTENSIONS = "/lib-dynload/";

  /** The directory of programs at their paths. */
  private static final String TREE = "tree";

  private final Path directory;
  private final Twins twins;
  private final PrivatePaths paths;
  private final ImageAnswers answers;
  private final String tuple;
  private final Map<Path, String> symlinks = new ConcurrentHashMap<>();
  private final Map<Path, Path> hardLinks = new ConcurrentHashMap<>();
  private final Set<String> laid = ConcurrentHashMap.newKeySet();

  /** Programs that depend on their own path, and so cannot have a second name. */
  private final Set<Path> own = ConcurrentHashMap.newKeySet();

  /**
   * Creates a sink.
   *
   * @param directory empty
   * @param twins the programs to omit, entirely or for some uses
   */
  TwinSink(Path directory, ArchitecturePair pair, Twins twins) {
    this.directory = directory;
    this.twins = twins;
    this.paths = new PrivatePaths(pair.host());
    this.answers = new ImageAnswers(directory, pair);
    this.tuple = pair.host().multiarchTuple();
  }

  /**
   * Returns a sink for the entries of one package.
   *
   * @param programs the needed programs
   */
  EntrySink of(TwinTree.Programs programs) {
    return (entry, content) -> accept(entry, content, programs);
  }

  private void accept(TreeEntry entry, InputStream content, TwinTree.Programs wanted)
      throws IOException {
    boolean programs = wanted != TwinTree.Programs.NONE;
    if (programs) {
      answers.note(merged(entry.path()));
    }
    Optional<Path> place = place(entry.path(), programs);
    if (place.isEmpty()) {
      return;
    }
    entry
        .kind()
        .accept(
            new Kind.Handler<Boolean, IOException>() {
              @Override
              public Boolean regular(Kind.Regular kind) throws IOException {
                long time =
                    wanted == TwinTree.Programs.UNDATED ? 0 : entry.attributes().mtimeSeconds();
                copy(entry, kind.size(), content, place.get(), time);
                return true;
              }

              @Override
              public Boolean directory(Kind.Directory kind) {
                return false;
              }

              @Override
              public Boolean symlink(Kind.Symlink kind) {
                // Not in the tree: a program's twin is found by its real path.
                boolean isLibrary =
                    place.get().startsWith(directory.resolve(PrivatePaths.LIBRARIES));
                if (isLibrary) {
                  symlinks.put(place.get(), new String(kind.target(), UTF_8));
                }
                return isLibrary;
              }

              @Override
              public Boolean hardLink(Kind.HardLink kind) {
                Optional<Path> target = place(kind.target(), programs);
                target.ifPresent(file -> hardLinks.put(place.get(), file));
                return target.isPresent();
              }

              @Override
              public Boolean special(Kind.Special kind) {
                return false;
              }
            });
  }

  /** Returns the path in the image, where /usr is merged, whatever the package uses. */
  private static String merged(TreePath path) {
    String text = path.toString();
    return text.startsWith("/usr/") ? text : "/usr" + text;
  }

  /** Returns the place of a path of a package; empty if it is not needed. */
  private Optional<Path> place(TreePath path, boolean programs) {
    String merged = merged(path);
    String libraries = "/usr/lib/" + tuple + "/";
    if (merged.startsWith(libraries)) {
      return merged.endsWith(".a")
          ? Optional.empty()
          : Optional.of(
              directory
                  .resolve(PrivatePaths.LIBRARIES)
                  .resolve(merged.substring(libraries.length())));
    }
    String name = merged.substring(merged.lastIndexOf('/') + 1);
    if (merged.startsWith("/usr/lib/") && SHARED.matcher(name).matches()) {
      // Private to a package, which passes the path to its programs; the foreign one is at that
      // path.
      return programs
          ? Optional.of(directory.resolve(PrivatePaths.LIBRARIES).resolve(name))
          : Optional.empty();
    }
    boolean code =
        merged.startsWith("/usr/bin/")
            || merged.startsWith("/usr/sbin/")
            || merged.startsWith("/usr/lib/");
    return programs && code && !twins.never().containsKey(name)
        ? Optional.of(directory.resolve(TREE + merged))
        : Optional.empty();
  }

  private void copy(TreeEntry entry, long size, InputStream content, Path place, long time)
      throws IOException {
    if (size > FILE_LIMIT) {
      throw new FaultException(
          ErrorCode.SOURCE_CORRUPT,
          "cannot extract " + entry.path(),
          "it has " + size + " bytes",
          new Remedy.None());
    }
    boolean library = place.startsWith(directory.resolve(PrivatePaths.LIBRARIES));
    byte[] bytes = content.readAllBytes();
    boolean elf = PrivatePaths.isElf(bytes);
    if (!elf && !library) {
      return; // scripts are those of the image
    }
    if (!elf && answers.isOfImage(place)) {
      symlinks.put(place, answers.inImage(place));
      return;
    }
    if (isRetargeted(place) && !answers.changeArchitecture(bytes)) {
      return;
    }
    paths.change(bytes);
    if (place.startsWith(directory.resolve(TREE)) && answers.changeSelf(bytes, inTree(place))) {
      own.add(place);
    }
    Files.createDirectories(place.getParent());
    Files.write(place, bytes);
    boolean executable = (entry.attributes().mode() & 0111) != 0;
    Files.setPosixFilePermissions(
        place, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    Files.setLastModifiedTime(place, FileTime.from(time, TimeUnit.SECONDS));
    if (place.startsWith(directory.resolve(TREE)) && inTree(place).contains(EXTENSIONS)) {
      String tree = inTree(place);
      laid.add(tree.substring(0, tree.indexOf(EXTENSIONS) + EXTENSIONS.length() - 1));
    }
  }

  /** Returns the path in the image of a program of the tree. */
  private String inTree(Path place) {
    return "/" + directory.resolve(TREE).relativize(place);
  }

  private boolean isRetargeted(Path place) {
    return place.startsWith(directory.resolve(TREE))
        && twins.retargeted().contains(place.getFileName().toString());
  }

  /** Makes the links, and the lists of guards and of uses. */
  void finish(Architecture host) throws IOException {
    for (Map.Entry<Path, Path> link : hardLinks.entrySet()) {
      if (Files.isRegularFile(link.getValue())
          && !Files.exists(link.getKey())
          && !own.contains(link.getValue())) {
        Files.createDirectories(link.getKey().getParent());
        Files.createLink(link.getKey(), link.getValue());
      }
    }
    for (Map.Entry<Path, String> link : symlinks.entrySet()) {
      Files.createDirectories(link.getKey().getParent());
      symlink(link.getKey(), target(link.getValue()));
    }
    for (String name : PrivatePaths.libraryNames(host)) {
      symlink(directory.resolve(name), PrivatePaths.LIBRARIES);
    }
    String loader = host.loaderPath().substring(host.loaderPath().lastIndexOf('/') + 1);
    symlink(directory.resolve(PrivatePaths.LOADER), PrivatePaths.LIBRARIES + "/" + loader);
    Files.createDirectories(directory.resolve(TREE));
    Path none = Files.createDirectory(directory.resolve(GuestSessions.NO_TWINS));
    Files.createFile(none.resolve("laid"));
    for (String extensions : laid) {
      answers.addModules(directory.resolve(TREE + extensions));
    }
    answers.finish();
    UseLists.write(directory.resolve(TREE), directory.resolve("uses"), twins.uses());
    Files.write(directory.resolve("laid"), laid.stream().sorted().toList());
  }

  private static void symlink(Path link, String target) throws IOException {
    try {
      Files.createSymbolicLink(link, Path.of(target));
    } catch (FileAlreadyExistsException first) {
      // of two packages with the same path, as for a file that moved between them
    }
  }

  private String target(String text) {
    String merged = text.startsWith("/lib/") ? "/usr" + text : text;
    String libraries = "/usr/lib/" + tuple + "/";
    return merged.startsWith(libraries)
        ? PrivatePaths.DIRECTORY + PrivatePaths.LIBRARIES + merged.substring(libraries.length() - 1)
        : text;
  }
}
