package org.cmimage.cli.packages;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.manifest.TreeManifest;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.model.change.ComponentRegistration;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.store.ClusterStore;

/**
 * An image in which programs of this machine run: bash and a few others with their libraries; it is
 * registered and has a manifest.
 */
final class ToyImage {
  static final ArchOs ARCH_OS =
      new ArchOs(Architecture.parse(System.getProperty("os.arch")), Distribution.parse("debian12"));
  static final ComponentName COMPONENT = new ComponentName(ComponentKind.SOFTWARE_IMAGE, ARCH_OS);
  static final String KERNEL = "6.1.0-99-toy";

  private static final List<String> PROGRAMS =
      List.of("cat", "stty", "tty", "sleep", "uname", "ls", "rm", "mkdir", "touch");
  private static final Pattern LIBRARY = Pattern.compile("(/[^ ]+) \\(0x");

  private final ClusterLayout layout;
  private final Path tree;

  private ToyImage(ClusterLayout layout) {
    this.layout = layout;
    this.tree = layout.tree(COMPONENT);
  }

  static ToyImage in(Path root) throws Exception {
    ToyImage image = new ToyImage(ClusterLayout.below(root));
    image.fill();
    image.register();
    return image;
  }

  Path tree() {
    return tree;
  }

  private void fill() throws Exception {
    for (String directory :
        List.of("proc", "sys", "dev", "run", "tmp", "root", "var/lib/dpkg", "usr/sbin")) {
      Files.createDirectories(tree.resolve(directory));
    }
    Files.createDirectories(tree.resolve("lib/modules").resolve(KERNEL));
    Files.createDirectories(tree.resolve("etc"));
    Files.writeString(tree.resolve("etc/os-release"), "ID=debian\nVERSION_ID=\"12\"\n");
    Files.writeString(tree.resolve("var/lib/dpkg/status"), "");
    copy(Path.of("/bin/bash"), "bin/bash");
    Files.createSymbolicLink(tree.resolve("bin/sh"), Path.of("bash"));
    for (String program : PROGRAMS) {
      copy(Path.of("/usr/bin", program), "usr/bin/" + program);
    }
  }

  /** Copies a program of this machine to its place in the tree, with its libraries. */
  void copy(Path program, String place) throws Exception {
    assumeTrue(Files.isExecutable(program), "needs " + program);
    put(program, place);
    Process ldd = new ProcessBuilder("ldd", program.toString()).start();
    String text = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher library = LIBRARY.matcher(text);
    while (library.find()) {
      put(Path.of(library.group(1)), library.group(1).substring(1));
    }
  }

  private void put(Path file, String place) throws IOException {
    Path to = tree.resolve(place);
    Files.createDirectories(to.getParent());
    Files.copy(
        file.toRealPath(),
        to,
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  private void register() throws Exception {
    try (ClusterStore store = Stores.open(layout)) {
      store.update(NewCluster.of("head", ARCH_OS)::changes);
      store.update(c -> ComponentRegistration.softwareImage(c, ARCH_OS, KERNEL, Instant.EPOCH));
    }
    writeManifest();
  }

  void writeManifest() throws IOException {
    try (Rootfs rootfs = Rootfs.open(HostCalls.installed(), tree)) {
      TreeManifest.of(rootfs).withOrigin("MADE_HERE").save(layout.manifest(COMPONENT));
    }
  }

  TreeManifest manifest() throws IOException {
    return TreeManifest.load(layout.manifest(COMPONENT));
  }
}
