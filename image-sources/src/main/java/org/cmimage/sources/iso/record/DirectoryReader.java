package org.cmimage.sources.iso.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.bytes.ByteExtent;
import org.cmimage.sources.bytes.RandomAccessBytes;

/** Reads the directories of an image, by one kind of names. Immutable; thread-safe. */
public final class DirectoryReader {
  /** The mode that Linux gives to files of an image without modes. */
  private static final int READABLE = 0555;

  private static final int TYPE = 0170000;

  /** The limit of extents, each up to 4 GiB; no medium has as many. */
  private static final int MOST_EXTENTS = 1 << 14;

  private final RandomAccessBytes image;
  private final int blockSize;
  private final Naming naming;
  private final int skip;

  /**
   * Creates a reader.
   *
   * @param blockSize of logical blocks, in bytes
   * @param skip the number of bytes after a name that precede the entries of Rock Ridge
   */
  DirectoryReader(RandomAccessBytes image, int blockSize, Naming naming, int skip) {
    this.image = image;
    this.blockSize = blockSize;
    this.naming = naming;
    this.skip = skip;
  }

  /** Returns the kind of names that are read. */
  public Naming naming() {
    return naming;
  }

  /**
   * Opens a directory.
   *
   * @throws FaultException if its records are beyond the end of the image
   */
  public DirectoryCursor open(IsoNode directory) throws FaultException {
    return new DirectoryCursor(this, image, directory.extents().get(0));
  }

