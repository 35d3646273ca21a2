package org.cmimage.sources.archive;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.cmimage.core.identity.TreeEvidence;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.spi.TreeSource;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.write.LostAttribute;
import org.cmimage.core.write.RootfsWriter;
import org.cmimage.core.write.WriteLimits;
import org.cmimage.model.ComponentName;
import org.cmimage.sources.archive.entries.ArchiveEntries.Use;
import org.cmimage.sources.location.LocatedFile;

/** The tree of a component, read from an archive. Immutable; thread-safe. */
final class ArchiveSource implements TreeSource {
  /** The version of the result; to be changed when the same archive yields a different tree. */
  private static final String FORM = "tar 2";

  private static final int NAMED_ATTRIBUTES = 8;

  private final ComponentName component;
  private final ImageArchive archive;
  private final Optional<String> sha256;
  private final String digest;

  ArchiveSource(ComponentName component, ImageArchive archive, Optional<String> sha256) {
    this.component = component;
    this.archive = archive;
    this.sha256 = sha256;
    this.digest =
        Hashing.sha256()
            .hashString(
                FORM
                    + archive.variant()
                    + "\n"
                    + component
                    + "\n"
                    + sha256.orElseGet(() -> identity(archive.file())),
                StandardCharsets.UTF_8)
            .toString();
  }

  /**
   * Returns a text that distinguishes a file from a later one of the same name. Where the location
   * provides none, it is different in every run, so that no run continues with what another one
   * unpacked.
   */
  private static String identity(LocatedFile file) {
    String version = file.modified().orElseGet(() -> UUID.randomUUID().toString());
    return file.name() + "\n" + file.size().orElse(-1L) + "\n" + version;
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public List<String> origins() {
    String verified = sha256.map(digest -> ", SHA-256 " + digest).orElse(", not verified");
    String form = archive.form().equals("tar archive") ? "" : " (" + archive.form() + ")";
    return List.of("archive " + archive.file().name() + form + verified);
  }

  /** {@inheritDoc} Progress is counted in entries; their number is unknown before the end. */
  @Override
  public void unpack(Rootfs tree, StageProgress progress) throws IOException, InterruptedException {
    try {
      unpack(tree, Optional.empty(), progress);
    } catch (TopDirectory.Misjudged e) {
      progress.log("reading the archive again: " + e.getMessage());
      for (TreePath path : tree.list(TreePath.ROOT)) {
        tree.delete(path);
      }
      unpack(tree, Optional.of(e.right()), progress);
    }
  }

  private void unpack(Rootfs tree, Optional<TreePath> top, StageProgress progress)
      throws IOException, InterruptedException {
    try (RootfsWriter writer = new RootfsWriter(tree)) {
      writer.intake(WriteLimits.DEFAULT, sink -> report(read(sink, top, progress), progress));
      writer.finish();
      report(writer.lostAttributes(), progress);
    }
  }

  /** Passes the entries to a sink; refuses another component, and more content than plausible. */
  private LeftOut read(EntrySink sink, Optional<TreePath> top, StageProgress progress)
      throws IOException, InterruptedException {
    EntrySink bounded = new BoundedEntries(sink, progress, archive.size());
    return archive.readTree(
        Optional.of(component.kind()),
        new ImageArchive.Known(sha256, top),
        Use.ALL_CONTENT,
        new TreeEvidence().guarding(component, bounded));
  }

  /** Reports a few lost attributes to the listener, and all of them to the log. */
  private static void report(List<LostAttribute> lost, StageProgress progress) {
    if (lost.isEmpty()) {
      return;
    }
    lost.forEach(attribute -> progress.log("not kept: extended attribute " + attribute));
    progress.warning(
        "extended attributes that the kernel or the file system does not take were left out: "
            + lost.stream()
                .limit(NAMED_ATTRIBUTES)
                .map(LostAttribute::toString)
                .collect(Collectors.joining(", "))
            + (lost.size() > NAMED_ATTRIBUTES
                ? "; and " + (lost.size() - NAMED_ATTRIBUTES) + " more that the log names"
                : ""));
  }

  private static void report(LeftOut leftOut, StageProgress progress) {
    if (!leftOut.topDirectory().isRoot()) {
      progress.log(
          "everything in the archive is in " + leftOut.topDirectory() + ", which is left out");
    }
    leftOut.warnings().forEach(progress::warning);
  }
}
