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
import java.util.stream.Stream;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.bytes.OpenBytes;
import org.cmimage.sources.location.LocalAddress;
import org.cmimage.sources.location.LocatedFile;
import org.cmimage.sources.overlay.Layer;
import org.cmimage.sources.overlay.LayeredEntries;
import org.cmimage.sources.overlay.OverlayfsMarks;
import org.cmimage.sources.squashfs.SquashfsImage;
import org.cmimage.sources.tar.NamedEntrySink;
import org.cmimage.sources.tar.OwnerNames;
import org.cmimage.sources.tar.TrailingContent;

/**
 * A squashfs image in a file of this machine, or inside an ISO 9660 image of it. A layer lies on
 * top of the images beside it whose names, up to a dot, are prefixes of its own: {@code
 * a.b.c.squashfs} on {@code a.b.squashfs} on {@code a.squashfs}, as on live media.
 *
 * @param form the format from its superblock, and the lower layers, for messages
 * @param layers the images that form the tree together, the lowest first and this one last; empty
 *     for a whole tree, which has no overlay marks
 */
public record SquashfsEntries(LocatedFile file, String form, List<Path> layers)
    implements ArchiveEntries {
  private static final OwnerNames NO_NAMES = new OwnerNames("", "");

  /** Files that only the lowest layer has. */
  private static final Set<TreePath> RELEASES =
      Set.of(TreePath.of("etc/os-release"), TreePath.of("usr/lib/os-release"));

  public SquashfsEntries {
    layers = List.copyOf(layers);
  }

  /**
   * Opens an image: reads its superblock, and its tables if there are others beside it.
   *
   * @throws org.cmimage.core.fault.FaultException if it is not supported, or is on another machine
   */
  public static SquashfsEntries find(LocatedFile file) throws IOException {
    if (file.path().isEmpty()) {
      throw ArchiveFault.corrupt(
          file,
          "it is a squashfs image, which is not read over a network",
          new Remedy.Advice("download it, and name the file: curl -fLO " + file.name()));
    }
    Path path = file.path().get();
    try (OpenBytes bytes = VerifiedFile.open(file, Optional.empty())) {
      SquashfsImage image = SquashfsImage.open(bytes);
      List<Path> below = below(path);
      return below.isEmpty() || !isLayer(image)
          ? new SquashfsEntries(file, image.format(), List.of())
          : new SquashfsEntries(
              file, form(image, below), Stream.concat(below.stream(), Stream.of(path)).toList());
    }
  }

  /**
   * Combines layers that a medium names, whatever their content.
   *
   * @param layers at least one, the lowest first
   * @throws org.cmimage.core.fault.FaultException if the last is not a supported image
   */
  public static SquashfsEntries ofLayers(List<Path> layers) throws IOException {
    LocatedFile file = LocatedFile.of(layers.get(layers.size() - 1));
    try (OpenBytes bytes = VerifiedFile.open(file, Optional.empty())) {
      return new SquashfsEntries(file, form(SquashfsImage.open(bytes), lower(layers)), layers);
    }
  }

  /** Returns the layers below the last one. */
  private static List<Path> lower(List<Path> layers) {
    return layers.subList(0, Math.max(0, layers.size() - 1));
  }

  private static String form(SquashfsImage image, List<Path> below) {
    return image.format() + (below.isEmpty() ? "" : ", over " + names(below));
  }

  private static String names(List<Path> paths) {
    return paths.stream()
        .map(path -> String.valueOf(path.getFileName()))
        .collect(Collectors.joining(", "));
  }

  /** Returns the images beside one whose names are prefixes of its own, the shortest first. */
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

  /** Returns whether an image has overlay marks, or lacks files that every whole tree has. */
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
        + lower(layers).stream().map(SquashfsEntries::identity).collect(Collectors.joining());
  }

  private static String identity(Path layer) {
    try {
      LocatedFile file = LocatedFile.of(layer);
      return "\n" + layer + " " + file.size().orElse(0L) + " " + file.modified().orElse("");
    } catch (IOException e) {
      return "\n" + layer; // its reader reports that it cannot be read
    }
  }

  @Override
  public Optional<Long> size() {
    if (layers.isEmpty()) {
      return file.size();
    }
    long size = 0;
    for (Path layer : layers) {
      try {
        size += Files.size(layer);
      } catch (IOException e) {
        return Optional.empty(); // its reader reports that it cannot be read
      }
    }
    return Optional.of(size);
  }

  @Override
  public TrailingContent read(Use use, Optional<String> sha256, NamedEntrySink sink)
      throws IOException {
    readOwn(use, sha256, (entry, content) -> sink.accept(entry, NO_NAMES, content));
    return TrailingContent.NOTHING;
  }

  @Override
  public TrailingContent readTree(Use use, Optional<String> sha256, EntrySink sink)
      throws IOException {
    if (layers.isEmpty()) {
      readOwn(use, sha256, sink);
      return TrailingContent.NOTHING;
    }
    try (Closer closer = Closer.create()) {
      List<Layer> open = new ArrayList<>();
      for (Path layer : lower(layers)) {
        OpenBytes bytes = closer.register(LocalAddress.open(layer));
        open.add(new ImageLayer(layer.toString(), SquashfsImage.open(bytes), use(use)));
      }
      OpenBytes bytes = closer.register(VerifiedFile.open(file, sha256));
      open.add(new ImageLayer(file.name(), SquashfsImage.open(bytes), use(use)));
      new LayeredEntries(open, new OverlayfsMarks()).read(sink);
    }
    return TrailingContent.NOTHING;
  }

  /** Reads this image alone. */
  private void readOwn(Use use, Optional<String> sha256, EntrySink sink) throws IOException {
    try (OpenBytes bytes = VerifiedFile.open(file, sha256)) {
      SquashfsImage.open(bytes).readEntries(use(use), sink);
    }
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
