package org.cmimage.core.format.rpm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.TreePath;

/** A tree of nothing but the files of databases. */
final class RpmTree implements AutoCloseable {
  static final String PLACE = "var/lib/rpm/";
  private static final Path DIRECTORY = Path.of("/image");

  final Rootfs rootfs;
  private final InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(DIRECTORY);

  RpmTree() throws IOException {
    rootfs = Rootfs.open(calls, DIRECTORY);
  }

  /** A file that a real rpm made. */
  static byte[] sample(String name) {
    try (InputStream packed =
        Objects.requireNonNull(RpmTree.class.getResourceAsStream(name + ".gz"), name)) {
      return new GZIPInputStream(packed).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What rpm listed of it: name, version, release and architecture, sorted. */
  static List<String> listed(String name) throws IOException {
    try (InputStream list = Objects.requireNonNull(RpmTree.class.getResourceAsStream(name))) {
      return new String(list.readAllBytes(), UTF_8).lines().toList();
    }
  }

  RpmTree with(String path, byte[] content) throws IOException {
    rootfs.write(TreePath.of(path), content, 0644);
    return this;
  }

  RpmTree link(String path, String target) throws IOException {
    rootfs.link(TreePath.of(path), target.getBytes(UTF_8));
    return this;
  }

  Optional<RpmInventory> inventory() throws IOException {
    return RpmInventory.of(rootfs);
  }

  /** What we list. */
  List<String> packages() throws IOException {
    List<String> packages = new ArrayList<>();
    try (RpmDatabase database = RpmDatabase.open(rootfs).orElseThrow()) {
      database.read(installed -> packages.add(installed.toString()));
    }
    return packages.stream().sorted().toList();
  }

  @Override
  public void close() {
    rootfs.close();
    if (calls.openHandles() != 0) {
      throw new AssertionError(calls.openHandles() + " handles left open");
    }
  }
}
