package org.cmimage.sources.medium;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.spi.BaseTree;
import org.cmimage.core.spi.SourceMedium;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.sources.archive.entries.ArchiveEntries.Use;
import org.cmimage.sources.archive.entries.SquashfsEntries;
import org.cmimage.sources.location.VfsLocation;
import org.cmimage.sources.squashfs.EntryDump;
import org.cmimage.sources.squashfs.SquashfsTools;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Media in the layout of live-build and Ubuntu: squashfs images inside an ISO, read in place. */
class LiveMediumTest {
  private static final String SOURCES = "casper/install-sources.yaml";

  @TempDir Path directory;
  private Path medium = Path.of("/");

  @BeforeEach
  void needsTools() throws Exception {
    SquashfsTools.assumeInstalled();
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/xorriso")),
        "xorriso is not installed (Debian package xorriso)");
    medium = Files.createDirectories(directory.resolve("medium"));
  }

  @Test
  void anImageInsideAnIsoIsWhatUnsquashfsMakesOfIt() throws Exception {
    Path tree = SquashfsTools.makeZoo(directory.resolve("zoo"));
    SquashfsTools.sh(tree, "rm null socket fifo2; setfattr -x trusted.overlay.opaque dir/deep");
    Path image = SquashfsTools.make(tree, image("live/zoo.squashfs"), "-comp", "xz");
    Map<String, String> expected = SquashfsTools.unsquashed(image, directory.resolve("unsquashed"));
    burn();
    String address = "iso:" + iso() + "!/live/zoo.squashfs";

    EntryDump dump = new EntryDump();
    SquashfsEntries entries = SquashfsEntries.find(VfsLocation.find(address));
    entries.readTree(Use.ALL_CONTENT, Optional.empty(), dump);
    assertThat(EntryDump.differences(dump.lines(), expected)).isEmpty();
    assertThat(entries.size()).contains(Files.size(image));

    String digest = SquashfsTools.sh(directory, "sha256sum < " + image).substring(0, 64);
    entries.readTree(Use.ALL_CONTENT, Optional.of(digest), new EntryDump());
    FaultException fault =
        assertThrows(
            FaultException.class,
            () -> entries.readTree(Use.ALL_CONTENT, Optional.of("0".repeat(64)), new EntryDump()));
    assertThat(fault.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
    assertThat(fault).hasMessageContaining("medium.iso!/live/zoo.squashfs");
  }

  @Test
  void aDebianLiveMediumIsABaseAlone() throws Exception {
    layer("live/filesystem.squashfs", "base", "");
    SourceMedium source = open();
    assertThat(source.description()).isEqualTo("Debian live medium " + iso());
    assertThat(source.repositories()).isEmpty();
    assertThat(status(source)).contains("Package: base");
    assertThat(source.base().orElseThrow().origins())
        .singleElement()
        .asString()
        .contains("medium.iso!/live/filesystem.squashfs (squashfs 4.0");
  }

  @Test
  void itsPackagesAreARepository() throws Exception {
    layer("live/filesystem.squashfs", "base", "");
    write("dists/bookworm/Release", "Architectures: arm64\n");
    assertThat(open().repositories()).containsExactly("iso:" + iso() + "!/");
    write("dists/bookworm/Release", "Architectures: amd64\n");
    assertThat(refused()).hasMessageEndingWith("it has packages for amd64");
  }

  @Test
  void whatAModuleFileNamesLiesOverEachOtherInItsOrder() throws Exception {
    layer("live/filesystem.squashfs", "base", "");
    layer("live/z.squashfs", "", "mkdir -p etc; echo z > etc/top");
    layer(
        "live/a.squashfs",
        "",
        "mkdir -p etc; echo a > etc/top; mknod etc/gone c 0 0; mkdir usr;"
            + " setfattr -n trusted.overlay.opaque -v y usr");
    write("live/filesystem.module", "filesystem.squashfs z.squashfs\na.squashfs\n");
    EntryDump dump = new EntryDump();
    MediumOffer offer = offer();
    assertThat(offer.base())
        .extracting(path -> path.getFileName().toString())
        .containsExactly("filesystem.squashfs", "z.squashfs", "a.squashfs");
    SquashfsEntries.ofLayers(List.copyOf(offer.base()))
        .readTree(Use.ALL_CONTENT, Optional.empty(), dump);
    assertThat(dump.lines())
        .containsKeys("/etc/top", "/etc/os-release", "/usr")
        .doesNotContainKeys("/etc/gone", "/usr/bin/sh");

    write("live/filesystem.module", "a.squashfs z.squashfs filesystem.squashfs");
    assertThat(open().base()).isPresent();
  }

  @Test
  void withoutAModuleFileAllImagesLieOverEachOtherByTheirNames() throws Exception {
    for (String name : List.of("z-site", "filesystem", "a-firmware", "filesystem-more")) {
      layer("live/" + name + ".squashfs", name.equals("filesystem") ? "base" : "", "");
    }
    write("live/filesystem.packages", "bash 5\n");
    assertThat(offer().base())
        .extracting(path -> path.getFileName().toString())
        .containsExactly(
            "a-firmware.squashfs",
            "filesystem-more.squashfs",
            "filesystem.squashfs",
            "z-site.squashfs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "../etc/x.squashfs | expected the name of a file in live, found \"../etc/x.squashfs\"",
        ".. | expected the name of a file in live, found \"..\"",
        "other.squashfs | it names \"other.squashfs\", which is not on the medium",
        "sub | it names \"sub\", which is not on the medium"
      })
  void aModuleFileNamesFilesBesideIt(String name, String fact) throws Exception {
    layer("live/filesystem.squashfs", "base", "");
    Files.createDirectories(medium.resolve("live/sub"));
    write("live/filesystem.module", "filesystem.squashfs " + name);
    FaultException fault = refused();
    assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_CORRUPT);
    assertThat(fault).hasMessageEndingWith(": live/filesystem.module: " + fact);
    assertThat(fault.remedy().toString()).contains("--source \"iso:" + iso() + "!/live/NAME");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // as in 22.04 and 24.04
        """
        - id: ubuntu-server-minimal
          path: min.squashfs
          type: fsimage
          name: {en: Ubuntu Server (minimized)}
          size: 123
        - default: true
          description:
            en: The default install.
          id: ubuntu-server
          path: min.server.squashfs
          preinstalled_langs: ['', de]
          type: fsimage-layered
        """,
        // in later releases
        """
        version: 2
        kernel:
          default: linux-generic
        sources:
        - default: false
          id: ubuntu-server-minimal
          path: min.squashfs
          type: fsimage
        - default: true
          id: ubuntu-server
          type: fsimage-layered
          variations:
            standard:
              path: min.server.squashfs
              size: 12
        """
      })
  void anUbuntuMediumIsTheSystemThatItsInstallerBeginsWith(String yaml) throws Exception {
    layer("casper/min.squashfs", "base", "");
    layer("casper/min.server.squashfs", "server", "");
    layer("casper/min.server.installer.squashfs", "installer", "");
    write(SOURCES, yaml);
    write("dists/noble/Release", "Architectures: arm64\n");
    SourceMedium source = open();
    assertThat(source.description())
        .isEqualTo(
            "Ubuntu installation medium "
                + iso()
                + ", system ubuntu-server; it has ubuntu-server-minimal too");
    assertThat(status(source)).isEqualTo(status("server"));
    assertThat(source.repositories()).containsExactly("iso:" + iso() + "!/");
  }

  @Test
  void withoutADefaultTheFirstSystemCounts() throws Exception {
    layer("casper/one.squashfs", "one", "");
    layer("casper/two.squashfs", "two", "");
    write(SOURCES, "[{path: two.squashfs, type: fsimage}, {path: one.squashfs, type: fsimage}]");
    assertThat(status(open())).isEqualTo(status("two"));
  }

  @Test
  void oneImageIsNotPutOverOthersWhateverItsName() throws Exception {
    layer("casper/a.squashfs", "a", "touch lower");
    layer("casper/a.b.squashfs", "b", "");
    write(SOURCES, "[{path: a.b.squashfs, type: fsimage}]");
    assertThat(offer().base()).hasSize(1);
    write(SOURCES, "[{path: a.b.squashfs, type: fsimage-layered}]");
    assertThat(offer().base()).hasSize(2);
  }

  @Test
  void aDesktopHasOneImage() throws Exception {
    layer("casper/filesystem.squashfs", "desktop", "");
    SourceMedium source = open();
    assertThat(source.description()).isEqualTo("Ubuntu live medium " + iso());
    assertThat(status(source)).isEqualTo(status("desktop"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[{path: a/b.squashfs, type: fsimage}] | expected the name of a file in casper, found"
            + " \"a/b.squashfs\"",
        "[{path: none.squashfs, type: fsimage}] | it names \"none.squashfs\", which is not on the"
            + " medium",
        "[{path: x.a.squashfs, type: fsimage-layered}] | it names \"x.squashfs\", which is not on"
            + " the medium",
        "[{path: a.squashfs, type: cp, id: odd}] | system odd is of type \"cp\"; expected fsimage"
            + " or fsimage-layered",
        "{sources: []} | it names no system",
        "{version: 2} | it names no system",
        "[] | it names no system",
        "hello | cannot read its content: expected keys and values, found \"hello\"",
        "[1] | cannot read its content, line 1, column 2: expected keys and values in sources,"
            + " found \"1\"",
        "[{type: fsimage}] | cannot read its content, line 1, column 2: key \"sources.path\" is"
            + " missing",
        "[{variations: {}, type: fsimage}] | cannot read its content, line 1, column 2: key"
            + " \"sources.path\" is missing"
      })
  void aListThatLeadsNowhereIsToldWithItsPlace(String yaml, String fact) throws Exception {
    layer("casper/a.squashfs", "a", "");
    layer("casper/x.a.squashfs", "a", "");
    write(SOURCES, yaml);
    FaultException fault = refused();
    assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_CORRUPT);
    assertThat(fault)
        .hasMessage("cannot make images of " + iso() + ": casper/install-sources.yaml: " + fact);
  }

  @Test
  void aListIsBounded() throws Exception {
    layer("casper/a.squashfs", "a", "");
    String one = "{path: a.squashfs, type: fsimage}";
    write(SOURCES, "[" + (one + ", ").repeat(64) + one + "]");
    assertThat(refused()).hasMessageContaining("sources has more than 64 items");
    write(SOURCES, "#".repeat(300_000));
    assertThat(refused()).hasMessageEndingWith("it has more than 262144 bytes");
    write(SOURCES, "[".repeat(200_000));
    assertThat(refused()).hasMessageEndingWith("it is nested deeper than 100 levels");
    write(SOURCES, "{a: ".repeat(60_000));
    assertThat(refused()).hasMessageEndingWith("it is nested deeper than 100 levels");
    String bomb = "a: &a [x, x]\n";
    for (char c = 'b'; c < 'z'; c++) {
      String before = "*" + (char) (c - 1);
      bomb += c + ": &" + c + " [" + (before + ", ").repeat(9) + before + "]\n";
    }
    write(SOURCES, bomb + "sources: *y\n");
    assertThat(refused()).hasMessageContaining(SOURCES);
  }

  /** Makes an image with a system of the requested architecture, or without one. */
  private void layer(String path, String system, String script) throws Exception {
    Path tree = Files.createTempDirectory(directory, "layer");
    if (!system.isEmpty()) {
      Files.createDirectories(tree.resolve("usr/bin"));
      Files.createDirectories(tree.resolve("etc"));
      Files.createDirectories(tree.resolve("var/lib/dpkg"));
      for (String name : List.of("sh", "ls", "cat")) {
        Files.write(tree.resolve("usr/bin").resolve(name), elf());
      }
      Files.writeString(tree.resolve("etc/os-release"), "ID=debian\nVERSION_ID=\"12\"\n");
      Files.writeString(tree.resolve("etc/gone"), "");
      Files.writeString(tree.resolve("var/lib/dpkg/status"), status(system));
    }
    SquashfsTools.sh(tree, script);
    SquashfsTools.make(tree, image(path));
  }

  private static byte[] elf() {
    ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    header.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    return header.putShort(16, (short) 3).putShort(18, (short) 183).array();
  }

  private static String status(String name) {
    return "Package: "
        + name
        + "\nStatus: install ok installed\nArchitecture: arm64\nVersion: 1\n\n";
  }

  private static String status(SourceMedium source) throws Exception {
    BaseTree base = source.base().orElseThrow();
    return new String(
        base.view().read(TreePath.of("var/lib/dpkg/status"), 1000).orElseThrow(), UTF_8);
  }

  private Path image(String path) throws Exception {
    Path file = medium.resolve(path);
    Files.createDirectories(file.getParent());
    return file;
  }

  private void write(String path, String text) throws Exception {
    Files.writeString(image(path), text);
  }

  private Path iso() {
    return directory.resolve("medium.iso");
  }

  private void burn() throws Exception {
    SquashfsTools.sh(directory, "rm -f medium.iso; xorriso -as mkisofs -R -o medium.iso medium");
  }

  private MediumOffer offer() throws Exception {
    burn();
    return MediumOffer.of(MediumRecognition.ofIso(iso()).orElseThrow(), iso(), archOs());
  }

  private FaultException refused() {
    return assertThrows(FaultException.class, this::open);
  }

  private static ArchOs archOs() {
    return new ArchOs(Architecture.AARCH64, Distribution.parse("debian12"));
  }

  private SourceMedium open() throws Exception {
    burn();
    return new OpenedMediaProvider()
        .media(new InMemoryHostCalls())
        .open(iso().toString(), archOs(), true);
  }
}
