package org.cmimage.core.verify;

import static org.cmimage.core.verify.SampleTree.RELEASE;
import static org.cmimage.core.verify.SampleTree.stanza;

import com.google.common.primitives.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.cmimage.core.format.Boot;
import org.cmimage.core.tree.NodeType;

/** Trees with one thing wrong, for each check. */
public final class SpoiledTrees {
  private static final String KERNEL = "/boot/vmlinuz-" + RELEASE;
  private static final String INITRAMFS = "/boot/initrd.img-" + RELEASE;
  private static final String STATUS = "var/lib/dpkg/status";

  /** As long as that of a key. */
  private static final String CODE = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n".repeat(8);

  private SpoiledTrees() {}

  /** A good tree with one thing done to it, and all that is then found: severity, code, text. */
  record Spoiled(String what, Consumer<SampleTree> change, List<String> findings) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Spoiled spoiled(String what, Consumer<SampleTree> change, String... findings) {
    return new Spoiled(what, change, List.of(findings));
  }

  static String mismatch(String text) {
    return "ERROR ARCH_OS_MISMATCH " + text;
  }

  static String incomplete(String text) {
    return "ERROR IMAGE_INCOMPLETE " + text;
  }

  static String warning(String text) {
    return "WARNING IMAGE_INCOMPLETE " + text;
  }

  static Stream<Spoiled> all() {
    return Stream.of(
            machines(),
            loaders(),
            releases(),
            packages(),
            kernels(),
            initramfs(),
            damagedInitramfs(),
            keys(),
            nodes())
        .flatMap(cases -> cases);
  }

  private static Stream<Spoiled> machines() {
    return Stream.of(
        spoiled(
            "foreign programs are counted, the first named",
            tree -> {
              for (String name : List.of("e", "a", "d", "b", "c")) {
                tree.elf("usr/sbin/" + name, Boot.X86_64);
              }
            },
            mismatch(
                "machine type: /usr/sbin/a: expected aarch64, found x86_64 in /usr/sbin/a,"
                    + " /usr/sbin/b, /usr/sbin/c and 2 more")),
        spoiled(
            "a foreign kernel module",
            tree ->
                tree.file(
                    "usr/lib/modules/" + RELEASE + "/kernel/b.ko",
                    Boot.elf(Boot.X86_64, Boot.OBJECT)),
            mismatch(
                "machine type: /usr/lib/modules/6.1.0-49-arm64/kernel/b.ko: expected aarch64, found"
                    + " x86_64 in /usr/lib/modules/6.1.0-49-arm64/kernel/b.ko")),
        spoiled(
            "32-bit programs that the CPU runs",
            tree -> tree.elf("usr/bin/old", 40),
            warning(
                "machine type: /usr/bin/old: expected aarch64 programs, found 32-bit arm in"
                    + " /usr/bin/old")),
        spoiled(
            "what is foreign on purpose",
            tree ->
                tree.elf("usr/lib/firmware/f.elf", 2)
                    .elf("usr/share/qemu/bios", Boot.X86_64)
                    .elf("usr/lib/x86_64-linux-gnu/libc.so.6", Boot.X86_64)
                    .elf("usr/lib/grub/i386-pc/a.img", Boot.I386)
                    .elf("usr/lib/modules/" + RELEASE + "/vdso/vdso.so", Boot.X86_64)
                    .elf("boot/memtest.elf", Boot.I386)
                    .elf("opt/cross/bin/cc", Boot.X86_64)
                    .file("usr/lib/systemd/x.bpf.o", Boot.elf(247, Boot.OBJECT))
                    .file("usr/bin/crt.o", Boot.elf(Boot.X86_64, Boot.OBJECT))),
        spoiled(
            "a script with ELF in its text",
            tree -> tree.text("usr/bin/script", "#!/bin/sh\n# ELF".repeat(9))));
  }

  private static Stream<Spoiled> loaders() {
    return Stream.of(
        spoiled(
            "no loader",
            tree -> tree.without("usr/lib/ld-linux-aarch64.so.1"),
            incomplete(
                "dynamic loader: /lib/ld-linux-aarch64.so.1: expected the dynamic loader of"
                    + " aarch64, found no such file")),
        spoiled(
            "a loader that is a link to nothing",
            tree -> tree.link("usr/lib/ld-linux-aarch64.so.1", "/nowhere"),
            incomplete(
                "dynamic loader: /lib/ld-linux-aarch64.so.1: expected the dynamic loader of"
                    + " aarch64, found no such file")),
        spoiled(
            "a loader that is none",
            tree ->
                tree.without("usr/lib/ld-linux-aarch64.so.1")
                    .text("usr/lib/ld-linux-aarch64.so.1", "loader"),
            incomplete(
                "dynamic loader: /lib/ld-linux-aarch64.so.1: expected the dynamic loader of"
                    + " aarch64, found no ELF file")));
  }

