package org.cmimage.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.ArchiveRequest;
import org.cmimage.core.spi.ImageArchives;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.spi.TreeSource;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.write.RootfsWriter;

/**
 * Archives of one program and one text each: {@code shared-1.tar} has version 1 of both, whatever
 * else is in front of the dash. {@code arm-1.tar} is for another architecture, {@code
 * damaged-1.tar} ends early, and any other is not there.
 */
final class FakeArchives implements ImageArchives {
  private static final short X86_64 = 62;
  private static final short AARCH64 = 183;

  private int unpacked;

  /** How often an archive was unpacked. */
  int unpacked() {
    return unpacked;
  }

  @Override
  public TreeSource open(ArchiveRequest request) throws FaultException {
    String name = request.location().replaceFirst("-[0-9]+\\.tar$", "");
    if (!List.of("shared", "arm", "damaged").contains(name)) {
      throw new FaultException(
          ErrorCode.SOURCE_CORRUPT,
          "cannot open \"" + request.location() + "\"",
          "no such file",
          new Remedy.None());
    }
    return new Archive(name, request.location());
  }

  /** The tree of {@code shared-VERSION.tar}, put where the writer's tree is. */
  static void write(RootfsWriter writer, String version, boolean foreign) throws IOException {
    put(writer, "apps/tool/bin/tool", elf(foreign ? AARCH64 : X86_64));
    put(writer, "apps/tool/version", version.getBytes(UTF_8));
  }

  private static byte[] elf(short machine) {
    ByteBuffer elf = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    return elf.putShort(16, (short) 3).putShort(18, machine).array();
  }

  private static void put(RootfsWriter writer, String path, byte[] content) throws IOException {
    writer.accept(
        new TreeEntry(
            TreePath.of(path),
            new TreeEntry.Kind.Regular(content.length),
            new TreeEntry.Attributes(0755, 0, 0, 1_000_000, 0, Map.of())),
        new ByteArrayInputStream(content));
  }

  private final class Archive implements TreeSource {
    private final String name;
    private final String location;

    Archive(String name, String location) {
      this.name = name;
      this.location = location;
    }

    @Override
    public String digest() {
      return location;
    }

    @Override
    public List<String> origins() {
      return List.of(location);
    }

    @Override
    public void unpack(Rootfs tree, StageProgress progress) throws IOException {
      unpacked++;
      try (RootfsWriter writer = new RootfsWriter(tree)) {
        write(writer, location, name.equals("arm"));
        if (name.equals("damaged")) {
          throw new FaultException(
              ErrorCode.SOURCE_CORRUPT,
              "cannot read \"" + location + "\"",
              "it ends early",
              new Remedy.None());
        }
        writer.finish();
      }
    }
  }
}
