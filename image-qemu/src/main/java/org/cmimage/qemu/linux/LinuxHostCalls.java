package org.cmimage.qemu.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.FileSystemStatus;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;
import org.jspecify.annotations.Nullable;

/**
 * The host's own system calls. Works on Linux 4.11 and later ({@code statx}) with glibc 2.28 and
 * later, on x86_64 and aarch64; elsewhere opening a root fails with {@link
 * ErrorCode#HOST_UNSUITABLE}. Needs {@code /proc}.
 *
 * <p>Cheap to make: the C library is bound when the first root is opened. Thread-safe.
 */
public final class LinuxHostCalls implements HostCalls {
  private static final byte[] NO_NAME = {};

  private final boolean useOpenat2;
  private volatile @Nullable Opening opening;

  /** Makes the service, for {@link java.util.ServiceLoader} and embedders. */
  public LinuxHostCalls() {
    this(true);
  }

  LinuxHostCalls(boolean useOpenat2) {
    this.useOpenat2 = useOpenat2;
  }

  private Opening opening() throws IOException {
    Opening known = opening;
    if (known == null) {
      Abi abi = Abi.ofThisMachine();
      try {
        known = new Opening(abi, useOpenat2 && Opening.hasOpenat2());
      } catch (LinkageError unbound) {
        throw new FaultException(
            ErrorCode.HOST_UNSUITABLE,
            "cannot call the C library",
            String.valueOf(unbound.getMessage()),
            new Remedy.Advice(
                "set -Djna.boot.library.path to a directory with JNA's libjnidispatch.so, or"
                    + " -Djna.tmpdir to one that is not mounted noexec"),
            unbound);
      }
      opening = known;
    }
    return known;
  }

  @Override
  public Handle openRoot(Path directory) throws IOException {
    return opening().hostDirectory(hostPath(directory));
  }

  @Override
  public Handle openInRoot(Handle root, TreePath path) throws IOException {
    return opening().inRoot(Descriptor.of(root), path);
  }

  @Override
  public Handle openDirectory(Handle directory, byte[] name) throws IOException {
    return opening().directory(Descriptor.of(directory), name);
  }

  @Override
  public Handle openFile(Handle directory, byte[] name) throws IOException {
    return opening().file(Descriptor.of(directory), name);
  }

  @Override
  public Handle createFile(Handle directory, byte[] name, int mode) throws IOException {
    int at = Descriptor.of(directory);
    long path = Scratch.mine().name(name);
    int flags = LibC.O_WRONLY | LibC.O_CREAT | LibC.O_EXCL | LibC.O_CLOEXEC;
    int opened;
    do {
      opened = LibC.openat(at, path, flags, mode);
    } while (!Failure.isFinal("openat", at, name, opened));
    return new Descriptor(opened);
  }

  @Override
  public int read(Handle file, ByteBuffer buffer) throws IOException {
    int descriptor = Descriptor.of(file);
    return read(
        "read", descriptor, buffer, (address, size) -> LibC.read(descriptor, address, size));
  }

  @Override
  public int read(Handle file, ByteBuffer buffer, long offset) throws IOException {
    int descriptor = Descriptor.of(file);
    return read(
        "pread",
        descriptor,
        buffer,
        (address, size) -> LibC.pread(descriptor, address, size, offset));
  }

  private static int read(String name, int descriptor, ByteBuffer buffer, ReadCall call)
      throws HostCallException {
    if (!buffer.hasRemaining()) {
      return 0;
    }
    if (buffer.isDirect()) {
      long address = address(buffer);
      int wanted = buffer.remaining();
      int length = (int) Failure.check(name, descriptor, NO_NAME, () -> call.read(address, wanted));
      Reference.reachabilityFence(buffer);
      buffer.position(buffer.position() + length);
      return length == 0 ? -1 : length;
    }
    Scratch scratch = Scratch.mine();
    int wanted = Math.min(buffer.remaining(), Scratch.BLOCK_SIZE);
    int length =
        (int)
            Failure.check(
                name, descriptor, NO_NAME, () -> call.read(scratch.blockAddress(), wanted));
    buffer.put(scratch.block().limit(length));
    return length == 0 ? -1 : length;
  }

  /** A system call that reads data of a file into memory. */
  @FunctionalInterface
  private interface ReadCall {
    long read(long address, long size);
  }

