package org.cmimage.sources.deb.unpack;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.cmimage.core.rootfs.CollisionPolicy;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.RootfsWriter;
import org.cmimage.core.spi.EntrySink;
import org.cmimage.model.Architecture;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.archive.DebArchive;

/**
 * Unpacks packages into an empty tree and writes the package database, as {@code dpkg --unpack}
 * would for all of them.
 *
 * <pre>{@code
 * try (DebUnpacker unpacker = DebUnpacker.open(tree, architecture, UsrMerge.of(distribution), decompressor)) {
 *   // in any order, from any threads
 *   unpacker.unpack(archive, 0);
 *   unpacker.finish();
 * }
 * }</pre>
 *
 * <p>The result depends on the packages alone, not on the order they are unpacked in: a file that
 * two packages have is an error unless one of them replaces the other's, and then it is the
 * replacing one's. Owners are those that the archives name, else the numbers in them. After a
 * failure the tree is fit to be discarded.
 */
public final class DebUnpacker implements Closeable {
  /**
   * dpkg's front ends unpack it first too: it has the directories of the file system hierarchy with
   * their modes.
   */
  private static final String FIRST_PACKAGE = "base-files";

  private final Architecture architecture;
  private final Decompressor decompressor;
  private final RootfsWriter writer;
  private final UsrLinks usr;
  private final DpkgDatabase database;
  private final PathClaims claims = new PathClaims();
  private final Map<String, UnpackedPackage> packages = new ConcurrentHashMap<>();
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final UnpackRules rules;
  private final EntrySink archives;

  private DebUnpacker(
      Architecture architecture,
      Decompressor decompressor,
      RootfsWriter writer,
      UsrLinks usr,
      UnpackRules rules) {
    this.rules = rules;
    this.archives = writer.part(Integer.MAX_VALUE, CollisionPolicy.REFUSE);
    this.architecture = architecture;
    this.decompressor = decompressor;
    this.writer = writer;
    this.usr = usr;
    this.database = new DpkgDatabase(writer.part(Integer.MAX_VALUE, CollisionPolicy.REFUSE));
  }

  /** Prepares an empty tree. */
  public static DebUnpacker open(
      Rootfs tree,
      Architecture architecture,
      UsrMerge merge,
      Decompressor decompressor,
      UnpackRules rules)
      throws IOException {
    RootfsWriter writer = tree.writer();
    try {
      UsrLinks usr = new UsrLinks(merge.links(architecture));
      usr.make(writer.part(Integer.MAX_VALUE, CollisionPolicy.REFUSE), 0);
      return new DebUnpacker(architecture, decompressor, writer, usr, rules);
    } catch (IOException e) {
      writer.close();
      throw e;
    }
  }

  /**
   * Unpacks one package, or puts its archive into the tree for the image's own dpkg. Thread-safe.
   *
   * @param archive verified before
   * @param order the package's place among all; of packages that share a directory the first
   *     decides its mode, owner and time
   * @return why it was left to dpkg; empty where it was unpacked
   * @throws org.cmimage.core.spi.FaultException where the package is broken, for another
   *     architecture, there twice, or has a file of another package that it does not replace
   */
  public Optional<String> unpack(Path archive, int order) throws IOException {
    try (DebArchive deb = DebArchive.open(archive, decompressor)) {
      UnpackedPackage unpacked = UnpackedPackage.of(deb.control(), archive, architecture, rules);
      if (!names.add(unpacked.name())) {
        throw PackageFault.corrupt(unpacked.name(), "it is among the packages twice");
      }
      Optional<String> reason = rules.reasonForDpkg(unpacked.name(), deb.control());
      if (reason.isPresent()) {
        LeftArchives.add(archives, unpacked.name(), archive);
        return reason;
      }
      packages.put(unpacked.name(), unpacked);
      int place = unpacked.name().equals(FIRST_PACKAGE) ? Integer.MIN_VALUE : order;
      deb.readData(new PackageSink(unpacked, claims, usr, writer, place));
      database.addControl(unpacked, deb.control().values());
      return Optional.empty();
    }
  }

  /**
   * Writes the package database and the attributes of directories. To be called once, when all
   * packages are unpacked.
   */
  public void finish() throws IOException {
    database.finish(packages.values(), architecture);
    writer.finish();
  }

  @Override
  public void close() {
    writer.close();
  }
}
