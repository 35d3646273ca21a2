package org.cmimage.core.netboot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.format.Boot;
import org.cmimage.core.netboot.ServedChange.Kind;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;
import org.cmimage.model.netboot.NetworkBoot;
import org.cmimage.model.netboot.ServedKernel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedFilesTest {
  private static final String KERNEL = "tftpboot/images/x/vmlinuz";
  private static final String INITRD = "tftpboot/images/x/initrd";
  private static final Path HEAD = Path.of("/head");
  private static final NetworkBoot NOTHING = new NetworkBoot(List.of(), List.of(), List.of());
  private static final NetworkBoot WANTED = wanted(Optional.empty());

  @TempDir Path directory;
  private final InMemoryHostCalls calls = new InMemoryHostCalls();
  private ClusterLayout layout = ClusterLayout.ofHeadNode();

  private static NetworkBoot wanted(Optional<Architecture> architecture) {
    return new NetworkBoot(
        List.of(),
        List.of(new ServedKernel("/tftpboot/images/x", "x", "/cm/images/x", "6.1", architecture)),
        List.of());
  }

  @BeforeEach
  void makeCluster() throws IOException {
    layout = ClusterLayout.below(directory);
    calls.withDirectory(directory).withDirectory(HEAD);
    put("cm/images/x/boot/vmlinuz-6.1", "kernel 1", 0600);
    put("cm/images/x/boot/initrd.img-6.1", "initrd 1", 0600);
  }

  private void put(String path, String content, int mode) throws IOException {
    put(directory, path, content.getBytes(UTF_8), mode);
  }

  private void put(Path root, String path, byte[] content, int mode) throws IOException {
    try (Rootfs tree = Rootfs.open(calls, root)) {
      tree.write(TreePath.of(path), content, mode);
    }
  }

  private Optional<String> content(String path) throws IOException {
    try (Rootfs tree = Rootfs.open(calls, directory)) {
      return tree.read(TreePath.of(path), 1 << 20).map(bytes -> new String(bytes, UTF_8));
    }
  }

  private List<String> names(String path) throws IOException {
    try (Rootfs tree = Rootfs.open(calls, directory)) {
      return tree.list(TreePath.of(path)).stream()
          .map(each -> new String(each.name(), UTF_8))
          .toList();
    }
  }

  private ServedFiles compare(NetworkBoot boot) throws IOException {
    return ServedFiles.compare(layout, calls, HEAD, boot);
  }

  private ServedFiles apply(NetworkBoot boot) throws IOException {
    ServedFiles files = compare(boot);
    files.copy();
    files.removeObsolete();
    return files;
  }

  @Test
  void copiesCanBeReadByTheServerAndFollowTheImage() throws IOException {
    ServedFiles first = apply(WANTED);

    assertThat(first.warnings()).isEmpty();
    assertThat(first.changes())
        .containsExactly(
            new ServedChange(
                Kind.ADDED, "/" + KERNEL, directory + "/cm/images/x/boot/vmlinuz-6.1", 8),
            new ServedChange(
                Kind.ADDED, "/" + INITRD, directory + "/cm/images/x/boot/initrd.img-6.1", 8));
    assertThat(content(KERNEL)).hasValue("kernel 1");
    try (Rootfs tree = Rootfs.open(calls, directory)) {
      assertThat(tree.status(TreePath.of(KERNEL)).map(FileStatus::mode)).hasValue(0644);
    }
    assertThat(compare(WANTED).changes()).isEmpty();

    put("cm/images/x/boot/initrd.img-6.1", "initrd 2", 0600);
    assertThat(apply(WANTED).changes())
        .extracting(ServedChange::kind, ServedChange::path)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(Kind.CHANGED, "/" + INITRD));
    assertThat(content(INITRD)).hasValue("initrd 2");
    assertThat(content(KERNEL)).hasValue("kernel 1");
  }

  @Test
  void whatIsNotUsedAnyMoreGoesWithItsDirectory() throws IOException {
    apply(WANTED);
    put("tftpboot/images/theirs", "theirs", 0644);

    ServedFiles files = apply(NOTHING);

    assertThat(files.changes()).extracting(ServedChange::kind).containsOnly(Kind.REMOVED);
    assertThat(names("tftpboot/images")).containsExactly("theirs");
    assertThat(Files.readString(layout.servedRecord())).isEmpty();
  }

  @Test
  void whatOthersPutThereStays() throws IOException {
    put(KERNEL, "theirs", 0644);

    ServedFiles files = apply(WANTED);

    assertThat(files.changes()).isEmpty();
    assertThat(files.warnings())
        .containsExactly(
            "/"
                + KERNEL
                + " was not made by cm-image, and stays; move it away, then run:"
                + " cm-image apply");
    assertThat(content(KERNEL)).hasValue("theirs");
    assertThat(content(INITRD)).isEmpty();
    apply(NOTHING);
    assertThat(content(KERNEL)).hasValue("theirs");
  }

  @Test
  void aCopyThatOthersChangedIsNotRemovedAndALinkNotFollowed() throws IOException {
    apply(WANTED);
    put(INITRD, "by hand", 0644);
    put("secret", "secret", 0600);
    try (Rootfs tree = Rootfs.open(calls, directory)) {
      tree.link(TreePath.of(KERNEL), "../../../secret".getBytes(UTF_8));
    }

    assertThat(apply(WANTED).warnings()).singleElement().asString().contains(KERNEL, "stays");
    assertThat(apply(NOTHING).warnings()).hasSize(2).allMatch(text -> text.contains("stays"));

    assertThat(content(INITRD)).hasValue("by hand");
    assertThat(content("secret")).hasValue("secret");
  }

  @Test
  void linksOfATreeDoNotLeadOutOfIt() throws IOException {
    put("secret", "of the head node", 0600);
    try (Rootfs tree = Rootfs.open(calls, directory)) {
      tree.link(TreePath.of("cm/images/x/boot/vmlinuz-6.1"), "../../../../secret".getBytes(UTF_8));
    }

    assertThat(apply(WANTED).warnings())
        .containsExactly("softwareimage x: its tree has no kernel 6.1, so nodes cannot boot");
    assertThat(content(KERNEL)).isEmpty();

    put("cm/images/x/kernels/k", "kernel 2", 0600);
    try (Rootfs tree = Rootfs.open(calls, directory)) {
      tree.link(TreePath.of("cm/images/x/boot/vmlinuz-6.1"), "/kernels/k".getBytes(UTF_8));
    }
    assertThat(apply(WANTED).warnings()).isEmpty();
    assertThat(content(KERNEL)).hasValue("kernel 2");
  }

  @Test
  void whatNodesBootStaysWhileItsImageIsGone() throws IOException {
    apply(WANTED);
    try (Rootfs tree = Rootfs.open(calls, directory)) {
      tree.delete(TreePath.of("cm/images/x"));
    }

    assertThat(apply(WANTED).warnings()).singleElement().asString().startsWith("softwareimage x: ");
    assertThat(content(KERNEL)).hasValue("kernel 1");
  }

  @Test
  void aPackedKernelOfArm64IsUnpacked() throws IOException {
    put(directory, "cm/images/x/boot/vmlinuz-6.1", Boot.gzip(Boot.arm64Image()), 0600);

    apply(WANTED);

    try (Rootfs tree = Rootfs.open(calls, directory)) {
      assertThat(tree.read(TreePath.of(KERNEL), 1 << 20)).hasValue(Boot.arm64Image());
    }
    assertThat(compare(WANTED).changes()).isEmpty();
  }

  @Test
  void aFullDiskLeavesBothFilesAsTheyWere() throws IOException {
    apply(WANTED);
    put("cm/images/x/boot/vmlinuz-6.1", "kernel 2", 0600);
    put("cm/images/x/boot/initrd.img-6.1", "initrd 2", 0600);
    calls.faults().failCall("write", 2, "ENOSPC");

    ServedFiles files = apply(WANTED);

    assertThat(files.changes()).isEmpty();
    assertThat(files.warnings())
        .singleElement()
        .asString()
        .startsWith("cannot make the files of /tftpboot/images/x: ");
    assertThat(content(KERNEL)).hasValue("kernel 1");
    assertThat(content(INITRD)).hasValue("initrd 1");
    assertThat(names("tftpboot/images/x")).containsExactly("initrd", "vmlinuz");
    assertThat(apply(WANTED).warnings()).isEmpty();
    assertThat(content(INITRD)).hasValue("initrd 2");
  }

  @Test
  void aKilledRunLeavesOldOrNewFilesAndIsRepeated() throws IOException {
    apply(WANTED);
    String last = "1";
    int steps = 0;
    boolean isKilled = true;
    while (isKilled) {
      String next = Integer.toString(steps + 2);
      put("cm/images/x/boot/vmlinuz-6.1", "kernel " + next, 0600);
      put("cm/images/x/boot/initrd.img-6.1", "initrd " + next, 0600);
      calls.faults().crashAt(++steps);
      isKilled = !apply(WANTED).warnings().isEmpty();
      calls.faults().recover();

      assertThat(content(KERNEL)).get().isIn("kernel " + last, "kernel " + next);
      assertThat(content(INITRD)).get().isIn("initrd " + last, "initrd " + next);
      assertThat(apply(WANTED).warnings()).isEmpty();
      assertThat(content(KERNEL)).hasValue("kernel " + next);
      assertThat(content(INITRD)).hasValue("initrd " + next);
      assertThat(names("tftpboot/images/x")).containsExactly("initrd", "vmlinuz");
      last = next;
    }
    assertThat(steps).isGreaterThan(5);
    apply(NOTHING);
    assertThat(names("tftpboot")).isEmpty();
  }

  /** Without the catch of a failure, as a signal would end it: the record alone knows. */
  @Test
  void whatAKilledRunMadeIsKnownToBeOurs() throws IOException {
    ServedFiles files = compare(WANTED);
    Files.createDirectories(layout.servedRecord().getParent());
    Files.writeString(layout.servedRecord(), "- - /" + KERNEL + "\n- - /" + INITRD + "\n../x\n");
    put(KERNEL, "half", 0644);
    put("tftpboot/images/x/.cm-image-next-initrd", "half", 0644);
    assertThat(files.changes()).hasSize(2);

    assertThat(apply(WANTED).warnings()).isEmpty();

    assertThat(content(KERNEL)).hasValue("kernel 1");
    assertThat(names("tftpboot/images/x")).containsExactly("initrd", "vmlinuz");
  }

  @Test
  void loadersAreThoseOfTheHeadNodeElseOfAnImage() throws IOException {
    NetworkBoot arm = wanted(Optional.of(Architecture.AARCH64));
    assertThat(apply(arm).warnings())
        .containsExactly(
            "nodes of aarch64 have no loader; install on the head node, or in an image of theirs:"
                + " shim-signed and grub-efi-arm64-signed, or grub-efi-arm64-bin");

    String grub = "usr/lib/grub/arm64-efi/monolithic/grubnetaa64.efi";
    put("cm/images/x/" + grub, "grub of the image", 0644);
    apply(arm);
    assertThat(content("tftpboot/aarch64/bootaa64.efi")).hasValue("grub of the image");

    put(HEAD, "usr/lib/shim/shimaa64.efi.signed", "shim".getBytes(UTF_8), 0644);
    put(
        HEAD,
        "usr/lib/grub/arm64-efi-signed/grubnetaa64.efi.signed",
        "signed grub".getBytes(UTF_8),
        0644);
    assertThat(apply(arm).warnings()).isEmpty();
    assertThat(content("tftpboot/aarch64/bootaa64.efi")).hasValue("shim");
    assertThat(content("tftpboot/aarch64/grubaa64.efi")).hasValue("signed grub");
    // A shim looks beside itself, or where the root of TFTP is: by how the DHCP server names it.
    assertThat(content("tftpboot/grubaa64.efi")).hasValue("signed grub");

    try (Rootfs head = Rootfs.open(calls, HEAD)) {
      head.delete(TreePath.of("usr/lib/shim"));
    }
    apply(arm);
    assertThat(names("tftpboot/aarch64")).containsExactly("bootaa64.efi");
    assertThat(names("tftpboot")).containsExactly("aarch64", "images");
    apply(NOTHING);
    assertThat(names("tftpboot")).isEmpty();
  }
}
