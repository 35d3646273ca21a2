package org.cmimage.sources.medium;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.tree.TreeView;
import org.cmimage.sources.bytes.FileBytes;
import org.cmimage.sources.deb.control.ControlData;
import org.cmimage.sources.iso.IsoFiles;
import org.cmimage.sources.iso.IsoImage;

/** Recognises installation media by their content. Nothing is mounted or unpacked. */
public final class MediumRecognition {
  private static final int TEXT_LIMIT = 1 << 20;
  private static final int MOST_NAMES = 64;

  /** {@code data/packages/dist/ubuntu/2404} is the deepest path. */
  private static final int DEPTH = 4;

  private static final List<String> INDICES =
      List.of("Packages", "Packages.gz", "Packages.xz", "repodata", "dists");

  private final TreeView view;

  private MediumRecognition(TreeView view) {
    this.view = view;
  }

  /**
   * Recognises an ISO 9660 image.
   *
   * @return empty if it is not a known medium
   * @throws org.cmimage.core.fault.FaultException if it is not an ISO 9660 image, or is damaged
   */
  public static Optional<Medium> ofIso(Path file) throws IOException {
    try (FileBytes bytes = FileBytes.open(file)) {
      return of(new IsoFiles(IsoImage.open(bytes)));
    }
  }

  /** Recognises a tree; empty if it is not a known medium. */
  static Optional<Medium> of(TreeView view) throws IOException {
    MediumRecognition recognition = new MediumRecognition(view);
    for (MediumKind kind : MediumKind.values()) {
      List<String> why = new ArrayList<>();
      boolean all = true;
      for (String path : kind.paths()) {
        List<String> found = recognition.matches(path);
        all &= !found.isEmpty();
        found.stream().limit(1).map(name -> "/" + name + " is there").forEach(why::add);
      }
      if (all) {
        return Optional.of(recognition.describe(kind, why));
      }
    }
    return Optional.empty();
  }

  private Medium describe(MediumKind kind, List<String> why) throws IOException {
    return switch (kind) {
      case RED_HAT -> redHat(why);
      case SUSE ->
          new Medium(
              kind,
              firstLine("media.1/products"),
              List.of(),
              parentsOf(matches("*/repodata")),
              List.of(),
              why);
      case CLUSTER_MANAGER ->
          new Medium(
              kind,
              "",
              List.of(),
              repositoriesBelow("data/packages", DEPTH),
              matches("data/*.tar.gz"),
              why);
      case UBUNTU_SERVER, CASPER, DEBIAN_LIVE, DEBIAN, DISK ->
          new Medium(
              kind,
              firstLine(".disk/info"),
              architectures(),
              distributions(),
              Stream.concat(
                      matches("casper/*.squashfs").stream(), matches("live/*.squashfs").stream())
                  .toList(),
              why);
    };
  }

  /**
   * Reads the description of a medium in the format of productmd: {@code [general]}, {@code
   * [variant-NAME]}.
   */
  private Medium redHat(List<String> why) throws IOException {
    String family = "";
    String version = "";
    String architecture = "";
    List<String> repositories = new ArrayList<>();
    String section = "";
    for (String line : text(".treeinfo").lines().toList()) {
      int equals = line.indexOf('=');
      String key = equals < 0 ? line.strip() : line.substring(0, equals).strip();
      String value = equals < 0 ? "" : line.substring(equals + 1).strip();
      if (key.startsWith("[")) {
        section = key;
      } else if (section.equals("[general]")) {
        family = key.equals("family") ? value : family;
        version = key.equals("version") ? value : version;
        architecture = key.equals("arch") ? value : architecture;
      } else if (section.startsWith("[variant-")
          && key.equals("repository")
          && repositories.size() < MOST_NAMES) {
        repositories.add(value);
      }
    }
    return new Medium(
        MediumKind.RED_HAT,
        (family + " " + version).strip(),
        architecture.isEmpty() ? List.of() : List.of(architecture),
        repositories,
        matches("images/install.img"),
        why);
  }

  /**
   * Returns the architectures of the first {@code Release}, which lists those that its indices may
   * be for.
   */
  private List<String> architectures() throws IOException {
    for (String release : matches("dists/*/*Release")) {
      Optional<String> field =
          ControlData.find(text(release).getBytes(StandardCharsets.UTF_8), "Architectures")
              .map(String::strip);
      if (field.isPresent() && !field.get().isEmpty()) {
        return Arrays.stream(field.get().split("\\s+")).limit(MOST_NAMES).toList();
      }
    }
    return List.of();
  }

  /**
   * Returns the names of the distributions; {@code stable} is a link to one of them, and is
   * included, too.
   */
  private List<String> distributions() throws IOException {
    return parentsOf(matches("dists/*/*Release"));
  }

  private static List<String> parentsOf(List<String> paths) {
    return paths.stream().map(path -> path.substring(0, path.lastIndexOf('/'))).distinct().toList();
  }

  private List<String> repositoriesBelow(String directory, int depth) throws IOException {
    List<TreePath> entries = view.list(TreePath.of(directory));
    if (entries.stream().anyMatch(path -> INDICES.contains(name(path)))) {
      return List.of(directory);
    }
    List<String> found = new ArrayList<>();
    for (TreePath path : depth == 0 ? List.<TreePath>of() : entries) {
      if (found.size() < MOST_NAMES) {
        found.addAll(repositoriesBelow(text(path), depth - 1));
      }
    }
    return found;
  }

  /** Returns the paths that match a pattern with {@code *} in its names. */
  private List<String> matches(String pattern) throws IOException {
    List<String> found = List.of("");
    for (String part : pattern.split("/")) {
      Pattern name = Pattern.compile(Pattern.quote(part).replace("*", "\\E[^/]*\\Q"));
      List<String> next = new ArrayList<>();
      for (String directory : found) {
        for (TreePath path : view.list(TreePath.of(directory))) {
          if (next.size() < MOST_NAMES && name.matcher(name(path)).matches()) {
            next.add(text(path));
          }
        }
      }
      found = next;
    }
    return found;
  }

  private String firstLine(String path) throws IOException {
    return text(path).lines().findFirst().orElse("").strip();
  }

  private String text(String path) throws IOException {
    return view.read(TreePath.of(path), TEXT_LIMIT)
        .map(bytes -> TreePath.printable(bytes).replace("\\x0a", "\n"))
        .orElse("");
  }

  private static String name(TreePath path) {
    return new String(path.name(), StandardCharsets.ISO_8859_1);
  }

  private static String text(TreePath path) {
    return new String(path.bytes(), StandardCharsets.UTF_8);
  }
}
