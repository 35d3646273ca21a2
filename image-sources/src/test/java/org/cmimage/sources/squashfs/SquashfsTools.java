package org.cmimage.sources.squashfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.sources.bytes.FileBytes;
import org.cmimage.sources.tar.TarReader;

/** Makes trees and images with squashfs-tools and GNU tar. */
public final class SquashfsTools {
  private SquashfsTools() {}

  /** Aborts the test if the tools are not installed. */
  public static void assumeInstalled() throws IOException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/mksquashfs")),
        "mksquashfs is not installed (squashfs-tools)");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setfattr")), "setfattr is not installed");
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
        "device nodes and owners need root");
  }

  /** Runs a script of the shell in a directory, and returns its output. */
  public static String sh(Path directory, String script) throws Exception {
    return run(directory, "sh", "-euc", script);
  }

  static String run(Path directory, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor()).as(Arrays.toString(command) + ": " + output).isZero();
    return output;
  }

  /** Makes a tree that has one of everything. */
  public static Path makeZoo(Path tree) throws Exception {
    Files.createDirectories(tree);
    Random random = new Random(7);
    sh(
        tree,
        """
        mkdir -p dir/deep/deeper empty many
        echo small > small; cp small dir/copy
        ln small dir/link; ln small zlink
        ln -s ../small dir/symlink; ln -s "$(printf 'x%.0s' $(seq 300))" long-symlink
        mknod char c 5 300; mknod block b 259 70000; mkfifo fifo; mknod null c 0 0
        ln fifo fifo2
        : > nothing
        truncate -s 3000001 hole
        truncate -s 5000000 sparse
        printf data | dd of=sparse bs=1 seek=2500000 conv=notrunc status=none
        printf end | dd of=sparse bs=1 seek=4999997 conv=notrunc status=none
        seq 1 200000 > numbers
        for i in $(seq 1 300); do echo $i > many/file-with-a-rather-long-name-$i; done
        setfattr -n user.text -v hello small
        setfattr -n user.same -v 0x$(printf 'ab%.0s' $(seq 500)) numbers
        setfattr -n user.same -v 0x$(printf 'ab%.0s' $(seq 500)) nothing
        setfattr -n user.same -v 0x$(printf 'ab%.0s' $(seq 500)) dir
        setfattr -n trusted.more -v y dir
        setfattr -n trusted.overlay.opaque -v y dir/deep
        setfattr -n security.capability -v 0x0100000280000000000000000000000000000000 dir/copy
        setfattr -h -n trusted.link -v 1 dir/symlink
        setfattr -n trusted.device -v 1 char
        setfattr -n trusted.empty fifo
        chown 3000000:42 numbers; chown -h 7:8 dir/symlink; chmod 6755 numbers; chmod 1777 empty
        mkdir 'sp ace'; echo x > "sp ace/$(printf '\\303\\244 \\377')"
        """);
    Files.write(tree.resolve("random"), bytes(random, 1_333_333));
    Files.write(tree.resolve("exact"), bytes(random, 1 << 20));
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(tree.resolve("socket")));
    }
    sh(
        tree,
        "find . -exec touch -h -d @1700000000 {} +; touch -d @2208988800 small; touch -d"
            + " @4000000000 numbers");
    return tree;
  }

  static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Makes an image of a tree. */
  public static Path make(Path tree, Path image, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("mksquashfs", tree.toString(), image.toString(), "-noappend", "-no-progress"));
    command.addAll(Arrays.asList(options));
    run(tree, command.toArray(new String[0]));
    return image;
  }

  /** Returns unsquashfs' result for an image, as read by GNU tar; without sockets. */
  public static Map<String, String> unsquashed(Path image, Path directory) throws Exception {
    run(
        image.getParent(),
        "unsquashfs",
        "-no-progress",
        "-d",
        directory.toString(),
        image.toString());
    return tarred(directory);
  }

  /** Returns a tree as read by GNU tar; without sockets. */
  public static Map<String, String> tarred(Path directory) throws Exception {
    Process tar =
        new ProcessBuilder(
                "tar",
                "-C",
                directory.toString(),
                "--format=pax",
                "--sort=name",
                "--numeric-owner",
                "--xattrs",
                "--xattrs-include=*",
                "-cf",
                "-",
                ".")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    EntryDump dump = new EntryDump();
    try (InputStream archive = tar.getInputStream()) {
      TarReader.read(archive, dump);
    }
    assertThat(tar.waitFor()).isZero();
    return dump.lines();
  }

  /** Returns the reader's result for an image. */
  public static Map<String, String> read(Path image, SquashfsImage.Use use) throws IOException {
    EntryDump dump = new EntryDump();
    read(image, use, dump);
    return dump.lines();
  }

  static void read(Path image, SquashfsImage.Use use, EntrySink sink) throws IOException {
    try (FileBytes bytes = FileBytes.open(image)) {
      SquashfsImage.open(bytes).readEntries(use, sink);
    }
  }
}
