package org.cmimage.qemu.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Native;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cmimage.core.syscall.HostCallException;

/**
 * Extended attributes of a name in an open directory. The supported kernels have no {@code *at}
 * calls for them; the path {@code /proc/self/fd/N/name} leads to the open directory, and the {@code
 * l} calls do not follow its last name.
 */
final class Xattrs {
  private static final byte[] ITSELF = {'.'};

  private Xattrs() {}

  /** Returns the attributes of an open directory, or of a name in one. */
  static Map<String, byte[]> all(int directory) throws HostCallException {
    return read(directory, ITSELF);
  }

  static Map<String, byte[]> all(int directory, byte[] name) throws HostCallException {
    Scratch.checkName(name);
    return read(directory, name);
  }

  private static Map<String, byte[]> read(int directory, byte[] name) throws HostCallException {
    Scratch scratch = Scratch.mine();
    long path = scratch.procPath(directory, name);
    long size = LibC.llistxattr(path, scratch.blockAddress(), Scratch.BLOCK_SIZE);
    if (size < 0) {
      int errno = Native.getLastError();
      if (errno == Errno.EOPNOTSUPP) {
        return Map.of();
      }
      throw Failure.of("llistxattr", directory, name, errno);
    }
    byte[] names = scratch.fromBlock((int) size);
    Map<String, byte[]> values = new LinkedHashMap<>();
    for (int start = 0; start < names.length; ) {
      int end = start;
      while (names[end] != 0) {
        end++;
      }
      byte[] attribute = Arrays.copyOfRange(names, start, end);
      values.put(new String(attribute, UTF_8), value(directory, name, attribute));
      start = end + 1;
    }
    return values;
  }

  private static byte[] value(int directory, byte[] name, byte[] attribute)
      throws HostCallException {
    Scratch scratch = Scratch.mine();
    long path = scratch.procPath(directory, name);
    long key = scratch.path(1, attribute);
    long size =
        Failure.check(
            "lgetxattr",
            directory,
            name,
            () -> LibC.lgetxattr(path, key, scratch.blockAddress(), Scratch.BLOCK_SIZE));
    return scratch.fromBlock((int) size);
  }

  static void set(int directory, byte[] name, String attribute, byte[] value)
      throws HostCallException {
    Scratch.checkName(name);
    Scratch scratch = Scratch.mine();
    long path = scratch.procPath(directory, name);
    long key = key(attribute, value, scratch);
    Failure.check(
        "lsetxattr " + attribute,
        directory,
        name,
        () -> LibC.lsetxattr(path, key, scratch.blockAddress(), value.length, 0));
  }

  static void set(int descriptor, String attribute, byte[] value) throws HostCallException {
    Scratch scratch = Scratch.mine();
    long key = key(attribute, value, scratch);
    Failure.check(
        "fsetxattr " + attribute,
        descriptor,
        new byte[0],
        () -> LibC.fsetxattr(descriptor, key, scratch.blockAddress(), value.length, 0));
  }

  private static long key(String attribute, byte[] value, Scratch scratch)
      throws HostCallException {
    if (attribute.indexOf('\0') >= 0 || value.length > Scratch.BLOCK_SIZE) {
      throw new HostCallException(
          "setxattr",
          attribute.replace('\0', '?'),
          value.length > Scratch.BLOCK_SIZE ? "E2BIG" : "EINVAL");
    }
    scratch.block().put(value);
    return scratch.path(1, attribute.getBytes(UTF_8));
  }
}
