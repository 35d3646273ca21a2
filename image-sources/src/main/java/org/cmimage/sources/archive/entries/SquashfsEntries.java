package org.cmimage.sources.archive.entries;

import com.google.common.io.Closer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.EntrySink;
import org.cmimage.core.spi.TreePath;
import org.cmimage.sources.bytes.FileBytes;
import org.cmimage.sources.location.LocatedFile;
import org.cmimage.sources.overlay.Layer;
import org.cmimage.sources.overlay.LayeredEntries;
import org.cmimage.sources.overlay.OverlayfsMarks;
import org.cmimage.sources.squashfs.SquashfsImage;
import org.cmimage.sources.tar.BehindEnd;
import org.cmimage.sources.tar.NamedEntrySink;
import org.cmimage.sources.tar.OwnerNames;

/**
 * A squashfs image in a file of this machine. One that is a layer lies over the images beside it
 * whose names, up to a dot, it begins with: {@code a.b.c.squashfs} over {@code a.b.squashfs} over
 * {@code a.squashfs}, as on live media.
 *
 * @param form what its superblock said when it was found, and what it lies over
 * @param below the images that it lies over, the lowest first; empty where it is a whole tree
 */
public record SquashfsEntries(LocatedFile file, String form, List<Path> below)
    implements ArchiveEntries {
  private static final OwnerNames NO_NAMES = new OwnerNames("", "");

  /** What a layer does not have unless it is the lowest one. */
  private static final Set<TreePath> RELEASES =
      Set.of(TreePath.of("etc/os-release"), TreePath.of("usr/lib/os-release"));

  public SquashfsEntries {
    below = List.copyOf(below);
  }

  /**
   * Finds an image, reading its superblock, and its tables where there are others beside it.
   *
   * @throws org.cmimage.core.spi.FaultException where it is not read here, or is on another machine
   */
  public static SquashfsEntries find(LocatedFile file) throws IOException {
    if (!file.isLocal()) {
      throw ArchiveFault.corrupt(
          file,
          "it is a squashfs image, which is not read over a network",
          new Remedy.Advice("download it, and name the file: curl -fLO " + file.name()));
    }
    Path path = Path.of(file.name());
    try (FileBytes bytes = VerifiedFile.open(file, Optional.empty())) {
      SquashfsImage image = SquashfsImage.open(bytes);
      List<Path> below = below(path);
      if (below.isEmpty() || !isLayer(image)) {
        return new SquashfsEntries(file, image.format(), List.of());
      }
      return new SquashfsEntries(file, image.format() + ", over " + names(below), below);
    }
  }

  private static String names(List<Path> paths) {
    return paths.stream()
        .map(path -> String.valueOf(path.getFileName()))
        .collect(Collectors.joining(", "));
  }

  /** The images beside one whose names it begins with, the shortest first. */
  private static List<Path> below(Path image) {
    String name = String.valueOf(image.getFileName());
    int suffix = name.lastIndexOf('.');
    List<Path> found = new ArrayList<>();
    for (int dot = name.indexOf('.'); dot >= 0 && dot < suffix; dot = name.indexOf('.', dot + 1)) {
      Path one = image.resolveSibling(name.substring(0, dot) + name.substring(suffix));
      if (Files.isRegularFile(one)) {
        found.add(one);
      }
    }
    return found;
  }

  /** Whether an image has marks of an overlay, or lacks what every whole tree has. */
  private static boolean isLayer(SquashfsImage image) throws IOException {
    boolean[] marked = {false};
    boolean[] whole = {false};
    image.readEntries(
        SquashfsImage.Use.SOME_CONTENT,
        (entry, content) -> {
          marked[0] |= OverlayfsMarks.isMark(entry);
          whole[0] |= RELEASES.contains(entry.path());
        });
    return marked[0] || !whole[0];
  }

  @Override
  public String variant() {
    return " squashfs"
        + below.stream().map(SquashfsEntries::identity).collect(Collectors.joining());
  }

  private static String identity(Path layer) {
    try {
      return "\n" + layer + " " + Files.size(layer) + " " + Files.getLastModifiedTime(layer);
    } catch (IOException e) {
      return "\n" + layer; // that it cannot be read is told by who reads it
    }
  }

  @Override
  public Optional<Long> size() {
    long size = file.size().orElse(0L);
    for (Path layer : below) {
      size += layer.toFile().length();
    }
    return Optional.of(size);
  }

  @Override
  public BehindEnd read(Use use, Optional<String> sha256, NamedEntrySink sink) throws IOException {
    try (FileBytes bytes = VerifiedFile.open(file, sha256)) {
      SquashfsImage.open(bytes)
          .readEntries(use(use), (entry, content) -> sink.accept(entry, NO_NAMES, content));
    }
    return BehindEnd.NOTHING;
  }

  @Override
  public BehindEnd readTree(Use use, Optional<String> sha256, EntrySink sink) throws IOException {
    try (Closer closer = Closer.create()) {
      List<Layer> layers = new ArrayList<>();
      for (Path layer : below) {
        FileBytes bytes = closer.register(FileBytes.open(layer));
        layers.add(new ImageLayer(layer.toString(), SquashfsImage.open(bytes), use(use)));
      }
      FileBytes bytes = closer.register(VerifiedFile.open(file, sha256));
      layers.add(new ImageLayer(file.name(), SquashfsImage.open(bytes), use(use)));
      if (below.isEmpty()) {
        layers.get(0).read(sink);
      } else {
        new LayeredEntries(layers, new OverlayfsMarks()).read(sink);
      }
    }
    return BehindEnd.NOTHING;
  }

  private record ImageLayer(String name, SquashfsImage image, SquashfsImage.Use use)
      implements Layer {
    @Override
    public void list(EntrySink sink) throws IOException {
      image.readEntries(SquashfsImage.Use.SOME_CONTENT, sink);
    }

    @Override
    public void read(EntrySink sink) throws IOException {
      image.readEntries(use, sink);
    }
  }

  private static SquashfsImage.Use use(Use use) {
    return switch (use) {
      case ALL_CONTENT -> SquashfsImage.Use.ALL_CONTENT;
      case SOME_CONTENT -> SquashfsImage.Use.SOME_CONTENT;
    };
  }
}
