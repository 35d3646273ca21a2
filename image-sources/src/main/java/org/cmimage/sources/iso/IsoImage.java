package org.cmimage.sources.iso;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.bytes.ByteExtent;
import org.cmimage.sources.bytes.ExtentBytes;
import org.cmimage.sources.bytes.RandomAccessBytes;
import org.cmimage.sources.iso.record.DirectoryCursor;
import org.cmimage.sources.iso.record.IsoFault;
import org.cmimage.sources.iso.record.IsoNode;
import org.cmimage.sources.iso.record.Naming;
import org.cmimage.sources.iso.record.VolumeDescriptors;
import org.cmimage.sources.iso.record.VolumeDescriptors.Volume;

/**
 * An ISO 9660 image.
 *
 * <pre>{@code
 * try (FileBytes file = FileBytes.open(Path.of("debian.iso"))) {
 *   IsoImage image = IsoImage.open(file);
 *   IsoNode info = new IsoFiles(image).find(TreePath.of(".disk/info")).orElseThrow();
 *   image.content(info).stream().transferTo(System.out);
 * }
 * }</pre>
 *
 * <p>Immutable; thread-safe as long as the bytes below are open.
 */
public final class IsoImage {
  private final RandomAccessBytes bytes;
  private final VolumeDescriptors descriptors;

  private IsoImage(RandomAccessBytes bytes, VolumeDescriptors descriptors) {
    this.bytes = bytes;
    this.descriptors = descriptors;
  }

  /** Returns whether some bytes have the signature of an ISO 9660 image. */
  public static boolean isIso(RandomAccessBytes bytes) throws IOException {
    return VolumeDescriptors.isIso(bytes);
  }

  /**
   * Opens an image, reading its descriptors alone.
   *
   * @param bytes of the whole image; closed by their opener
   * @throws FaultException with {@code SOURCE_CORRUPT} if it is not an ISO 9660 image; the message
   *     mentions an image with UDF alone
   */
  public static IsoImage open(RandomAccessBytes bytes) throws IOException {
    return new IsoImage(bytes, VolumeDescriptors.read(bytes));
  }

  /** Returns the name of the image, for messages. */
  public String name() {
    return bytes.name();
  }

  /** Returns the size of the image in bytes, which may be more or less than that of its volume. */
  public long size() {
    return bytes.size();
  }

  /** Returns the volume's description. */
  public Volume volume() {
    return descriptors.volume();
  }

  /** Returns the kind of names that are read. */
  public Naming naming() {
    return descriptors.reader().naming();
  }

  /** Returns the root directory. */
  public IsoNode root() {
    return descriptors.root();
  }

  /**
   * Returns the number of bytes of the volume that the image lacks, as after an interrupted
   * download.
   */
  public long missing() {
    return Math.max(0, volume().size() - size());
  }

  /** Returns the number of bytes of the image after the volume. */
  public long behind() {
    return Math.max(0, size() - volume().size());
  }

  /** Returns the entries of the boot catalogue (El Torito), in order; empty if it is broken. */
  public List<BootImage> bootImages() throws IOException {
    Optional<Long> catalogue = descriptors.bootCatalogue();
    return catalogue.isPresent() ? BootCatalogue.read(bytes, catalogue.get()) : List.of();
  }

  /** Returns the entries of a partition table; empty without a table. */
  public List<Partition> partitions() throws IOException {
    return PartitionTables.read(bytes);
  }

  /**
   * Opens a directory.
   *
   * @throws FaultException if it is beyond the end of the image
   * @throws IllegalArgumentException if it is not a directory
   */
  public DirectoryCursor list(IsoNode directory) throws IOException {
    if (!directory.isDirectory()) {
      throw new IllegalArgumentException("no directory: " + TreePath.printable(directory.name()));
    }
    return descriptors.reader().open(directory);
  }

  /**
   * Returns the content of a regular file, decompressed.
   *
   * @throws FaultException if a part of it is beyond the end of the image
   * @throws IllegalArgumentException if it is not a regular file
   */
  public RandomAccessBytes content(IsoNode file) throws IOException {
    if (!(file.kind() instanceof Kind.Regular regular)) {
      throw new IllegalArgumentException("no file: " + TreePath.printable(file.name()));
    }
    String name = name() + ":" + TreePath.printable(file.name());
    if (regular.size() == 0) {
      // Writers store any number as the location of an empty file.
      return new ExtentBytes(name, bytes, List.of(new ByteExtent(0, 0)));
    }
    for (ByteExtent extent : file.extents()) {
      requireWithin(file, extent);
    }
    RandomAccessBytes stored = new ExtentBytes(name, bytes, file.extents());
    return file.zisofs().isPresent()
        ? ZisofsBytes.open(stored, file.zisofs().get(), regular.size(), name())
        : stored;
  }

  private void requireWithin(IsoNode file, ByteExtent extent) throws FaultException {
    if (extent.end() <= size()) {
      return;
    }
    throw IsoFault.corrupt(
        name(),
        "the file \""
            + TreePath.printable(file.name())
            + "\" is at bytes "
            + extent.offset()
            + " to "
            + extent.end()
            + ", but the image ends at byte "
            + size()
            + (missing() > 0 ? "; " + missing() + " bytes of the volume are missing" : ""));
  }
}
