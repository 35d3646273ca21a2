package org.cmimage.sources.archive;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.identity.TreeEvidence;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.spi.TreeSource;
import org.cmimage.core.tree.BlockStream;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.PlacedContent;
import org.cmimage.core.tree.TreeEntry;
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

  private static final int TOLD_EVERY = 200;
  private static final int TOLD_ATTRIBUTES = 8;
  private static final long TOLD_BYTES = 16 << 20;

  /**
   * The largest plausible ratio of content to archive; no tree of programs compresses as well, and
   * a bomb of zeros does.
   */
  private static final long MOST_PACKED = 200;

  /** Content up to this size, in bytes, is accepted whatever the ratio. */
  private static final long HARMLESS = 1L << 30;

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
      writer.intake(
          WriteLimits.DEFAULT,
          sink -> {
            EntrySink guarded =
                new TreeEvidence().guarding(component, new Told(sink, progress, bound()));
            LeftOut leftOut =
                archive.readTree(
                    Optional.of(component.kind()),
                    new ImageArchive.Known(sha256, top),
                    Use.ALL_CONTENT,
                    guarded);
            report(leftOut, progress);
          });
      writer.finish();
      report(writer.lostAttributes(), progress);
    }
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
                .limit(TOLD_ATTRIBUTES)
                .map(LostAttribute::toString)
                .collect(Collectors.joining(", "))
            + (lost.size() > TOLD_ATTRIBUTES
                ? "; and " + (lost.size() - TOLD_ATTRIBUTES) + " more that the log names"
                : ""));
  }

  /**
   * Returns the largest accepted size of the content in bytes; more is taken for an archive bomb.
   */
  private long bound() {
    return archive
        .size()
        .map(size -> Math.max(HARMLESS, size * MOST_PACKED))
        .orElse(Long.MAX_VALUE);
  }

  private static void report(LeftOut leftOut, StageProgress progress) {
    if (!leftOut.topDirectory().isRoot()) {
      progress.log(
          "everything in the archive is in " + leftOut.topDirectory() + ", which is left out");
    }
    leftOut.warnings().forEach(progress::warning);
  }

  /** Reports the progress of unpacking, and fails when the content exceeds the bound. */
  private static final class Told implements EntrySink {
    private final EntrySink next;
    private final StageProgress progress;
    private final long bound;
    private long entries;
    private long bytes;

    Told(EntrySink next, StageProgress progress, long bound) {
      this.next = next;
      this.progress = progress;
      this.bound = bound;
    }

    @Override
    public void accept(TreeEntry entry, InputStream content) throws IOException {
      bytes += entry.contentSize().orElse(0L);
      if (bytes > bound) {
        throw new FaultException(
            ErrorCode.SOURCE_CORRUPT,
            "cannot write \"" + entry.path() + "\"",
            "the archive expands more than " + MOST_PACKED + " times; possible archive bomb",
            new Remedy.None());
      }
      boolean large = entry.contentSize().orElse(0L) > TOLD_BYTES;
      if (large) {
        progress.activity(entry.path().toString());
      }
      // a writer that reads content by itself, in parallel, has its bytes reported on hand-over
      boolean told = large && !(content instanceof PlacedContent);
      next.accept(
          entry, told ? new ToldContent(content, bytes - entry.contentSize().orElse(0L)) : content);
      if (++entries % TOLD_EVERY == 0) {
        progress.activity(entry.path().toString());
        progress.advanced(entries, 0, bytes);
      }
    }

    /** The content of one large file; reports its bytes while they are read. */
    private final class ToldContent extends BlockStream {
      private final InputStream content;
      private final long before;
      private long untold;
      private long read;

      ToldContent(InputStream content, long before) {
        this.content = content;
        this.before = before;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = content.read(buffer, offset, length);
        untold += Math.max(count, 0);
        if (untold >= TOLD_BYTES) {
          read += untold;
          untold = 0;
          progress.advanced(entries, 0, before + read);
        }
        return count;
      }
    }
  }
}