  private static Stream<Spoiled> releases() {
    return Stream.of(
        spoiled(
            "another release",
            tree -> tree.text("etc/os-release", "ID=debian\nVERSION_ID='13'\n"),
            mismatch(
                "distribution: /etc/os-release: expected debian12, found debian13 (another"
                    + " distribution)")),
        spoiled(
            "no release",
            tree -> tree.text("etc/os-release", "NAME=\u001b[2JX\nVERSION_ID=\"\u001b\"\n"),
            mismatch(
                "distribution: /etc/os-release: expected debian12, found ID=linux VERSION_ID=?")),
        spoiled(
            "a release file without end",
            tree -> tree.text("etc/os-release", "\n".repeat(70_000)),
            incomplete("distribution: /etc/os-release: expected at most 65536 bytes, found more")),
        spoiled(
            "the release file of the vendor, through a link that is absolute",
            tree ->
                tree.link("etc/os-release", "/usr/lib/os-release")
                    .text("usr/lib/os-release", "ID=debian\nVERSION_ID=12\n")),
        spoiled(
            "a release file that is a link to itself, and the vendor's",
            tree ->
                tree.link("etc/os-release", "os-release")
                    .text("usr/lib/os-release", "ID=debian\nVERSION_ID=12\n")),
        spoiled(
            "a release file that is a device",
            tree -> tree.without("etc/os-release").special("etc/os-release", NodeType.FIFO),
            incomplete(
                "distribution: /etc/os-release: expected a file that names the distribution, found"
                    + " none")),
        spoiled(
            "no accounts",
            tree -> tree.without("etc/passwd"),
            incomplete("accounts: /etc/passwd: expected a file, found none")),
        spoiled(
            "no init",
            tree -> tree.without("usr/sbin/init").without("usr/lib/systemd"),
            incomplete("init program: /sbin/init: expected a program, or systemd, found none")));
  }

  private static Stream<Spoiled> packages() {
    return Stream.of(
        spoiled(
            "a package that was not configured",
            tree ->
                tree.text(
                    STATUS,
                    stanza("dpkg", "arm64")
                        + stanza("udev", "arm64", "install ok half-configured")
                        + stanza("ssh", "arm64", "install reinstreq installed")
                        + stanza("held", "arm64", "hold ok installed")
                        + stanza("gone", "amd64", "deinstall ok config-files")),
            incomplete(
                "package database: /var/lib/dpkg/status: expected install ok installed, found"
                    + " install ok half-configured: udev"),
            incomplete(
                "package database: /var/lib/dpkg/status: expected install ok installed, found"
                    + " install reinstreq installed: ssh")),
        spoiled(
            "packages of another architecture",
            tree ->
                tree.text(
                    STATUS,
                    Stream.of("dpkg", "a", "b", "c", "d", "e", "f")
                        .map(name -> stanza(name, name.equals("dpkg") ? "arm64" : "amd64"))
                        .reduce("", String::concat)),
            mismatch(
                "package database: /var/lib/dpkg/status: expected arm64, found amd64: a, b, c, d, e"
                    + " and 1 more")),
        spoiled(
            "packages of an architecture that was added",
            tree ->
                tree.text(STATUS, stanza("dpkg", "arm64") + stanza("libc6", "armhf"))
                    .text("var/lib/dpkg/arch", "arm64\narmhf\n"),
            warning(
                "package database: /var/lib/dpkg/status: expected arm64, found further armhf:"
                    + " libc6")),
        spoiled(
            "an empty database",
            tree -> tree.text(STATUS, "\n\n"),
            incomplete(
                "package database: /var/lib/dpkg/status: expected installed packages, found none")),
        spoiled(
            "a line without end",
            tree ->
                tree.text(
                    STATUS,
                    "Package: dpkg\nDescription: " + "x".repeat(300_000) + "\nStatus: ok\n"),
            mismatch(
                "package database: /var/lib/dpkg/status: expected arm64, found no architecture:"
                    + " dpkg"),
            incomplete(
                "package database: /var/lib/dpkg/status: expected install ok installed, found ok:"
                    + " dpkg")));
  }

