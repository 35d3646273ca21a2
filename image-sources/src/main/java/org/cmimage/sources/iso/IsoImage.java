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

  /** Returns whether some bytes begin as an ISO 9660 image does. */
  public static boolean isIso(RandomAccessBytes bytes) throws IOException {
    return VolumeDescriptors.isIso(bytes);
  }

  /**
   * Reads what an image says of itself, and no more of it.
   *
   * @param bytes of the whole image; closed by whoever opened them
   * @throws FaultException with {@code SOURCE_CORRUPT} where it is no ISO 9660 image, telling of
   *     one with UDF alone
   */
  public static IsoImage open(RandomAccessBytes bytes) throws IOException {
    return new IsoImage(bytes, VolumeDescriptors.read(bytes));
  }

  /** Returns what the image is called, for messages. */
  public String name() {
    return bytes.name();
  }

  /** Returns the number of bytes the image has, be it more or less than its volume. */
  public long size() {
    return bytes.size();
  }

  /** Returns what the image says of itself. */
  public Volume volume() {
    return descriptors.volume();
  }

  /** Returns which of its names are read. */
  public Naming naming() {
    return descriptors.reader().naming();
  }

  /** Returns the directory at the top. */
  public IsoNode root() {
    return descriptors.root();
  }

  /** Returns how many bytes of the volume the image lacks, as after a download that broke off. */
  public long missing() {
    return Math.max(0, volume().size() - size());
  }

  /** Returns how many bytes of the image are behind the volume. */
  public long behind() {
    return Math.max(0, size() - volume().size());
  }

  /** Returns what firmware starts (El Torito), in the order of the catalogue; none where broken. */
  public List<BootImage> bootImages() throws IOException {
    Optional<Long> catalogue = descriptors.bootCatalogue();
    return catalogue.isPresent() ? BootCatalogue.read(bytes, catalogue.get()) : List.of();
  }

  /** Returns the parts that a partition table divides the image into; none without a table. */
  public List<Partition> partitions() throws IOException {
    return PartitionTables.read(bytes);
  }

  /**
   * Opens a directory.
   *
   * @throws FaultException where it is beyond the end of the image
   * @throws IllegalArgumentException where it is none
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
   * @throws FaultException where some of it is beyond the end of the image
   * @throws IllegalArgumentException where it is no regular file
   */
  public RandomAccessBytes content(IsoNode file) throws IOException {
    if (!(file.kind() instanceof Kind.Regular regular)) {
      throw new IllegalArgumentException("no file: " + TreePath.printable(file.name()));
    }
    String name = name() + ":" + TreePath.printable(file.name());
    if (regular.size() == 0) {
      // Writers put any number for the place of what is empty.
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
