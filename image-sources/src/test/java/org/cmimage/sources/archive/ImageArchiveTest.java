package org.cmimage.sources.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import com.google.common.hash.Hashing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.cmimage.core.ArchiveReading;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.ArchiveRequest;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.core.spi.TreeSource;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.syscall.TreeDump;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.sources.tar.TarFixture;
import org.cmimage.sources.tar.TarFixture.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class ImageArchiveTest {
  private static final ComponentName IMAGE =
      new ComponentName(
          ComponentKind.SOFTWARE_IMAGE,
          new ArchOs(Architecture.AARCH64, Distribution.parse("debian12")));
  private static final Path TREE = Path.of("/tree");
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path directory;
  private final RecordedProgress progress = new RecordedProgress();

  private static TarFixture tree() {
    byte[] noise = new byte[300_000];
    new Random(1).nextBytes(noise);
    return new TarFixture()
        .header(new Header("./", '5').text(100, "0000755"))
        .header(new Header("./etc/", '5').text(100, "0000750"))
        .file("./etc/hello", HELLO)
        .file("./etc/large", noise);
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(directory.resolve("image.tar"), content);
  }

  private static ArchiveRequest request(Path file) {
    return new ArchiveRequest(
        IMAGE, file.toString(), Optional.empty(), Optional.empty(), ArchiveReading.PLAIN);
  }

  private TreeSource open(ArchiveRequest request) throws Exception {
    return new TarImageArchivesProvider()
        .archives(ClusterLayout.below(directory.resolve("cluster")))
        .open(request);
  }

  private SortedMap<String, String> unpack(ArchiveRequest request) throws Exception {
    InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(TREE);
    try (Rootfs root = Rootfs.open(calls, TREE)) {
      open(request).unpack(root, progress);
    } finally {
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .doesNotContain("archive", "decompress");
    }
    assertThat(calls.openHandles()).isZero();
    return TreeDump.of(calls, TREE);
  }

  private SortedMap<String, String> unpack(byte[] archive) throws Exception {
    return unpack(request(write(archive)));
  }

  private void refused(ErrorCode code, ArchiveRequest request, String... facts) {
    assertThatThrownBy(() -> unpack(request))
        .isInstanceOfSatisfying(FaultException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContainingAll(facts);
  }

  private static byte[] compressed(String format, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (format) {
          case "gzip" -> new GZIPOutputStream(bytes);
          case "xz" -> new XZOutputStream(bytes, new LZMA2Options(1));
          case "zstd" -> new ZstdOutputStream(bytes);
          case "bzip2" -> new BZip2CompressorOutputStream(bytes);
          default -> bytes;
        }) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "xz", "zstd", "bzip2", "none"})
  void everyCompressionIsKnownByItsBytes(String format) throws Exception {
    byte[] archive = compressed(format, tree().end());
    SortedMap<String, String> nodes = unpack(archive);
    assertThat(nodes.keySet()).containsExactly("/etc", "/etc/hello", "/etc/large");
    assertThat(nodes.get("/etc")).contains("0750");
    assertThat(nodes.get("/etc/hello")).contains(Hashing.sha256().hashBytes(HELLO).toString());
    assertThat(progress.warnings()).isEmpty();
    // truncated anywhere, it is refused by name
    for (int i = 1; i < 12; i++) {
      byte[] cut = Arrays.copyOf(archive, (archive.length - 1024) * i / 12);
      refused(ErrorCode.SOURCE_CORRUPT, request(write(cut)), "cannot read archive", "/image.tar: ");
    }
  }

  @Test
  void damageIsToldWithTheEntry() throws Exception {
    byte[] archive = tree().header(new Header("x", 'Q')).end();
    refused(
        ErrorCode.SOURCE_CORRUPT,
        request(write(archive)),
        "image.tar: entries of type 0x51 are not supported, in the header of \"x\" (at or behind"
            + " entry 4, \"/etc/large\")");
  }

  @Test
  void theDigestIsOfTheFileAsItIs() throws Exception {
    byte[] archive = compressed("gzip", tree().end());
    String right = Hashing.sha256().hashBytes(archive).toString();
    ArchiveRequest request = request(write(archive));
    ArchiveRequest verified =
        new ArchiveRequest(
            IMAGE,
            request.location(),
            Optional.of(right.toUpperCase()),
            Optional.empty(),
            ArchiveReading.PLAIN);
    assertThat(unpack(verified)).hasSize(3);
    String wrong = "0".repeat(64);
    ArchiveRequest other =
        new ArchiveRequest(
            IMAGE, request.location(), Optional.of(wrong), Optional.empty(), ArchiveReading.PLAIN);
    refused(ErrorCode.CHECKSUM_MISMATCH, other, "expected SHA-256 " + wrong + ", found " + right);
    write(Arrays.copyOf(archive, archive.length - 30));
    refused(ErrorCode.CHECKSUM_MISMATCH, verified, "expected SHA-256 " + right, "ends early");
    ArchiveRequest malformed =
        new ArchiveRequest(
            IMAGE, request.location(), Optional.of("123"), Optional.empty(), ArchiveReading.PLAIN);
    refused(ErrorCode.INVALID_REQUEST, malformed, "\"123\" is not a SHA-256");
  }

  @Test
  void bytesBehindTheCompressedDataAreDigestedToo() throws Exception {
    byte[] data = compressed("gzip", tree().end());
    byte[] padded = Arrays.copyOf(data, data.length + 100_000);
    String right = Hashing.sha256().hashBytes(padded).toString();
    assertThat(
            unpack(
                new ArchiveRequest(
                    IMAGE,
                    write(padded).toString(),
                    Optional.of(right),
                    Optional.empty(),
                    ArchiveReading.PLAIN)))
        .hasSize(3);
  }

  @Test
  void whatIsNoArchiveIsSaidToBeNone() throws Exception {
    Path file = directory.resolve("image.tar");
    refused(ErrorCode.INVALID_REQUEST, request(file), "it does not exist");
    refused(ErrorCode.INVALID_REQUEST, request(directory), "it is not a file");
    refused(ErrorCode.SOURCE_CORRUPT, request(write(new byte[0])), "it is empty");
    byte[] page = "\n<!DOCTYPE html><html>".getBytes(StandardCharsets.US_ASCII);
    refused(ErrorCode.SOURCE_CORRUPT, request(write(page)), "it is a web page");
    byte[] zip = Arrays.copyOf(new byte[] {'P', 'K', 3, 4}, 2000);
    refused(
        ErrorCode.SOURCE_CORRUPT, request(write(zip)), "not a tar archive: it is a zip archive");
    refused(ErrorCode.SOURCE_CORRUPT, request(write(compressed("gzip", page))), "it is a web page");
    refused(ErrorCode.SOURCE_CORRUPT, request(write(new byte[10_240])), "it holds no files");
    byte[] root = new TarFixture().header(new Header("./", '5')).end();
    refused(ErrorCode.SOURCE_CORRUPT, request(write(root)), "it holds no files");
  }

  private List<String> trees(TarFixture archive) throws Exception {
    return List.copyOf(unpack(archive.end()).keySet());
  }

  @Test
  void aDirectoryThatLooksLikeARootIsNotOneWhenTheRootComes() throws Exception {
    TarFixture archive =
        new TarFixture()
            .header(new Header("./", '5'))
            .header(new Header("./apps/", '5'))
            .file("./apps/etc/x", HELLO)
            .file("./apps/usr/x", HELLO)
            .file("./apps/run/x", HELLO)
            // more than is held back: the decision is made from the entries so far
            .file("./apps/large", new byte[17 << 20])
            .file("./etc/hello", HELLO);
    assertThat(trees(archive))
        .contains("/apps/etc/x", "/apps/run/x", "/apps/large", "/etc/hello")
        .doesNotContain("/usr/x");
  }

  @Test
  void aDirectoryAroundAllIsFoundHoweverLateItShows() throws Exception {
    TarFixture archive =
        new TarFixture()
            .header(new Header("./", '5'))
            .header(new Header("./image/", '5').text(100, "0000711"))
            .file("./image/large", new byte[17 << 20])
            .file("./image/etc/hello", HELLO);
    assertThat(trees(archive)).containsExactly("/etc", "/etc/hello", "/large");
  }

  @Test
  void aTreeInAnotherFormIsNamed() throws Exception {
    String hash = "0123456789abcdef".repeat(4);
    List<List<String>> forms =
        List.of(
            List.of("docker save", hash + "/layer.tar", "manifest.json"),
            List.of("docker save", hash + ".tar", "manifest.json"),
            List.of("docker save", "sha256:" + hash, hash + ".tar.gz", "manifest.json"),
            List.of(
                "index.json\" is not a document",
                "blobs/sha256/" + hash,
                "index.json",
                "oci-layout"),
            List.of("LXD or Incus", "metadata.yaml", "rootfs/etc/x", "rootfs/usr/x"),
            List.of("OSTree repository", "config", "objects/12/34.dirtree"),
            List.of("virtual machine", "machine.ovf", "disk.vmdk"));
    for (List<String> form : forms) {
      TarFixture archive = new TarFixture();
      form.stream().skip(1).forEach(name -> archive.file(name, HELLO));
      Path file = write(archive.end());
      refused(ErrorCode.SOURCE_CORRUPT, request(file), form.get(0));
    }
    // a tree may have files of such names
    assertThat(trees(new TarFixture().file("manifest.json", HELLO).file("etc/x", HELLO)))
        .contains("/etc/x");
  }

  @Test
  void whatFollowsTheEndIsToldAndReadWhereThatIsAskedFor() throws Exception {
    byte[] first = Arrays.copyOf(tree().end(), 400_000 / 512 * 512);
    byte[] second = new TarFixture().file("./etc/hello", "OLD".getBytes(US_ASCII)).end();
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    Path file = write(both);
    assertThat(unpack(request(file)).get("/etc/hello"))
        .contains(Hashing.sha256().hashBytes(HELLO).toString());
    assertThat(progress.warnings())
        .hasSize(1)
        .first()
        .asString()
        .contains("follows the end", "--concatenated");
    ArchiveRequest all =
        new ArchiveRequest(
            IMAGE,
            file.toString(),
            Optional.empty(),
            Optional.empty(),
            new ArchiveReading(true, ArchiveReading.COMMON_MEMORY_MIB));
    assertThat(unpack(all).get("/etc/hello"))
        .contains(Hashing.sha256().hashBytes("OLD".getBytes(US_ASCII)).toString());
    assertThat(open(all).digest()).isNotEqualTo(open(request(file)).digest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"metacopy", "redirect"})
  void aFileWhoseContentIsInAnotherLayerIsRefused(String attribute) throws Exception {
    TarFixture archive =
        tree().pax('x', "SCHILY.xattr.trusted.overlay." + attribute, "").file("./etc/x", HELLO);
    refused(
        ErrorCode.SOURCE_CORRUPT,
        request(write(archive.end())),
        "cannot read archive",
        "/image.tar: \"/etc/x\" has trusted.overlay." + attribute + ": ");
  }

  @Test
  void whiteoutsOfALayerAreTold() throws Exception {
    unpack(tree().file("./etc/.wh.passwd", HELLO).file("./etc/.whatever", HELLO).end());
    assertThat(progress.warnings()).hasSize(1);
    assertThat(progress.warnings().get(0))
        .startsWith("1 file is a whiteout of a layer, which is not a whole tree")
        .contains("/etc/.wh.passwd;");
  }

  @Test
  void aLargeFileIsToldWhileItIsWritten() throws Exception {
    InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(TREE);
    byte[] archive = compressed("zstd", tree().file("./etc/larger", new byte[40 << 20]).end());
    try (Rootfs root = Rootfs.open(calls, TREE)) {
      open(request(write(archive))).unpack(root, progress);
    }
    assertThat(progress.bytes().stream().map(bytes -> bytes >> 20)).containsExactly(16L, 32L);
  }

  @Test
  void attributesThatAreNotKeptAreTold() throws Exception {
    TarFixture archive = tree();
    for (int i = 0; i < 3; i++) {
      archive.pax('x', "SCHILY.xattr.system.nfs4_acl", "x").file("./etc/a" + i, HELLO);
    }
    unpack(archive.end());
    assertThat(progress.warnings())
        .hasSize(1)
        .first()
        .asString()
        .matches(
            ".* left out: system.nfs4_acl of /etc/a[0-2] and 2 more \\(not supported by the file"
                + " system\\)");
  }

  @Test
  void whatBelongsToAMachineIsLeftOutAndSaid() throws Exception {
    TarFixture archive = tree();
    for (String name : List.of("proc", "sys", "dev", "run")) {
      archive.header(new Header("./" + name + "/", '5'));
      archive.file("./" + name + "/1/x", HELLO);
    }
    archive.header(new Header("./dev/null", '3').text(329, "0000001").text(337, "0000003"));
    archive.file("./procx/y", HELLO).file("./etc/run/x", HELLO);
    assertThat(unpack(archive.end()).keySet())
        .containsExactly(
            "/dev",
            "/etc",
            "/etc/hello",
            "/etc/large",
            "/etc/run",
            "/etc/run/x",
            "/proc",
            "/procx",
            "/procx/y",
            "/run",
            "/sys");
    assertThat(progress.warnings())
        .containsExactly(
            "left out 5 entries of the machine the archive was made on:"
                + " /proc/1/x, /sys/1/x, /dev/1/x, /run/1/x, /dev/null");
  }

  @Test
  void theIdentityIsThatOfTheFile() throws Exception {
    Path file = write(tree().end());
    String digest = open(request(file)).digest();
    assertThat(digest).hasSize(64).isEqualTo(open(request(file)).digest());
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    assertThat(open(request(file)).digest()).isNotEqualTo(digest);
    String sha256 = "1".repeat(64);
    ArchiveRequest verified =
        new ArchiveRequest(
            IMAGE, file.toString(), Optional.of(sha256), Optional.empty(), ArchiveReading.PLAIN);
    String known = open(verified).digest();
    Files.setLastModifiedTime(file, FileTime.fromMillis(2_000_000));
    assertThat(open(verified).digest()).isEqualTo(known);
    assertThat(open(verified).origins()).containsExactly("archive " + file + ", SHA-256 " + sha256);
    assertThat(open(request(file)).origins()).containsExactly("archive " + file + ", not verified");
  }

  @Test
  void whatIsOfAnotherArchitectureIsRefusedBeforeItsEnd() throws Exception {
    byte[] program = new byte[2000];
    System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}, 0, program, 0, 7);
    program[16] = 3;
    program[18] = 62; // x86-64
    program[20] = 1;
    TarFixture archive = tree();
    for (int i = 0; i < 300; i++) {
      archive.file("./usr/bin/p" + i, program);
    }
    refused(ErrorCode.ARCH_OS_MISMATCH, request(write(archive.cut())), "x86_64");
  }
}
