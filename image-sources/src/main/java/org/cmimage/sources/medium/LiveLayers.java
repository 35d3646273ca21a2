package org.cmimage.sources.medium;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.iso.path.IsoPath;

/**
 * The squashfs images that contain the system of a live medium. The names that a medium gives are
 * checked before anything is opened.
 *
 * @param directory their directory
 * @param list the file that names them, for messages
 */
record LiveLayers(IsoPath directory, String list) {
  static final String DEBIAN = "live";
  static final String UBUNTU = "casper";

  /** The name of the image if there is no list, as in initial systems and desktops. */
  static final String ALONE = "filesystem.squashfs";

  private static final String SUFFIX = ".squashfs";
  private static final String MODULE = "filesystem.module";
  private static final int MAX_LIST = 64 << 10;
  private static final int MOST_LAYERS = 64;
  private static final int LONGEST_NAME = 255;

  /**
   * Returns the images of a medium of live-boot: those that {@code live/filesystem.module} names,
   * or else all that are in {@code live}, in the order of their names (live-boot(7),
   * 9990-overlay.sh).
   *
   * @return the lowest first
   */
  static List<IsoPath> ofDebian(IsoPath root) throws IOException {
    IsoPath directory = (IsoPath) root.resolve(DEBIAN);
    LiveLayers layers = new LiveLayers(directory, DEBIAN + "/" + MODULE);
    IsoPath module = (IsoPath) directory.resolve(MODULE);
    if (!Files.isRegularFile(module)) {
      return layers.all();
    }
    if (Files.size(module) > MAX_LIST) {
      throw layers.fault("it has more than " + MAX_LIST + " bytes");
    }
    List<IsoPath> found = new ArrayList<>();
    for (String name :
        Splitter.on(CharMatcher.whitespace())
            .omitEmptyStrings()
            .split(new String(Files.readAllBytes(module), StandardCharsets.UTF_8))) {
      if (found.size() == MOST_LAYERS) {
        throw layers.fault("it names more than " + MOST_LAYERS + " images");
      }
      found.add(layers.file(name));
    }
    if (found.isEmpty()) {
      throw layers.fault("it names no image");
    }
    return found;
  }

  private List<IsoPath> all() throws IOException {
    List<String> names;
    try (Stream<Path> listed = Files.list(directory)) {
      names =
          listed
              .map(path -> path.getFileName().toString())
              .filter(name -> name.endsWith(SUFFIX))
              .sorted()
              .toList();
    }
    if (names.size() > MOST_LAYERS) {
      throw fault("there are more than " + MOST_LAYERS + " images beside it");
    }
    List<IsoPath> found = new ArrayList<>();
    for (String name : names) {
      found.add(file(name));
    }
    return found;
  }

  /**
   * Returns an image after those that it lies on: {@code a.b.squashfs} and {@code a.squashfs}
   * before {@code a.b.c.squashfs}.
   */
  List<IsoPath> chain(String name) throws IOException {
    int suffix = name.lastIndexOf('.');
    List<IsoPath> found = new ArrayList<>();
    for (int dot = name.indexOf('.'); dot >= 0 && dot < suffix; dot = name.indexOf('.', dot + 1)) {
      if (found.size() == MOST_LAYERS) {
        throw fault("an image lies over more than " + MOST_LAYERS + " others");
      }
      found.add(file(name.substring(0, dot) + name.substring(suffix)));
    }
    found.add(file(name));
    return found;
  }

  /** Returns the image of a name, which must exist. */
  IsoPath file(String name) throws IOException {
    String shown = TreePath.printable(name);
    if (name.isEmpty()
        || name.length() > LONGEST_NAME
        || name.indexOf('/') >= 0
        || name.indexOf(0) >= 0
        || name.equals(".")
        || name.equals("..")) {
      throw fault(
          "expected the name of a file in "
              + directory.getFileName()
              + ", found \""
              + (shown.length() > LONGEST_NAME ? shown.substring(0, LONGEST_NAME) : shown)
              + "\"");
    }
    IsoPath file = (IsoPath) directory.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw fault("it names \"" + shown + "\", which is not on the medium");
    }
    return file;
  }

  FaultException fault(String fact) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT,
        "cannot make images of " + directory.image(),
        list + ": " + fact,
        new Remedy.Advice(
            "get the medium from its vendor again; or name its system yourself: --source \""
                + directory.toUri()
                + "/NAME.squashfs\" --baserepo \"iso:"
                + directory.image()
                + "!/\""));
  }
}
