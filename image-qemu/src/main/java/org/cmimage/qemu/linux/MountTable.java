package org.cmimage.qemu.linux;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.tree.TreePath;

/** The mount points of {@code /proc/self/mountinfo}; proc_pid_mountinfo(5). */
final class MountTable {
  private static final int MOUNT_POINT_FIELD = 4;

  private MountTable() {}

  /** Returns the mount points at or below {@code directory}, in the table's order. */
  static List<TreePath> below(TreePath directory, byte[] mountinfo) {
    List<TreePath> found = new ArrayList<>();
    for (int start = 0; start < mountinfo.length; ) {
      int end = indexOf(mountinfo, '\n', start, mountinfo.length);
      int field = start;
      for (int i = 0; i < MOUNT_POINT_FIELD; i++) {
        field = Math.min(end, indexOf(mountinfo, ' ', field, end) + 1);
      }
      if (field < end) {
        TreePath point =
            TreePath.of(unescape(mountinfo, field, indexOf(mountinfo, ' ', field, end)));
        if (point.startsWith(directory)) {
          found.add(point);
        }
      }
      start = end + 1;
    }
    return found;
  }

  private static int indexOf(byte[] bytes, char wanted, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  /**
   * Decodes the escapes of the table: space, tab, newline, backslash and hash are a backslash and
   * three octal digits.
   */
  private static byte[] unescape(byte[] bytes, int from, int to) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\' && i + 3 < to) {
        plain.write((bytes[i + 1] - '0') << 6 | (bytes[i + 2] - '0') << 3 | bytes[i + 3] - '0');
        i += 3;
      } else {
        plain.write(bytes[i]);
      }
    }
    return plain.toByteArray();
  }
}
