package org.cmimage.endtoend.effect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.cmimage.cli.Ran;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entities and what nodes boot from the network. */
@Tag("root")
class NetworkBootTest {
  private static final String NODE =
      "device; use master; set ip 10.141.255.254; commit;"
          + " softwareimage; add arm; set path /cm/images/arm; set kernelversion 6.1; commit;"
          + " category; use default; set softwareimage arm; commit;"
          + " device; add physicalnode n001 10.141.0.1; set category default;"
          + " set mac 52:54:00:00:00:01; commit";

  @TempDir private Path root;
  private Path configuration;

  @BeforeEach
  void setUp() throws IOException {
    configuration = root.resolve("etc/cm-image/cm-image.yaml");
    Files.createDirectories(configuration.getParent());
    Files.writeString(configuration, "netboot: dnsmasq\n");
    put("cm/images/arm/boot/vmlinuz-6.1", "kernel");
    put("cm/images/arm/boot/initrd.img-6.1", "initramfs");
    Files.setPosixFilePermissions(
        root.resolve("cm/images/arm/boot/vmlinuz-6.1"),
        PosixFilePermissions.fromString("rw-------"));
  }

  private void put(String path, String text) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), text);
  }

  private Path file(String path) {
    return root.resolve(path);
  }

  private Ran cmsh(String commands) {
    Ran ran = Ran.cmsh("--root", root.toString(), "-c", commands);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    return ran;
  }

  private Ran apply(String... more) {
    return Ran.cmImageBelow(root, "apply", more);
  }

  @Test
  void aCommitMakesWhatANodeBoots() throws IOException {
    cmsh(NODE);

    Path kernel = file("tftpboot/images/arm/vmlinuz");
    assertThat(kernel).hasContent("kernel");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kernel)))
        .isEqualTo("rw-r--r--");
    assertThat(file("tftpboot/images/arm/initrd")).hasContent("initramfs");
    assertThat(file("tftpboot/grub/nodes.cfg"))
        .content()
        .endsWith("\nnode 52:54:00:00:00:01 n001 default:arm\n");
    assertThat(file("tftpboot/grub/grub.cfg")).content().contains("$from/images/arm/vmlinuz");
    assertThat(file("etc/dnsmasq.d/cm-image.conf")).content().contains(",10.141.0.0,static,");
    assertThat(file("var/lib/cm-image/dnsmasq.hosts"))
        .content()
        .endsWith("\n52:54:00:00:00:01,10.141.0.1,n001\n");
    assertThat(apply("--dry-run").out()).startsWith("Nothing to change");
  }

  @Test
  void aDryRunTellsWhatWouldBeCopiedAndChangesNothing() throws IOException {
    cmsh(NODE);
    put("cm/images/arm/boot/initrd.img-6.1", "another initramfs");
    Path tree = file("cm/images/arm/boot/initrd.img-6.1");

    Ran ran = apply("--dry-run");

    assertThat(ran.out())
        .isEqualTo(
            "Would copy " + tree + " to /tftpboot/images/arm/initrd (17 B)\nWould change 1 file\n");
    assertThat(apply("--dry-run", "--output", "json").out()).contains("\"size\" : 17");
    assertThat(file("tftpboot/images/arm/initrd")).hasContent("initramfs");
    assertThat(apply().out())
        .startsWith("Copied " + tree + " to /tftpboot/images/arm/initrd (17 B)\n");
    assertThat(file("tftpboot/images/arm/initrd")).hasContent("another initramfs");
  }

  @Test
  void whatIsNotUsedOrWantedAnyMoreGoes() throws IOException {
    cmsh(NODE);
    put("tftpboot/grub/custom.cfg", "theirs");

    cmsh("category; use default; set softwareimage \"\"; commit");
    assertThat(file("tftpboot/images")).doesNotExist();
    assertThat(file("tftpboot/grub/nodes.cfg")).content().endsWith(" n001\n");

    Files.writeString(configuration, "netboot: none\n");
    assertThat(apply().err()).isEmpty();
    assertThat(file("tftpboot/grub")).isDirectoryNotContaining("glob:**grub.cfg");
    assertThat(file("tftpboot/grub/custom.cfg")).hasContent("theirs");
    assertThat(file("etc/dnsmasq.d/cm-image.conf")).doesNotExist();
  }

  @Test
  void nothingIsWrittenUnlessItIsWanted() throws IOException {
    Files.delete(configuration);

    assertThat(cmsh(NODE).err()).doesNotContain("warning");

    assertThat(file("tftpboot")).doesNotExist();
    assertThat(file("etc/dnsmasq.d")).doesNotExist();
  }

  @Test
  void aConfigurationOfOthersStaysAndTheOtherFilesAreMade() throws IOException {
    put("tftpboot/grub/grub.cfg", "# by hand\n");

    Ran ran = cmsh(NODE);

    assertThat(ran.err())
        .contains("warning: cannot write /tftpboot/grub/grub.cfg: cm-image did not make it\n");
    assertThat(file("tftpboot/grub/grub.cfg")).hasContent("# by hand\n");
    assertThat(file("etc/exports.d/cm-image.exports")).exists();
    assertThat(file("tftpboot/images/arm/vmlinuz")).exists();
  }

  @Test
  void aSettingThatIsNoneIsTold() throws IOException {
    cmsh(NODE);
    Files.writeString(configuration, "netboot: tftp\n");

    Ran ran = apply();

    assertThat(ran.err()).contains("expected none, files or dnsmasq, found \"tftp\"");
    assertThat(file("tftpboot/images/arm/vmlinuz")).exists();
  }
}
