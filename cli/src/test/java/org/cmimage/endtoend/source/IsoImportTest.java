package org.cmimage.endtoend.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.cmimage.core.ArchiveReading;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.manifest.TreeManifest;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.ArchiveRequest;
import org.cmimage.core.spi.ImageArchives;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.qemu.linux.LinuxHostCalls;
import org.cmimage.sources.archive.TarImageArchivesProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tree comes out of an ISO 9660 image as it comes out of a tar. */
@Tag("root")
class IsoImportTest {
  private static final String MAKE_TREE =
      """
      set -eu
      mkdir -p tree/etc tree/usr/bin tree/usr/share/deep/a/b/c/d/e/f/g/h tree/var tree/tmp; cd tree
      printf 'ID=debian\\nVERSION_ID="12"\\n' > etc/os-release
      chmod 1777 tmp; printf x > usr/bin/su; chmod 4755 usr/bin/su; chown 12:34 etc
      ln -s usr/bin bin; ln -s /etc/os-release var/abs; ln usr/bin/su usr/bin/su2
      ln -s "$(printf 't%0250d/../x' 0)" var/longlink
      printf u > "usr/share/$(printf 'a\\377\\200b c\\t*')"; printf l > "var/$(printf '%0200d' 0)"
      mkfifo -m 640 var/fifo; mknod var/null c 1 3; mknod var/disk b 259 70000
      head -c 3000000 /dev/urandom > var/large; : > var/empty; printf d > usr/share/deep/a/b/c/d/e/f/g/h/i
      chown 65534:65534 var/large; chmod 0 var/empty
      find . -exec touch -h -d '2021-02-03 04:05:06Z' {} +
      touch -h -d '2038-01-19 03:14:08Z' var/longlink; touch -d 1969-07-20T20:17:40Z var/large
      """;

  private static final ComponentName IMAGE =
      new ComponentName(
          ComponentKind.SOFTWARE_IMAGE,
          new ArchOs(Architecture.parse("aarch64"), Distribution.parse("debian12")));

  @TempDir Path directory;
  private final HostCalls calls = new LinuxHostCalls();

  @BeforeEach
  void makeTree() throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root: owners");
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/xorriso")), "needs xorriso: it makes the image");
    shell(MAKE_TREE);
    shell("xorriso -as mkisofs -R --hardlinks -o tree.iso tree 2>&1");
  }

  private void shell(String script) throws IOException, InterruptedException {
    Program.output(directory, "sh", "-c", script);
  }

  private String manifest(String archive, Optional<String> sha256) throws Exception {
    ImageArchives archives =
        new TarImageArchivesProvider().archives(ClusterLayout.below(directory.resolve("cluster")));
    Path target = Files.createDirectory(directory.resolve("from-" + archive));
    RecordedProgress progress = new RecordedProgress();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (Rootfs tree = Rootfs.open(calls, target)) {
      archives
          .open(
              new ArchiveRequest(
                  IMAGE,
                  directory.resolve(archive).toString(),
                  sha256,
                  Optional.empty(),
                  ArchiveReading.PLAIN))
          .unpack(tree, progress);
      TreeManifest.of(tree).writeTo(text);
    }
    assertThat(progress.warnings()).isEmpty();
    return text.toString(StandardCharsets.UTF_8);
  }

  @Test
  void sameTreeHasTheSameManifest() throws Exception {
    shell("tar -C tree --format=pax --numeric-owner -cf tree.tar .");
    String ofTar = manifest("tree.tar", Optional.empty());
    assertThat(manifest("tree.iso", Optional.empty())).isEqualTo(ofTar);
    assertThat(ofTar.lines()).hasSizeGreaterThan(30);
  }

  @Test
  void digestIsThatOfTheWholeFile() throws Exception {
    String digest = Program.output(directory, "sha256sum", "tree.iso").substring(0, 64);
    assertThat(manifest("tree.iso", Optional.of(digest))).contains("os-release");
    Files.delete(directory.resolve("from-tree.iso/etc/os-release"));
    try (RandomAccessFile file =
        new RandomAccessFile(directory.resolve("tree.iso").toFile(), "rw")) {
      // In the area that no file system uses.
      file.seek(1000);
      file.write(1);
    }
    shell("mv from-tree.iso before");
    FaultException e =
        assertThrows(FaultException.class, () -> manifest("tree.iso", Optional.of(digest)));
    assertThat(e.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
  }

  @Test
  void imageThatWasCutOffIsRefusedWithWhatItLacks() throws Exception {
    shell("truncate -s 2M tree.iso");
    FaultException e =
        assertThrows(FaultException.class, () -> manifest("tree.iso", Optional.empty()));
    assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CORRUPT);
    assertThat(e.getMessage())
        .contains("the file \"large\" is at bytes ")
        .contains("but the image ends at byte 2097152; ")
        .endsWith(" bytes of the volume are missing");
  }

  @Test
  void compressedImageIsNamedForWhatItIs() throws Exception {
    shell("gzip -k tree.iso; mv tree.iso.gz packed.iso");
    FaultException e =
        assertThrows(FaultException.class, () -> manifest("packed.iso", Optional.empty()));
    assertThat(e.getMessage()).endsWith("it is not a tar archive: it is an ISO 9660 image");
    assertThat(e.remedy().toString()).contains("decompress it");
  }

  @Test
  void tarAndTextThatAreCalledIsoAreTakenForWhatTheyAre() throws Exception {
    shell("tar -C tree --format=pax --numeric-owner -czf packed.iso .; echo text > text.iso");
    assertThat(manifest("packed.iso", Optional.empty())).contains("os-release");
    FaultException e =
        assertThrows(FaultException.class, () -> manifest("text.iso", Optional.empty()));
    assertThat(e.getMessage()).contains("it is not a tar archive: it begins with \"text\\x0a\"");
  }
}