  @Override
  public void write(Handle file, ByteBuffer buffer) throws IOException {
    int descriptor = Descriptor.of(file);
    if (buffer.isDirect()) {
      writeFully(descriptor, address(buffer), buffer.remaining());
      Reference.reachabilityFence(buffer);
      buffer.position(buffer.limit());
      return;
    }
    Scratch scratch = Scratch.mine();
    while (buffer.hasRemaining()) {
      int length = Math.min(buffer.remaining(), Scratch.BLOCK_SIZE);
      scratch.block().put(buffer.slice(buffer.position(), length));
      writeFully(descriptor, scratch.blockAddress(), length);
      buffer.position(buffer.position() + length);
    }
  }

  private static void writeFully(int descriptor, long address, int length)
      throws HostCallException {
    int done = 0;
    while (done < length) {
      long written = LibC.write(descriptor, address + done, length - done);
      if (Failure.isFinal("write", descriptor, NO_NAME, written)) {
        done += (int) written;
      }
    }
  }

  private static long address(ByteBuffer direct) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(direct)) + direct.position();
  }

  @Override
  public void skip(Handle file, long bytes) throws IOException {
    int descriptor = Descriptor.of(file);
    Failure.check("lseek", descriptor, NO_NAME, () -> LibC.lseek(descriptor, bytes, LibC.SEEK_CUR));
  }

  @Override
  public long nextData(Handle file, long offset) throws IOException {
    int descriptor = Descriptor.of(file);
    try {
      return Failure.check(
          "lseek", descriptor, NO_NAME, () -> LibC.lseek(descriptor, offset, LibC.SEEK_DATA));
    } catch (HostCallException e) {
      if (e.is("ENXIO")) {
        return -1;
      }
      throw e;
    }
  }

  @Override
  public long nextHole(Handle file, long offset) throws IOException {
    int descriptor = Descriptor.of(file);
    return Failure.check(
        "lseek", descriptor, NO_NAME, () -> LibC.lseek(descriptor, offset, LibC.SEEK_HOLE));
  }

  @Override
  public boolean shareContent(Handle from, Handle to) throws IOException {
    return Contents.share(Descriptor.of(from), Descriptor.of(to));
  }

  @Override
  public long moveContent(Handle from, Handle to, long offset, long length) throws IOException {
    return Contents.move(Descriptor.of(from), Descriptor.of(to), offset, length);
  }

  @Override
  public void truncate(Handle file, long size) throws IOException {
    int descriptor = Descriptor.of(file);
    Failure.check("ftruncate", descriptor, NO_NAME, () -> LibC.ftruncate(descriptor, size));
  }

  @Override
  public void makeDirectory(Handle directory, byte[] name, int mode) throws IOException {
    int at = Descriptor.of(directory);
    long path = Scratch.mine().name(name);
    Failure.check("mkdirat", at, name, () -> LibC.mkdirat(at, path, mode));
  }

  @Override
  public void makeSymlink(Handle directory, byte[] name, byte[] target) throws IOException {
    int at = Descriptor.of(directory);
    for (byte b : target) {
      if (b == 0) {
        throw new HostCallException(
            "symlinkat", TreePath.of(name) + " with a NUL byte in its target", "EINVAL");
      }
    }
    Scratch scratch = Scratch.mine();
    long path = scratch.name(name);
    long text = scratch.path(1, target);
    Failure.check("symlinkat", at, name, () -> LibC.symlinkat(text, at, path));
  }

  @Override
  public void makeHardLink(Handle existingDirectory, byte[] existing, Handle directory, byte[] name)
      throws IOException {
    int from = Descriptor.of(existingDirectory);
    int to = Descriptor.of(directory);
    long path = Scratch.mine().name(existing);
    long second = Scratch.mine().secondName(name);
    Failure.check("linkat", to, name, () -> LibC.linkat(from, path, to, second, 0));
  }

  @Override
  public void makeNode(Handle directory, byte[] name, NodeType type, int mode, int major, int minor)
      throws IOException {
    int at = Descriptor.of(directory);
    int bits = Status.modeBits(type) | mode & 07777;
    boolean device = type == NodeType.CHARACTER_DEVICE || type == NodeType.BLOCK_DEVICE;
    if (device && (major >>> 12 != 0 || minor >>> 20 != 0)) {
      throw new HostCallException(
          "mknodat", TreePath.of(name) + " with device number " + major + ":" + minor, "EINVAL");
    }
    // new_encode_dev() of linux/kdev_t.h, the format of the system call; glibc's mknodat takes a
    // wider one
    long number =
        device ? Integer.toUnsignedLong(minor & 0xff | major << 8 | (minor & ~0xff) << 12) : 0;
    long path = Scratch.mine().name(name);
    long call = Abi.ofThisMachine().mknodat;
    Failure.check("mknodat", at, name, () -> LibC.syscall(call, at, path, bits, number));
  }

  @Override
  public void setOwner(Handle directory, byte[] name, int uid, int gid) throws IOException {
    int at = Descriptor.of(directory);
    long path = Scratch.mine().name(name);
    Failure.check(
        "fchownat", at, name, () -> LibC.fchownat(at, path, uid, gid, LibC.AT_SYMLINK_NOFOLLOW));
  }

  @Override
  public void setOwner(Handle node, int uid, int gid) throws IOException {
    int descriptor = Descriptor.of(node);
    Failure.check("fchown", descriptor, NO_NAME, () -> LibC.fchown(descriptor, uid, gid));
  }

  @Override
  public void setMode(Handle directory, byte[] name, int mode) throws IOException {
    // fchmodat(2) has no flags before Linux 6.6 and would follow a link that was put here meanwhile
    try (Descriptor reference = opening().reference(Descriptor.of(directory), name)) {
      int number = Descriptor.of(reference);
      if (Status.ofHandle(number).type() == NodeType.SYMLINK) {
        throw new HostCallException("fchmodat", TreePath.of(name).toString(), "ELOOP");
      }
      long path = Scratch.mine().procPath(number, NO_NAME);
      Failure.check("chmod", number, NO_NAME, () -> LibC.chmod(path, mode));
    }
  }

  @Override
  public void setMode(Handle node, int mode) throws IOException {
    int descriptor = Descriptor.of(node);
    Failure.check("fchmod", descriptor, NO_NAME, () -> LibC.fchmod(descriptor, mode));
  }

  @Override
  public void setTimes(Handle directory, byte[] name, long seconds, int nanos) throws IOException {
    int at = Descriptor.of(directory);
    long path = Scratch.mine().name(name);
    long times = times(seconds, nanos);
    Failure.check(
        "utimensat", at, name, () -> LibC.utimensat(at, path, times, LibC.AT_SYMLINK_NOFOLLOW));
  }

  @Override
  public void setTimes(Handle node, long seconds, int nanos) throws IOException {
    int descriptor = Descriptor.of(node);
    long times = times(seconds, nanos);
    int result;
    do {
      result = LibC.futimens(descriptor, times);
    } while (!Failure.isFinal("futimens", descriptor, NO_NAME, result));
  }

  private static long times(long seconds, int nanos) throws HostCallException {
    if (nanos < 0 || nanos > 999_999_999) {
      // UTIME_NOW and UTIME_OMIT are beyond this range
      throw new HostCallException("utimensat", "nanoseconds " + nanos, "EINVAL");
    }
    Scratch scratch = Scratch.mine();
    scratch.struct().putLong(0, seconds).putLong(8, nanos).putLong(16, seconds).putLong(24, nanos);
    return scratch.structAddress();
  }

  @Override
  public void setXattr(Handle directory, byte[] name, String attribute, byte[] value)
      throws IOException {
    Xattrs.set(Descriptor.of(directory), name, attribute, value);
  }

  @Override
  public void setXattr(Handle node, String attribute, byte[] value) throws IOException {
    Xattrs.set(Descriptor.of(node), attribute, value);
  }

  @Override
  public FileStatus status(Handle directory, byte[] name) throws IOException {
    return Status.of(Descriptor.of(directory), name);
  }

  @Override
  public FileStatus status(Handle node) throws IOException {
    return Status.ofHandle(Descriptor.of(node));
  }

  @Override
  public Map<String, byte[]> xattrs(Handle directory, byte[] name) throws IOException {
    return Xattrs.all(Descriptor.of(directory), name);
  }

  @Override
  public Map<String, byte[]> xattrs(Handle node) throws IOException {
    return Xattrs.all(Descriptor.of(node));
  }

  @Override
  public FileSystemStatus fileSystem(Handle node) throws IOException {
    return FileSystems.of(Descriptor.of(node));
  }

  @Override
  public byte[] readLink(Handle directory, byte[] name) throws IOException {
    Scratch.checkName(name);
    return Links.read(Descriptor.of(directory), name);
  }

  @Override
  public List<byte[]> list(Handle directory) throws IOException {
    int descriptor = Descriptor.of(directory);
    long getdents = Abi.ofThisMachine().getdents64;
    Scratch scratch = Scratch.mine();
    List<byte[]> names = new ArrayList<>();
    Failure.check("lseek", descriptor, NO_NAME, () -> LibC.lseek(descriptor, 0, LibC.SEEK_SET));
    while (true) {
      int length =
          (int)
              Failure.check(
                  "getdents64",
                  descriptor,
                  NO_NAME,
                  () ->
                      LibC.syscall(
                          getdents, descriptor, scratch.blockAddress(), Scratch.BLOCK_SIZE, 0));
      if (length == 0) {
        return names;
      }
      collectNames(scratch.block(), length, names);
    }
  }

  /**
   * Parses {@code struct linux_dirent64}: inode 8, offset 8, length of the record 2, type 1, name
   * with NUL.
   */
  private static void collectNames(ByteBuffer records, int length, List<byte[]> names) {
    for (int at = 0; at < length; at += Short.toUnsignedInt(records.getShort(at + 16))) {
      int start = at + 19;
      int end = start;
      while (records.get(end) != 0) {
        end++;
      }
      boolean dots =
          records.get(start) == '.'
              && (end == start + 1 || end == start + 2 && records.get(start + 1) == '.');
      if (!dots) {
        byte[] name = new byte[end - start];
        records.get(start, name);
        names.add(name);
      }
    }
  }

  @Override
  public void unlink(Handle directory, byte[] name) throws IOException {
    unlink(Descriptor.of(directory), name, 0);
  }

  @Override
  public void removeDirectory(Handle directory, byte[] name) throws IOException {
    unlink(Descriptor.of(directory), name, LibC.AT_REMOVEDIR);
  }

  private static void unlink(int directory, byte[] name, int flags) throws HostCallException {
    long path = Scratch.mine().name(name);
    Failure.check("unlinkat", directory, name, () -> LibC.unlinkat(directory, path, flags));
  }

  @Override
  public void rename(Handle fromDirectory, byte[] from, Handle toDirectory, byte[] to)
      throws IOException {
    int source = Descriptor.of(fromDirectory);
    int target = Descriptor.of(toDirectory);
    long path = Scratch.mine().name(from);
    long second = Scratch.mine().secondName(to);
    Failure.check("renameat2", target, to, () -> LibC.renameat2(source, path, target, second, 0));
  }

  @Override
  public void renameNoReplace(Path from, Path to) throws IOException {
    renameHost(from, to, LibC.RENAME_NOREPLACE);
  }

  @Override
  public void exchange(Path first, Path second) throws IOException {
    renameHost(first, second, LibC.RENAME_EXCHANGE);
  }

  private void renameHost(Path from, Path to, int flags) throws IOException {
    opening();
    byte[] target = hostPath(to);
    long path = Scratch.mine().path(0, hostPath(from));
    long second = Scratch.mine().path(1, target);
    Failure.check(
        "renameat2",
        LibC.AT_FDCWD,
        target,
        () -> LibC.renameat2(LibC.AT_FDCWD, path, LibC.AT_FDCWD, second, flags));
  }

  @Override
  public void syncFileSystem(Handle node) throws IOException {
    int descriptor = Descriptor.of(node);
    Failure.check("syncfs", descriptor, NO_NAME, () -> LibC.syncfs(descriptor));
  }

  @Override
  public void sync(Handle node) throws IOException {
    int descriptor = Descriptor.of(node);
    Failure.check("fsync", descriptor, NO_NAME, () -> LibC.fsync(descriptor));
  }

  @Override
  public List<String> mountsBelow(Handle directory) throws IOException {
    byte[] link =
        ("/proc/self/fd/" + Descriptor.of(directory))
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    TreePath path = TreePath.of(Links.read(LibC.AT_FDCWD, link));
    return MountTable.below(path, Files.readAllBytes(Path.of("/proc/self/mountinfo"))).stream()
        .map(TreePath::toString)
        .toList();
  }

  private static byte[] hostPath(Path path) {
    byte[] relative = TreePath.ofHost(path).bytes();
    byte[] absolute = new byte[relative.length + 1];
    absolute[0] = '/';
    System.arraycopy(relative, 0, absolute, 1, relative.length);
    return absolute;
  }
}
