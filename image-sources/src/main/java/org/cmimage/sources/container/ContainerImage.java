package org.cmimage.sources.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.model.Architecture;
import org.cmimage.sources.bytes.RandomAccessBytes;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.overlay.ContainerMarks;
import org.cmimage.sources.overlay.Layer;
import org.cmimage.sources.overlay.LayeredEntries;

/**
 * A container image in an uncompressed tar: the only one, or the one for an architecture. Every
 * reading starts from the beginning. Immutable; thread-safe. Holds nothing open: the opener of the
 * bytes closes them.
 */
public final class ContainerImage {
  /**
   * The number of bytes of a tar by which {@link #mayBegin} decides whether it may hold an image.
   */
  public static final int HEAD = 4096;

  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int TYPE = 156;
  private static final char PAX = 'x';
  private static final Set<String> NAMES =
      Set.of("blobs", "oci-layout", "index.json", "manifest.json", "config.json", "repositories");

  /** Docker and podman name members so; crane, kaniko and jib those with a prefix or suffix. */
  private static final Pattern HASH =
      Pattern.compile("(sha256:)?[0-9a-f]{64}(\\.json|\\.tar(\\.gz)?)?");

  private final TarMembers members;
  private final ImageManifest manifest;
  private final ContainerFault fault;

  private ContainerImage(TarMembers members, ImageManifest manifest, ContainerFault fault) {
    this.members = members;
    this.manifest = manifest;
    this.fault = fault;
  }

  /**
   * Returns whether a tar that starts with these bytes may hold an image, so that reading the
   * headers of all its members pays. If the first member is the directory itself, as with {@code
   * tar -c .}, the next one decides.
   *
   * @param head at least the first 512 bytes, better {@link #HEAD}
   */
  public static boolean mayBegin(byte[] head) {
    for (int at = 0; at + BLOCK <= head.length; at += BLOCK) {
      String name = new String(head, at, NAME, StandardCharsets.ISO_8859_1);
      String plain = name.substring(0, (name + "\0").indexOf(0)).replaceFirst("^(\\./)*", "");
      String first = plain.replaceFirst("^PaxHeaders[^/]*/", "").replaceFirst("/.*", "");
      if (!first.isEmpty() && !first.equals(".")) {
        return NAMES.contains(first) || HASH.matcher(first).matches();
      }
      if (head[at + TYPE] == PAX) {
        at += BLOCK; // its PAX records, of which a directory has a block
      }
    }
    return false;
  }

  /**
   * Opens the image in a tar: reads its members' headers and its manifest.
   *
   * @param wanted the platform to choose where there are images for several
   * @return empty if it holds none
   * @throws org.cmimage.core.fault.FaultException if it is damaged, holds several images, or none
   *     for the wanted architecture
   */
  public static Optional<ContainerImage> find(RandomAccessBytes tar, Optional<Architecture> wanted)
      throws IOException {
    ContainerFault fault = new ContainerFault(tar.name());
    TarMembers members = TarMembers.of(tar, fault);
    return ImageManifest.read(members, new ImageChoice(wanted, fault))
        .map(manifest -> new ContainerImage(members, manifest, fault));
  }

  /** Returns the format, the number of layers and the architecture, for messages. */
  public String format() {
    int count = manifest.layers().size();
    return "container image ("
        + manifest.form()
        + "), "
        + count
        + (count == 1 ? " layer" : " layers")
        + manifest.architecture().map(architecture -> ", " + architecture).orElse("");
  }

  /**
   * Reads the tree that its layers form together; the digests of all of them are verified when this
   * returns.
   *
   * @throws org.cmimage.core.fault.FaultException if a layer is damaged or its digest differs
   */
  public void readTree(Decompressor decompressor, EntrySink sink) throws IOException {
    List<Layer> layers = new ArrayList<>();
    for (ImageManifest.LayerFile file : manifest.layers()) {
      layers.add(new ContainerLayer(file, members.bytes(file.name()), decompressor, fault));
    }
    new LayeredEntries(layers, new ContainerMarks()).read(sink);
  }
}
