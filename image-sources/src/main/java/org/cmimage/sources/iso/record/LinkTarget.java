package org.cmimage.sources.iso.record;

import java.io.ByteArrayOutputStream;
import org.cmimage.core.fault.FaultException;

/** Composes the target of a symbolic link from its components (RRIP 1.12, §4.1.3). */
final class LinkTarget {
  private static final int CONTINUES = 0x01;
  private static final int CURRENT = 0x02;
  private static final int PARENT = 0x04;
  private static final int ROOT = 0x08;

  /** The longest target that Linux supports, in bytes. */
  private static final int LIMIT = 4095;

  private final ByteArrayOutputStream target = new ByteArrayOutputStream();

  /** Whether the next bytes start a component, rather than continue one. */
  private boolean atStart = true;

  /** Whether a slash precedes the next component. */
  private boolean separate;

  /** Adds the component records of one SL entry. */
  void add(byte[] bytes, int from, int to, String image) throws FaultException {
    int at = from;
    while (at + 2 <= to) {
      int flags = Fields.unsigned8(bytes, at);
      int length = Fields.unsigned8(bytes, at + 1);
      if (at + 2 + length > to) {
        throw IsoFault.corrupt(image, "a component of a symbolic link is longer than its entry");
      }
      addComponent(flags, bytes, at + 2, length);
      if (target.size() > LIMIT) {
        throw IsoFault.corrupt(
            image, "the target of a symbolic link has more than " + LIMIT + " bytes");
      }
      at += 2 + length;
    }
  }

  private void addComponent(int flags, byte[] bytes, int at, int length) {
    if (atStart && separate) {
      target.write('/');
    }
    separate = true;
    if ((flags & ROOT) != 0) {
      target.write('/');
      separate = false;
    } else if ((flags & PARENT) != 0) {
      target.write('.');
      target.write('.');
    } else if ((flags & CURRENT) != 0) {
      target.write('.');
    } else {
      target.write(bytes, at, length);
    }
    atStart = (flags & CONTINUES) == 0;
  }

  byte[] bytes() {
    return target.toByteArray();
  }
}