  /** Returns the directory that begins at a block, from its record of itself. */
  IsoNode directory(long block) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(VolumeDescriptors.SECTOR);
    long position = block * blockSize;
    if (position > image.size() - VolumeDescriptors.SECTOR) {
      throw IsoFault.corrupt(
          image.name(), "a directory is at block " + block + ", beyond the end of the image");
    }
    image.readFully(position, start);
    DirectoryRecord self = DirectoryRecord.parse(start.array(), 0, image.name());
    if (!self.isSelf() || !self.isDirectory() || self.block() != block) {
      throw IsoFault.corrupt(image.name(), "no directory begins at block " + block);
    }
    // Only the root's own record gives the start of its entries.
    int indicator = RootRecord.indicator(self.systemUse());
    return node(List.of(self), new byte[0], rockRidge(self, indicator < 0 ? skip : indicator));
  }

  /**
   * Creates a node from the records of one file.
   *
   * @return empty if it is hidden here
   */
  Optional<IsoNode> node(List<DirectoryRecord> records) throws IOException {
    DirectoryRecord first = records.get(0);
    RockRidge more = rockRidge(first, skip);
    if (more.isRelocated()) {
      return Optional.empty();
    }
    byte[] name =
        naming == Naming.ROCK_RIDGE && more.name().isPresent()
            ? more.name().get()
            : plainName(first);
    requireName(name);
    if (more.childBlock() < 0) {
      return Optional.of(node(records, name, more));
    }
    IsoNode child = directory(more.childBlock());
    return Optional.of(
        new IsoNode(
            name,
            child.kind(),
            child.attributes(),
            child.extents(),
            child.zisofs(),
            child.links(),
            child.serial()));
  }

  /** Returns whether a directory holds relocated ones and nothing else. */
  boolean isRelocated(DirectoryRecord record) throws IOException {
    return rockRidge(record, skip).isRelocated();
  }

  private RockRidge rockRidge(DirectoryRecord record, int from) throws IOException {
    RockRidge more = new RockRidge(image.name());
    if (naming == Naming.ROCK_RIDGE) {
      new SystemUse(image, blockSize).read(record.systemUse(), from, more::accept);
    }
    return more;
  }

  private IsoNode node(List<DirectoryRecord> records, byte[] name, RockRidge more)
      throws FaultException {
    DirectoryRecord first = records.get(0);
    List<ByteExtent> extents = new ArrayList<>();
    long size = 0;
    for (DirectoryRecord record : records) {
      extents.add(new ByteExtent(record.block() * blockSize, record.size()));
      size += record.size();
    }
    Optional<RockRidge.Compressed> compressed = more.compressed();
    Kind kind = kind(first, name, more, compressed.map(RockRidge.Compressed::size).orElse(size));
    Attributes attributes =
        new Attributes(
            more.mode() < 0 ? READABLE : more.mode() & 07777,
            more.uid(),
            more.gid(),
            more.modified().map(Instant::getEpochSecond).orElse(first.seconds()),
            more.modified().map(Instant::getNano).orElse(0),
            Map.of());
    return new IsoNode(
        name,
        kind,
        attributes,
        kind instanceof Kind.Regular || kind instanceof Kind.Directory ? extents : List.of(),
        compressed.isPresent() && kind instanceof Kind.Regular
            ? Optional.of(zisofs(name, compressed.get()))
            : Optional.empty(),
        more.links(),
        more.serial());
  }

  private IsoNode.Zisofs zisofs(byte[] name, RockRidge.Compressed compressed)
      throws FaultException {
    if (!compressed.algorithm().equals("pz")) {
      throw IsoFault.unsupported(
          image.name(),
          "the file \""
              + TreePath.printable(name)
              + "\" is compressed by \""
              + compressed.algorithm()
              + "\", which is not read",
          "make the image without compressed files, or with those of zisofs version 1");
    }
    return new IsoNode.Zisofs(compressed.header(), compressed.blockBits());
  }

  private Kind kind(DirectoryRecord record, byte[] name, RockRidge more, long size)
      throws FaultException {
    if (more.mode() < 0) {
      return record.isDirectory()
          ? new Kind.Directory()
          : more.target().<Kind>map(Kind.Symlink::new).orElseGet(() -> new Kind.Regular(size));
    }
    int type = more.mode() & TYPE;
    if (record.isDirectory() != (type == 0040000)) {
      throw IsoFault.corrupt(
          image.name(),
          "the record of \""
              + TreePath.printable(name)
              + "\" and its mode, 0"
              + Integer.toOctalString(more.mode())
              + ", differ in whether it is a directory");
    }
    return switch (type) {
      case 0040000 -> new Kind.Directory();
      case 0100000 -> new Kind.Regular(size);
      case 0120000 ->
          new Kind.Symlink(
              more.target()
                  .filter(target -> target.length > 0)
                  .orElseThrow(
                      () ->
                          IsoFault.corrupt(
                              image.name(),
                              "the symbolic link \""
                                  + TreePath.printable(name)
                                  + "\" has no target")));
      case 0020000 -> new Kind.Special(NodeType.CHARACTER_DEVICE, more.major(), more.minor());
      case 0060000 -> new Kind.Special(NodeType.BLOCK_DEVICE, more.major(), more.minor());
      case 0010000 -> new Kind.Special(NodeType.FIFO, 0, 0);
      case 0140000 -> new Kind.Special(NodeType.SOCKET, 0, 0);
      default ->
          throw IsoFault.corrupt(
              image.name(),
              "\""
                  + TreePath.printable(name)
                  + "\" has mode 0"
                  + Integer.toOctalString(more.mode())
                  + ", which is not a file type");
    };
  }

  /** Returns the name without the version, and without the dot that an empty extension leaves. */
  private byte[] plainName(DirectoryRecord record) {
    byte[] name = record.identifier();
    if (naming == Naming.JOLIET) {
      String text = new String(name, StandardCharsets.UTF_16BE);
      return text.replaceFirst(";[0-9]*$", "").getBytes(StandardCharsets.UTF_8);
    }
    int end = name.length;
    int digits = end;
    while (digits > 0 && name[digits - 1] >= '0' && name[digits - 1] <= '9') {
      digits--;
    }
    if (digits > 1 && name[digits - 1] == ';') {
      end = digits - 1;
    }
    return Arrays.copyOf(name, end > 1 && name[end - 1] == '.' ? end - 1 : end);
  }

  private void requireName(byte[] name) throws FaultException {
    boolean dots =
        name.length > 0 && name.length < 3 && name[0] == '.' && name[name.length - 1] == '.';
    boolean separated = false;
    for (byte b : name) {
      separated |= b == '/' || b == 0;
    }
    if (name.length == 0 || dots || separated) {
      throw IsoFault.corrupt(
          image.name(), "\"" + TreePath.printable(name) + "\" is not the name of a file");
    }
  }

  /**
   * Requires that the next record belongs to the same file as the ones before.
   *
   * @throws FaultException if it belongs to another one, or there are too many
   */
  void requireSameFile(DirectoryRecord first, DirectoryRecord next, int count)
      throws FaultException {
    if (!Arrays.equals(first.identifier(), next.identifier()) || next.isDirectory()) {
      throw IsoFault.corrupt(
          image.name(),
          "the file "
              + TreePath.printable(first.identifier())
              + " has a further extent, but the next record is of "
              + TreePath.printable(next.identifier()));
    } else if (count > MOST_EXTENTS) {
      throw IsoFault.corrupt(
          image.name(),
          "the file "
              + TreePath.printable(first.identifier())
              + " has more than "
              + MOST_EXTENTS
              + " extents");
    }
  }
}
