package org.cmimage.sources.medium;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cmimage.sources.iso.ForeignTools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Media are recognised by content, in images that xorriso made. */
class MediumRecognitionTest {
  @TempDir Path directory;

  private MediumRecognitionTest with(String path, String content) throws IOException {
    Path file = directory.resolve("tree").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  private Medium medium() throws Exception {
    Path iso = directory.resolve("x.iso");
    ForeignTools.makeIso(directory.resolve("tree"), iso);
    return MediumRecognition.ofIso(iso).orElseThrow();
  }

  @Test
  void clusterManagerMediumHasBasesAndRepositories() throws Exception {
    Medium medium =
        with("data/UBUNTU2404.tar.gz", "x")
            .with("data/packages/dist/ubuntu/2404/Packages.gz", "x")
            .with("data/packages/11.31.1/ubuntu/2404/Packages", "x")
            .with("data/packages/packagegroups/hpc/Packages", "x")
            .medium();
    assertThat(medium.kind()).isEqualTo(MediumKind.CLUSTER_MANAGER);
    assertThat(medium.bases()).containsExactly("data/UBUNTU2404.tar.gz");
    assertThat(medium.repositories())
        .containsExactly(
            "data/packages/11.31.1/ubuntu/2404",
            "data/packages/dist/ubuntu/2404",
            "data/packages/packagegroups/hpc");
    assertThat(medium.why())
        .containsExactly("/data/UBUNTU2404.tar.gz is there", "/data/packages is there");
  }

  @Test
  void debianMediumHasLinksToItself() throws Exception {
    with(".disk/info", "Debian GNU/Linux 12.5.0 \"Bookworm\" - Official arm64 NETINST\n");
    with("dists/bookworm/Release", "Suite: stable\nArchitectures: all arm64\n");
    Files.createSymbolicLink(directory.resolve("tree/debian"), Path.of("."));
    Files.createSymbolicLink(directory.resolve("tree/dists/stable"), Path.of("bookworm"));
    Medium medium = medium();
    assertThat(medium.kind()).isEqualTo(MediumKind.DEBIAN);
    assertThat(medium.release()).startsWith("Debian GNU/Linux 12.5.0");
    assertThat(medium.architectures()).containsExactly("all", "arm64");
    assertThat(medium.repositories()).containsExactly("dists/bookworm", "dists/stable");
  }

  @Test
  void ubuntuServerIsToldBeforeWhatElseItHas() throws Exception {
    Medium medium =
        with(".disk/info", "Ubuntu-Server 24.04 LTS \"Noble Numbat\" - Release amd64")
            .with("dists/noble/Release", "Architectures: amd64\n")
            .with("casper/install-sources.yaml", "- default: true\n")
            .with("casper/ubuntu-server-minimal.squashfs", "x")
            .medium();
    assertThat(medium.kind()).isEqualTo(MediumKind.UBUNTU_SERVER);
    assertThat(medium.bases()).containsExactly("casper/ubuntu-server-minimal.squashfs");
    assertThat(medium.release()).startsWith("Ubuntu-Server 24.04");
  }

  @Test
  void redHatMediumSaysWhereItsRepositoriesAre() throws Exception {
    Medium medium =
        with(
                ".treeinfo",
                "[general]\nfamily = Rocky Linux\nversion = 9.4\narch = aarch64\n"
                    + "[variant-AppStream]\nrepository = AppStream\n"
                    + "[variant-BaseOS]\nrepository = BaseOS\n")
            .with("images/install.img", "x")
            .medium();
    assertThat(medium)
        .isEqualTo(
            new Medium(
                MediumKind.RED_HAT,
                "Rocky Linux 9.4",
                List.of("aarch64"),
                List.of("AppStream", "BaseOS"),
                List.of("images/install.img"),
                List.of("/.treeinfo is there")));
  }

  @Test
  void suseAndDebianLiveAreTold() throws Exception {
    with("media.1/products", "/ SLE 15.5-0\n").with("Module-Basesystem/repodata/repomd.xml", "x");
    assertThat(medium().repositories()).containsExactly("Module-Basesystem");
    Files.delete(directory.resolve("tree/media.1/products"));
    with("live/filesystem.squashfs", "x");
    assertThat(medium().kind()).isEqualTo(MediumKind.DEBIAN_LIVE);
    assertThat(medium().bases()).containsExactly("live/filesystem.squashfs");
  }
}
