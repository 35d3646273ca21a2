package org.cmimage.sources.medium;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.spi.SourceMedium;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.tree.TreeView;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.sources.iso.ForeignTools;
import org.cmimage.sources.tar.TarFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenedMediaTest {
  private static final String STATUS =
      "Package: dpkg\nStatus: install ok installed\nArchitecture: arm64\nVersion: 1.21.22\n\n";
  private static final String DEBIAN = "ID=debian\nVERSION_ID=\"12\"\n";
  private static final int AARCH64 = 183;
  private static final int X86_64 = 62;

  @TempDir Path directory;
  private TarFixture tar;

  @BeforeEach
  void begin() {
    tar = new TarFixture();
  }

  @Test
  void aBaseArchiveIsABaseWithItsPackageDatabase() throws Exception {
    base("./", AARCH64, DEBIAN);
    tar.file("./var/lib/dpkg/info/dpkg.list", "/.\n".getBytes(UTF_8));

    SourceMedium medium = open(archive());

    assertThat(medium.description()).startsWith("base archive ");
    assertThat(medium.repositories()).isEmpty();
    TreeView view = medium.base().get().view();
    assertThat(view.read(TreePath.of("var/lib/dpkg/status"), 1000))
        .contains(STATUS.getBytes(UTF_8));
    assertThat(view.read(TreePath.of("var/lib/dpkg/info/dpkg.list"), 1000)).isEmpty();
    assertThat(view.list(TreePath.of("var/lib/dpkg")))
        .containsExactly(TreePath.of("var/lib/dpkg/status"));
    assertThat(medium.base().get().origins()).singleElement().asString().contains("base.tar.gz");
  }

  /** The calls given know no file of this machine, so that they alone can miss the directory. */
  @Test
  void aBaseTreeIsReadByTheCallsThatWereGiven() throws Exception {
    Path tree = directory.resolve("tree");
    Files.createDirectories(tree.resolve("var/lib/dpkg"));

    assertThatThrownBy(() -> open(tree))
        .isInstanceOfSatisfying(HostCallException.class, e -> assertThat(e.is("ENOENT")).isTrue());
  }

  @Test
  void aBaseTellsHowMuchItTakes() throws Exception {
    base("./", AARCH64, DEBIAN);
    long before = open(archive()).base().get().bytes();
    begin();
    base("./", AARCH64, DEBIAN);
    tar.file("./srv/data", new byte[5000]);

    assertThat(open(archive()).base().get().bytes()).isEqualTo(before + 5000);
    assertThat(before).isGreaterThan(STATUS.length());
  }

  @Test
  void aClusterManagersMediumOffersItsBaseAndThePackagesForIt() throws Exception {
    base("./", AARCH64, DEBIAN);
    Path tree = Files.createDirectories(directory.resolve("tree/data"));
    Files.move(archive(), tree.resolve("DEBIAN12.tar.gz"));
    Files.writeString(tree.resolve("UBUNTU2404.tar.gz"), "x");
    for (String packages : List.of("dist/debian/12", "dist/ubuntu/2404", "packagegroups/hpc")) {
      Path repository = Files.createDirectories(tree.resolve("packages").resolve(packages));
      Files.writeString(repository.resolve("Packages"), "");
    }
    Path iso = iso();

    SourceMedium medium = open(iso);

    assertThat(medium.description()).isEqualTo("cluster manager medium " + iso);
    assertThat(medium.base().get().view().read(TreePath.of("var/lib/dpkg/status"), 1000))
        .contains(STATUS.getBytes(UTF_8));
    assertThat(medium.repositories())
        .containsExactly(
            "iso:" + iso + "!/data/packages/dist/debian/12",
            "iso:" + iso + "!/data/packages/packagegroups/hpc");
  }

  @Test
  void aMediumWithoutABaseForTheDistributionTellsWhichItHas() throws Exception {
    Path tree = Files.createDirectories(directory.resolve("tree/data/packages"));
    Files.writeString(tree.resolveSibling("UBUNTU2404.tar.gz"), "x");
    Path iso = iso();
    FaultException fault = assertThrows(FaultException.class, () -> open(iso));
    assertThat(fault.code()).isEqualTo(ErrorCode.ARCH_OS_MISMATCH);
    assertThat(fault).hasMessageEndingWith("it has bases of ubuntu2404");
  }

  @Test
  void anInstallationMediumIsADirectoryOfRepositories() throws Exception {
    Path suite = Files.createDirectories(directory.resolve("tree/dists/bookworm"));
    Files.writeString(suite.resolve("Release"), "Architectures: arm64\n");
    Path iso = iso();
    assertThat(open(iso).repositories()).containsExactly("iso:" + iso + "!/");

    Files.writeString(suite.resolve("Release"), "Architectures: amd64 i386\n");
    Path other = iso();
    FaultException fault = assertThrows(FaultException.class, () -> open(other));
    assertThat(fault).hasMessageEndingWith("it has packages for amd64, i386");
  }

  @Test
  void aMediumThatWasCutIsToldWithWhatIsMissing() throws Exception {
    Files.createDirectories(directory.resolve("tree/data/packages"));
    Files.write(directory.resolve("tree/data/DEBIAN12.tar.gz"), new byte[1 << 20]);
    Path iso = iso();
    long size = Files.size(iso);
    try (FileChannel channel = FileChannel.open(iso, StandardOpenOption.WRITE)) {
      channel.truncate(size - 500_000);
    }
    assertThat(assertThrows(FaultException.class, () -> open(iso)))
        .hasMessageMatching(".*: its last [0-9]{6} bytes are missing, .*");
  }

  @Test
  void aMediumThatIsNotReadInPlaceHasToBeMounted() throws Exception {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    Files.writeString(tree.resolve(".treeinfo"), "[general]\n");
    Path iso = iso();
    FaultException fault = assertThrows(FaultException.class, () -> open(iso));
    assertThat(fault)
        .hasMessageEndingWith("has to be mounted (installation medium of the RHEL family)");
    assertThat(fault.remedy().toString()).contains("--source /mnt/");
  }

  private Path iso() throws Exception {
    Path iso = Files.createTempFile(directory, "medium", ".iso");
    Files.delete(iso);
    ForeignTools.makeIso(directory.resolve("tree"), iso);
    return iso;
  }

  /** As made by tar -C / -c srv/base. */
  @Test
  void aDirectoryAroundItIsNoMatter() throws Exception {
    base("srv/base/", AARCH64, DEBIAN);
    assertThat(open(archive()).base()).isPresent();
  }

  @Test
  void anotherArchitectureIsToldWithWhatItIs() throws Exception {
    base("./", X86_64, DEBIAN);
    FaultException fault = refused();
    assertThat(fault.code()).isEqualTo(ErrorCode.ARCH_OS_MISMATCH);
    assertThat(fault).hasMessageContaining("arch/OS does not match");
    assertThat(fault.remedy().toString()).contains("-a x86_64 -d debian12");
  }

  @Test
  void anotherReleaseIsToldWithWhatItIs() throws Exception {
    base("./", AARCH64, "ID=debian\nVERSION_ID=\"13\"\n");
    assertThat(refused().remedy().toString()).contains("-a aarch64 -d debian13");
  }

  @Test
  void aLayerOfAContainerIsNoRoot() throws Exception {
    base("./", AARCH64, DEBIAN);
    tar.file("./etc/.wh.motd", new byte[0]);
    assertThat(refused()).hasMessageContaining("layer of a container image");
  }

  @Test
  void aTreeWithoutPackageDatabaseIsNoBase() throws Exception {
    programs("./", AARCH64);
    tar.file("./etc/os-release", DEBIAN.getBytes(UTF_8));
    FaultException fault = refused();
    assertThat(fault.code()).isEqualTo(ErrorCode.IMAGE_INCOMPLETE);
    assertThat(fault).hasMessageContaining("no package database (/var/lib/dpkg/status)");
  }

  @Test
  void somethingElseInATarIsNoBase() throws Exception {
    tar.file("./README", "hello".getBytes(UTF_8));
    assertThat(refused()).hasMessageContaining("of which distribution");
  }

  @Test
  void aDirectoryOfPackagesOffersThem() throws Exception {
    Files.writeString(directory.resolve("a_1_arm64.deb"), "");
    SourceMedium medium = open(directory);
    assertThat(medium.base()).isEmpty();
    assertThat(medium.repositories()).containsExactly(directory.toString());
  }

  private void base(String top, int machine, String osRelease) {
    programs(top, machine);
    tar.file(top + "etc/os-release", osRelease.getBytes(UTF_8));
    tar.file(top + "var/lib/dpkg/status", STATUS.getBytes(UTF_8));
  }

  private void programs(String top, int machine) {
    for (String name : new String[] {"sh", "ls", "cat"}) {
      tar.file(top + "usr/bin/" + name, elf(machine));
    }
  }

  private static byte[] elf(int machine) {
    ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    header.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    return header.putShort(16, (short) 3).putShort(18, (short) machine).array();
  }

  private Path archive() throws IOException {
    Path file = directory.resolve("base.tar.gz");
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write(tar.end());
    }
    return file;
  }

  private FaultException refused() throws IOException {
    Path file = archive();
    return catchThrowableOfType(FaultException.class, () -> open(file));
  }

  private SourceMedium open(Path location) throws Exception {
    return new OpenedMediaProvider()
        .media(new InMemoryHostCalls())
        .open(
            location.toString(),
            new ArchOs(Architecture.AARCH64, Distribution.parse("debian12")),
            false);
  }
}