  private static Stream<Spoiled> kernels() {
    return Stream.of(
        spoiled(
            "no kernel",
            tree -> tree.without("boot").without("usr/lib/modules"),
            incomplete("kernel: /boot: expected a kernel with its modules, found none")),
        spoiled(
            "modules without kernel",
            tree -> tree.without("boot/vmlinuz-" + RELEASE),
            incomplete(
                "kernel: /usr/lib/modules/6.1.0-49-arm64: expected the kernel of these modules in"
                    + " /boot, found none")),
        spoiled(
            "a kernel without modules",
            tree -> tree.without("usr/lib/modules"),
            incomplete(
                "kernel: /usr/lib/modules/6.1.0-49-arm64: expected the modules of "
                    + KERNEL
                    + ", found none")),
        spoiled(
            "a newer kernel without modules beside one that boots",
            tree -> tree.file("boot/vmlinuz-6.1.0-150-arm64", Boot.arm64Image()),
            warning(
                "kernel: /usr/lib/modules/6.1.0-150-arm64: expected the modules of"
                    + " /boot/vmlinuz-6.1.0-150-arm64, found none")),
        spoiled(
            "an older kernel and a rescue image",
            tree ->
                tree.kernel("6.1.0-7-arm64", Boot.arm64Image())
                    .text("boot/vmlinuz-0-rescue-4bd3", "")
                    .text("usr/lib/modules/extra/modules.dep", "")),
        spoiled(
            "a foreign kernel",
            tree -> tree.file("boot/vmlinuz-" + RELEASE, Boot.bzImage(true)),
            mismatch("kernel: " + KERNEL + ": expected aarch64, found x86_64 (bzImage)")),
        spoiled(
            "an empty kernel",
            tree -> tree.text("boot/vmlinuz-" + RELEASE, ""),
            incomplete(
                "kernel: "
                    + KERNEL
                    + ": expected a bzImage, Image, EFI or ELF kernel, found something"
                    + " else")),
        spoiled(
            "a kernel beside its modules",
            tree ->
                tree.without("boot/vmlinuz-" + RELEASE)
                    .file("usr/lib/modules/" + RELEASE + "/vmlinuz", Boot.efi(0xaa64, true))));
  }

  private static Stream<Spoiled> initramfs() {
    String file = INITRAMFS.substring(1);
    byte[] good = Boot.initramfs(RELEASE, Boot.AARCH64);
    return Stream.of(
        spoiled(
            "no initramfs",
            tree -> tree.without(file),
            incomplete(
                "initramfs: "
                    + INITRAMFS
                    + ": expected the initramfs of kernel 6.1.0-49-arm64,"
                    + " found none")),
        spoiled(
            "one named as Red Hat does",
            tree -> tree.without(file).file("boot/initramfs-" + RELEASE + ".img", good)),
        spoiled(
            "a foreign one",
            tree -> tree.file(file, Boot.initramfs(RELEASE, Boot.X86_64)),
            mismatch(
                "initramfs: "
                    + INITRAMFS
                    + ": expected aarch64, found x86_64 in its"
                    + " /usr/bin/busybox"),
            mismatch("initramfs: " + INITRAMFS + ": expected aarch64 programs, found none")),
        spoiled(
            "one made for another kernel",
            tree -> tree.file(file, Boot.initramfs("5.10.0-1-arm64", Boot.AARCH64)),
            incomplete(
                "initramfs: "
                    + INITRAMFS
                    + ": expected modules of 6.1.0-49-arm64, found those of 5.10.0-1-arm64")),
        spoiled(
            "one with the keys of an ssh server",
            tree ->
                tree.file(
                    file,
                    Bytes.concat(
                        Boot.archive(
                            Boot.program("etc/dropbear/dropbear_rsa_host_key", new byte[40])),
                        good)),
            warning(
                "initramfs: "
                    + INITRAMFS
                    + ": expected no private keys, which all nodes would share, found its"
                    + " /etc/dropbear/dropbear_rsa_host_key")),
        spoiled(
            "one without init",
            tree ->
                tree.file(
                    file,
                    Boot.archive(Boot.program("bin/sh", Boot.elf(Boot.AARCH64, Boot.SHARED)))),
            incomplete("initramfs: " + INITRAMFS + ": expected /init, found none")));
  }

