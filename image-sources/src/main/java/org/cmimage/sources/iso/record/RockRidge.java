package org.cmimage.sources.iso.record;

import static org.cmimage.sources.iso.record.SystemUse.signature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a file from the entries after its name (RRIP 1.12, §4.1). Built up entry by
 * entry, and read by {@link DirectoryReader} alone.
 */
final class RockRidge {
  private static final int PX = signature('P', 'X');
  private static final int PN = signature('P', 'N');
  private static final int SL = signature('S', 'L');
  private static final int NM = signature('N', 'M');
  private static final int CL = signature('C', 'L');
  private static final int RE = signature('R', 'E');
  private static final int TF = signature('T', 'F');
  private static final int SF = signature('S', 'F');
  private static final int ZF = signature('Z', 'F');

  private static final int NAME_LIMIT = 255;
  private static final int LONG_FORM = 0x80;
  private static final int MODIFIED = 0x02;
  private static final int CREATED = 0x01;
  private static final int CONTINUES = 0x01;

  private final String image;
  private final ByteArrayOutputStream name = new ByteArrayOutputStream();
  private boolean named;
  private boolean nameEnded;
  private @Nullable LinkTarget target;
  private int mode = -1;
  private int uid;
  private int gid;
  private long links = 1;
  private long serial;
  private long deviceHigh;
  private long deviceLow;
  private long childBlock = -1;
  private boolean relocated;
  private @Nullable Instant modified;
  private @Nullable Compressed compressed;

  /**
   * The content of a ZF entry: the compression of a file.
   *
   * @param algorithm two letters
   * @param size in bytes, decompressed
   */
  record Compressed(String algorithm, int header, int blockBits, long size) {}

  /**
   * Creates empty attributes.
   *
   * @param image for messages
   */
  RockRidge(String image) {
    this.image = image;
  }

  /** Adds one entry; unknown ones are ignored. */
  void accept(int signature, byte[] bytes, int at, int length) throws IOException {
    if (signature == PX) {
      require("PX", length, 36);
      takePosix(bytes, at, length);
    } else if (signature == NM) {
      require("NM", length, 5);
      takeName(bytes, at, length);
    } else if (signature == TF) {
      require("TF", length, 5);
      takeTimes(bytes, at, length);
    } else if (signature == SL) {
      require("SL", length, 5);
      if (target == null) {
        target = new LinkTarget();
      }
      target.add(bytes, at + 5, at + length, image);
    } else if (signature == PN) {
      require("PN", length, 20);
      deviceHigh = Fields.unsigned32(bytes, at + 4);
      deviceLow = Fields.unsigned32(bytes, at + 12);
    } else if (signature == CL) {
      require("CL", length, 12);
      childBlock = Fields.unsigned32(bytes, at + 4);
    } else if (signature == RE) {
      relocated = true;
    } else if (signature == ZF) {
      require("ZF", length, 16);
      compressed =
          new Compressed(
              Fields.text(bytes, at + 4, 2),
              Fields.unsigned8(bytes, at + 6) * 4,
              Fields.unsigned8(bytes, at + 7),
              Fields.unsigned32(bytes, at + 8));
    } else if (signature == SF) {
      throw IsoFault.unsupported(
          image,
          "a file is sparse (SF of Rock Ridge), which is not read",
          "make an image without sparse files, as xorriso and mkisofs do");
    }
  }

  private void require(String entry, int length, int least) throws FaultException {
    if (length < least) {
      throw IsoFault.corrupt(
          image, "an entry " + entry + " has " + length + " bytes; expected at least " + least);
    }
  }

  private void takePosix(byte[] bytes, int at, int length) {
    mode = (int) Fields.unsigned32(bytes, at + 4);
    links = Fields.unsigned32(bytes, at + 12);
    uid = (int) Fields.unsigned32(bytes, at + 20);
    gid = (int) Fields.unsigned32(bytes, at + 28);
    serial = length >= 44 ? Fields.unsigned32(bytes, at + 36) : 0;
  }

  /**
   * Adds a part of the name. Flags for "this directory" and "the parent" are for records that have
   * no name.
   */
  private void takeName(byte[] bytes, int at, int length) throws FaultException {
    if (nameEnded) {
      return;
    }
    named = true;
    name.write(bytes, at + 5, length - 5);
    nameEnded = (Fields.unsigned8(bytes, at + 4) & CONTINUES) == 0;
    if (name.size() > NAME_LIMIT) {
      throw IsoFault.corrupt(
          image, "a name has more than " + NAME_LIMIT + " bytes: " + name.size());
    }
  }

  private void takeTimes(byte[] bytes, int at, int length) {
    int flags = Fields.unsigned8(bytes, at + 4);
    int width = (flags & LONG_FORM) != 0 ? 17 : 7;
    int place = at + 5 + ((flags & CREATED) != 0 ? width : 0);
    if ((flags & MODIFIED) != 0 && place + width <= at + length) {
      modified =
          width == 7
              ? Instant.ofEpochSecond(Fields.shortDate(bytes, place))
              : Fields.longDate(bytes, place).orElse(Instant.EPOCH);
    }
  }

  Optional<byte[]> name() {
    return named ? Optional.of(name.toByteArray()) : Optional.empty();
  }

  Optional<byte[]> target() {
    return Optional.ofNullable(target).map(LinkTarget::bytes);
  }

  /** Returns {@code st_mode}; -1 without a PX entry. */
  int mode() {
    return mode;
  }

  int uid() {
    return uid;
  }

  int gid() {
    return gid;
  }

  long links() {
    return links;
  }

  /** Returns the file's serial number; 0 for none. */
  long serial() {
    return serial;
  }

  /**
   * Returns the major number of a device. Writers put it into the high half, or a whole {@code
   * dev_t} into the low one, as the C library encodes it.
   */
  int major() {
    return (int) (deviceHigh == 0 ? deviceLow >> 8 & 0xfff : deviceHigh);
  }

  int minor() {
    return (int) (deviceHigh == 0 ? deviceLow & 0xff | deviceLow >> 12 & 0xfff00 : deviceLow);
  }

  /** Returns the block of the relocated directory that replaces this record; -1 for none. */
  long childBlock() {
    return childBlock;
  }

  /** Returns whether this is a relocated directory. */
  boolean isRelocated() {
    return relocated;
  }

  Optional<Instant> modified() {
    return Optional.ofNullable(modified);
  }

  Optional<Compressed> compressed() {
    return Optional.ofNullable(compressed);
  }
}
