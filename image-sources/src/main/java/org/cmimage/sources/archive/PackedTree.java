package org.cmimage.sources.archive;

import java.util.Optional;
import java.util.regex.Pattern;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.tar.TarReader;

/**
 * Recognises a tar that holds a tree in another form: as layers of a container image, next to the
 * description of a container, as objects of a repository, as a disk image. Recognition is by names
 * at its top level.
 */
final class PackedTree {
  /** The depth up to which names are considered; deeper ones belong to a tree. */
  private static final int DEPTH = 3;

  /**
   * The remedy for a container image. One in a plain file is read, so this one is not in a plain
   * file: its layers must be read at random positions.
   */
  private static final String CONTAINER_CURE =
      "name it as an uncompressed file of this machine, with one image in it: gzip -dc FILE >"
          + " image.tar, or skopeo copy IMAGE oci-archive:image.tar";

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern LAYER = Pattern.compile(HASH + "\\.tar(\\.gz)?");

  private boolean ociLayout;
  private boolean dockerManifest;
  private boolean layers;
  private boolean lxdMetadata;
  private boolean rootfs;
  private boolean ostreeObjects;
  private boolean ostreeConfig;
  private boolean ovf;
  private boolean vagrant;

  /** Records an entry. */
  void see(TreePath path) {
    int depth = path.depth();
    if (depth == 0 || depth > DEPTH) {
      return;
    }
    String[] names = path.components().stream().map(TopDirectory::text).toArray(String[]::new);
    String first = names[0];
    String last = names[depth - 1];
    if (depth == 1) {
      ociLayout |= first.equals("oci-layout");
      dockerManifest |= first.equals("manifest.json") || first.equals("repositories");
      lxdMetadata |= first.equals("metadata.yaml");
      ostreeConfig |= first.equals("config");
      ovf |= first.endsWith(".ovf");
      vagrant |= first.equals("Vagrantfile") || first.equals("box.img");
    }
    rootfs |= first.equals("rootfs") || first.equals("rootfs.squashfs");
    layers |= depth == 1 && LAYER.matcher(first).matches();
    layers |= depth == 2 && isHash(first) && last.equals("layer.tar");
    layers |= first.equals("blobs") && depth == 3 && isHash(last);
    ostreeObjects |= first.equals("objects") && depth == 3 && isObject(last);
  }

  private static boolean isHash(String name) {
    return HASH.matcher(name).matches();
  }

  private static boolean isObject(String name) {
    return name.endsWith(".dirtree") || name.endsWith(".dirmeta") || name.endsWith(".commit");
  }

  /**
   * Returns the fault of an archive that does not hold a tree; empty if the recorded entries are
   * those of a tree.
   */
  Optional<FaultException> fault() {
    if (dockerManifest && layers) {
      return fault(
          "it is a container image (docker save), whose tree is in layers", CONTAINER_CURE);
    } else if (ociLayout && layers) {
      return fault("it is a container image (OCI layout), whose tree is in layers", CONTAINER_CURE);
    } else if (lxdMetadata && rootfs) {
      return fault(
          "it is an image of LXD or Incus, whose tree is in rootfs beside metadata.yaml",
          "make a tar of that directory: tar -C DIRECTORY -xf FILE rootfs; tar -C DIRECTORY/rootfs"
              + " -c . > image.tar");
    } else if (ostreeConfig && ostreeObjects) {
      return fault(
          "it is an OSTree repository, whose tree is in objects",
          "make a tar of a checkout: ostree checkout --repo=DIRECTORY REF tree; tar -C tree -c ."
              + " > image.tar");
    } else if (ovf || vagrant) {
      return fault(
          "it is a virtual machine, whose tree is in a disk image",
          "unpack it, and take the tree out of the disk: guestfish --ro -a DISK -i tar-out /"
              + " image.tar");
    }
    return Optional.empty();
  }

  private static Optional<FaultException> fault(String fact, String cure) {
    return Optional.of(
        new FaultException(
            new Fault(ErrorCode.SOURCE_CORRUPT, TarReader.READING, fact, new Remedy.Advice(cure))));
  }
}