  private static Stream<Spoiled> damagedInitramfs() {
    String file = INITRAMFS.substring(1);
    byte[] good = Boot.initramfs(RELEASE, Boot.AARCH64);
    return Stream.of(
        spoiled(
            "one that is cut short in its uncompressed part",
            tree -> tree.file(file, Arrays.copyOf(good, 150)),
            incomplete(
                "initramfs: "
                    + INITRAMFS
                    + ": expected a whole initramfs, found one that is cut short")),
        spoiled(
            "one that is cut short in its compressed part",
            tree -> tree.file(file, Arrays.copyOf(good, good.length - 20)),
            incomplete(
                "initramfs: "
                    + INITRAMFS
                    + ": expected a whole initramfs, found one that is cut short")),
        spoiled(
            "one with something else at the end",
            tree -> tree.file(file, Bytes.concat(Boot.archive(), new byte[] {'?', '!'})),
            incomplete(
                "initramfs: "
                    + INITRAMFS
                    + ": expected a whole initramfs, found neither cpio nor compressed: it starts"
                    + " with 3f21")),
        spoiled(
            "one in a compression that is not installed",
            tree -> tree.file(file, new byte[] {2, 0x21, 0x4c, 0x18, 0}),
            warning(
                "initramfs: "
                    + INITRAMFS
                    + ": expected an initramfs that can be examined, found"
                    + " lz4 compression, which cannot be read here")));
  }

  private static Stream<Spoiled> keys() {
    return Stream.of(
        spoiled(
            "private keys that no rule knows",
            tree -> {
              tree.text("etc/own/key.pem", "-----BEGIN RSA PRIVATE KEY-----\n" + CODE);
              tree.text("var/lib/own/key", "-----BEGIN OPENSSH PRIVATE KEY-----\n" + CODE);
              tree.text("var/lib/own/ec", "-----BEGIN EC PARAMETERS-----\n" + CODE);
              tree.text("etc/own/cert.pem", "-----BEGIN CERTIFICATE-----\n" + CODE);
              tree.text("etc/own/notes", "In keys: -----BEGIN PRIVATE KEY-----\n" + CODE);
              tree.text("usr/share/own/key", "-----BEGIN PRIVATE KEY-----\n" + CODE);
            },
            warning(
                "private keys: /etc/own/key.pem: expected no private key that is not meant for all"
                    + " nodes, found /etc/own/key.pem, /var/lib/own/ec, /var/lib/own/key")),
        spoiled(
            "a private key is told once",
            tree ->
                tree.text(
                    "etc/ssl/private/ssl-cert-snakeoil.key",
                    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG\n"),
            warning(
                "residue: /etc/ssl/private/ssl-cert-snakeoil.key: expected nothing that nodes must"
                    + " not share, found a private key that all nodes would share; nothing in the"
                    + " tree makes new ones")));
  }

  private static Stream<Spoiled> nodes() {
    return Stream.of(
        spoiled(
            "links above the root",
            tree ->
                tree.link("etc/a", "../../etc/shadow")
                    .link("etc/b", "x/../../..")
                    .link("c", "..")
                    .link("etc/d", "/../../etc/shadow")
                    .link("etc/e", "../usr"),
            warning(
                "symbolic links: /c: expected targets inside the tree, found targets above its"
                    + " root: /c, /etc/a, /etc/b")),
        spoiled(
            "a device",
            tree -> tree.special("srv/sda", NodeType.BLOCK_DEVICE),
            warning("device nodes: /srv/sda: expected none outside /dev, found /srv/sda")),
        spoiled(
            "what everyone may change",
            tree ->
                tree.folder("srv/open", 0777)
                    .folder("srv/sticky", 01777)
                    .text("srv/f", "")
                    .mode("srv/f", 0666),
            warning(
                "permissions: /srv/f: expected nothing that is world-writable, found /srv/f,"
                    + " /srv/open")),
        spoiled(
            "residue",
            tree -> tree.text("etc/ssh/ssh_host_rsa_key", "secret"),
            warning(
                "residue: /etc/ssh/ssh_host_rsa_key: expected nothing that nodes must not share,"
                    + " found a private key that all nodes would share; nothing in the tree makes"
                    + " new ones")),
        spoiled(
            "errors come before warnings",
            tree -> tree.special("srv/sda", NodeType.BLOCK_DEVICE).without("etc/passwd"),
            incomplete("accounts: /etc/passwd: expected a file, found none"),
            warning("device nodes: /srv/sda: expected none outside /dev, found /srv/sda")));
  }
}
