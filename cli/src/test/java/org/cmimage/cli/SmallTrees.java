package org.cmimage.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The three trees of an Ubuntu 24.04, as small as they can be: headers of programs and of a kernel,
 * and the files that tell what they are.
 */
public final class SmallTrees {
  public static final String KERNEL = "6.8.0-51-generic";

  private static final short X86_64 = 62;
  private static final short AARCH64 = 183;
  private static final short OBJECT = 1;
  private static final short SHARED = 3;

  private final Path root;
  private final short machine;

  /** Trees below {@code root}; foreign ones are for aarch64, the others for x86_64. */
  public SmallTrees(Path root, boolean aarch64) {
    this.root = root;
    this.machine = aarch64 ? AARCH64 : X86_64;
  }

  /** All three where a cluster has them. */
  public static void write(Path root, boolean aarch64) throws IOException {
    String suffix = "ubuntu2404-" + (aarch64 ? "aarch64" : "x86_64");
    new SmallTrees(root.resolve("cm/images/default-image-" + suffix), aarch64).softwareImage();
    new SmallTrees(root.resolve("cm/node-installer-" + suffix), aarch64).system();
    new SmallTrees(root.resolve("cm/shared-" + suffix), aarch64).applications();
  }

  public void softwareImage() throws IOException {
    softwareImage(KERNEL);
  }

  public void softwareImage(String release) throws IOException {
    system();
    put("boot/vmlinuz-" + release, kernel());
    put("usr/lib/modules/" + release + "/modules.dep", new byte[0]);
    put("usr/lib/modules/" + release + "/kernel/a.ko", elf(OBJECT));
  }

  public void system() throws IOException {
    boolean aarch64 = machine == AARCH64;
    String debian = aarch64 ? "arm64" : "amd64";
    text("etc/os-release", "ID=ubuntu\nVERSION_ID=\"24.04\"\n");
    text("etc/passwd", "root:x:0:0::/root:/bin/sh\n");
    text("etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    text("var/lib/dpkg/arch", debian + "\n");
    text(
        "var/lib/dpkg/status",
        "Package: dpkg\nStatus: install ok installed\nArchitecture: " + debian + "\n\n");
    put("usr/bin/sh", elf(SHARED));
    put("usr/lib/systemd/systemd", elf(SHARED));
    put("usr/lib/ld-linux-aarch64.so.1", elf(SHARED));
    put("usr/lib64/ld-linux-x86-64.so.2", elf(SHARED));
    Files.createDirectories(root.resolve("usr/sbin"));
    for (String link : new String[] {"bin", "sbin", "lib", "lib64"}) {
      Files.createSymbolicLink(root.resolve(link), Path.of("usr", link));
    }
    Files.createSymbolicLink(root.resolve("usr/sbin/init"), Path.of("../lib/systemd/systemd"));
  }

  public void applications() throws IOException {
    put("apps/tool/1.0/bin/tool", elf(SHARED));
    text("modulefiles/tool/1.0", "#%Module1.0\n");
  }

  private byte[] elf(short type) {
    ByteBuffer elf = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    return elf.putShort(16, type).putShort(18, machine).array();
  }

  public byte[] kernel() {
    ByteBuffer image = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    if (machine == AARCH64) {
      return image.put(0, (byte) 'M').put(1, (byte) 'Z').putInt(56, 0x644d5241).array();
    }
    image.putShort(0x1fe, (short) 0xaa55).putInt(0x202, 0x53726448);
    return image.putShort(0x206, (short) 0x20f).putShort(0x236, (short) 0x3f).array();
  }

  private void text(String path, String content) throws IOException {
    put(path, content.getBytes(UTF_8));
  }

  private void put(String path, byte[] content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
