package org.cmimage.sources.deb.unpack.database;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;
import org.cmimage.sources.deb.archive.ControlMember;

/**
 * Writes {@code /var/lib/dpkg}. Times are those of the packages, so that equal packages yield equal
 * files.
 *
 * <p>Its format is 1: the file names of a package that is Multi-Arch: same contain the architecture
 * (lib/dpkg/db-ctrl-format.c).
 */
public final class DpkgDatabase {
  private static final TreePath ROOT = TreePath.of("var/lib/dpkg");
  private static final TreePath INFO = ROOT.resolve("info");
  private static final TreePath TRIGGERS = ROOT.resolve("triggers");

  private static final List<String> DIRECTORIES =
      ImmutableList.of(
          "var",
          "var/lib",
          "var/lib/dpkg",
          "var/lib/dpkg/alternatives",
          "var/lib/dpkg/info",
          "var/lib/dpkg/parts",
          "var/lib/dpkg/triggers",
          "var/lib/dpkg/updates");

  private final EntrySink sink;
  private final TriggerInterests interests = new TriggerInterests();

  /** Creates a database that is written to a sink. */
  public DpkgDatabase(EntrySink sink) {
    this.sink = sink;
  }

  /** Writes the control files of one package. */
  public void addControl(UnpackedPackage owner, Collection<ControlMember> members)
      throws IOException {
    for (ControlMember member : members) {
      switch (member.name()) {
        case "control", "list" -> {
          // The one is in the status file, the other is written by dpkg itself.
        }
        default ->
            put(
                INFO.resolve(owner.dbName() + "." + member.name()),
                member.content(),
                member.mode(),
                member.mtime());
      }
      if (member.name().equals("triggers")) {
        interests.add(owner.dbName(), member.content());
      }
    }
  }

  /** Writes the rest, when all packages are unpacked. */
  public void finish(Collection<UnpackedPackage> packages, Architecture architecture)
      throws IOException {
    long time = packages.stream().mapToLong(UnpackedPackage::time).max().orElse(0);
    for (String directory : DIRECTORIES) {
      TreeEntry.Attributes attributes = new TreeEntry.Attributes(0755, 0, 0, time, 0, Map.of());
      sink.accept(
          new TreeEntry(TreePath.of(directory), new Kind.Directory(), attributes),
          InputStream.nullInputStream());
    }
    StringBuilder status = new StringBuilder();
    for (UnpackedPackage unpacked : sorted(packages)) {
      putLists(unpacked);
      status.append(unpacked.statusStanza()).append('\n');
    }
    putText(ROOT.resolve("status"), status.toString(), time);
    putText(ROOT.resolve("available"), "", time);
    putText(ROOT.resolve("diversions"), "", time);
    putText(ROOT.resolve("statoverride"), "", time);
    putText(ROOT.resolve("arch"), architecture.debianName() + "\n", time);
    putText(INFO.resolve("format"), "1\n", time);
    for (Map.Entry<String, String> file : interests.files().entrySet()) {
      putText(TRIGGERS.resolve(file.getKey()), file.getValue(), time);
    }
  }

  /** Writes the rest if there is a database already. */
  public void finish(Collection<UnpackedPackage> packages, PackagedTree existing)
      throws IOException {
    List<PackagedTree.Added> added = new ArrayList<>();
    for (UnpackedPackage unpacked : sorted(packages)) {
      putLists(unpacked);
      added.add(
          new PackagedTree.Added(unpacked.dbName(), unpacked.statusStanza(), unpacked.paths()));
    }
    existing.register(added, interests.files());
  }

  private static List<UnpackedPackage> sorted(Collection<UnpackedPackage> packages) {
    return packages.stream().sorted(Comparator.comparing(UnpackedPackage::name)).toList();
  }

  private void putLists(UnpackedPackage unpacked) throws IOException {
    put(INFO.resolve(unpacked.dbName() + ".list"), unpacked.list(), 0644, unpacked.time());
    Optional<byte[]> sums = unpacked.sumsText();
    if (sums.isPresent()) {
      TreePath path = INFO.resolve(unpacked.dbName() + ".md5sums");
      put(path, sums.get(), 0644, unpacked.time());
    }
  }

  private void putText(TreePath path, String text, long time) throws IOException {
    put(path, text.getBytes(StandardCharsets.UTF_8), 0644, time);
  }

  private void put(TreePath path, byte[] content, int mode, long time) throws IOException {
    TreeEntry.Attributes attributes = new TreeEntry.Attributes(mode, 0, 0, time, 0, Map.of());
    sink.accept(
        new TreeEntry(path, new Kind.Regular(content.length), attributes),
        new ByteArrayInputStream(content));
  }
}
