package org.cmimage.cli.packages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.cmimage.cli.Ran;
import org.cmimage.cli.SmallTrees;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.manifest.TreeManifest;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.ComponentName;

/**
 * A registered image with this machine's dpkg and one essential package, and a directory of
 * packages of which nothing but files, scripts and relations is real.
 */
final class PackagedImage {
  static final ComponentName COMPONENT = ToyImage.COMPONENT;
  static final String NAME = COMPONENT.name();

  private static final List<String> PROGRAMS =
      List.of(
          "dpkg",
          "dpkg-deb",
          "dpkg-split",
          "dpkg-query",
          "dpkg-trigger",
          "tar",
          "rm",
          "diff",
          "true",
          "kill");

  private final Path root;
  private final ToyImage image;
  private final Path packages;

  private PackagedImage(Path root, ToyImage image) throws IOException {
    this.root = root;
    this.image = image;
    this.packages = Files.createDirectories(root.resolve("packages"));
  }

  static PackagedImage in(Path root) throws Exception {
    PackagedImage image = new PackagedImage(root, ToyImage.in(root));
    image.fill();
    return image;
  }

  Path tree() {
    return image.tree();
  }

  Path packages() {
    return packages;
  }

  private void fill() throws Exception {
    for (String program : PROGRAMS) {
      image.copy(Path.of("/usr/bin", program), "usr/bin/" + program);
    }
    image.copy(Path.of("/sbin/ldconfig"), "usr/sbin/ldconfig");
    image.copy(Path.of("/sbin/start-stop-daemon"), "usr/sbin/start-stop-daemon");
    Path database = tree().resolve("var/lib/dpkg");
    for (String directory : List.of("info", "updates", "triggers", "parts", "alternatives")) {
      Files.createDirectories(database.resolve(directory));
    }
    Files.createDirectories(tree().resolve("boot"));
    Files.createDirectories(tree().resolve("sbin"));
    Files.createSymbolicLink(tree().resolve("sbin/init"), Path.of("../bin/bash"));
    Files.writeString(database.resolve("available"), "");
    Files.writeString(database.resolve("arch"), architecture() + "\n");
    write("etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
    write("etc/group", "root:x:0:\n");
    Path kernel = tree().resolve("boot/vmlinuz-" + ToyImage.KERNEL);
    Files.write(kernel, kernel());
    Path module = tree().resolve("lib/modules/" + ToyImage.KERNEL + "/modules.dep");
    Files.createDirectories(module.getParent());
    Files.writeString(module, "");
    installed("base", "1", "Essential: yes\nPriority: required\n");
    writeManifest("MADE_ELSEWHERE");
  }

  static String architecture() {
    return ToyImage.ARCH_OS.architecture().debianName();
  }

  void write(String path, String text) throws IOException {
    Files.createDirectories(tree().resolve(path).getParent());
    Files.writeString(tree().resolve(path), text);
  }

  /** Enters a package into dpkg's database that has one file. */
  void installed(String name, String version, String fields) throws IOException {
    entered(name, version, "install ok installed", fields);
  }

  /** The same in any state. */
  void entered(String name, String version, String state, String fields) throws IOException {
    Path database = tree().resolve("var/lib/dpkg");
    Files.writeString(
        database.resolve("status"),
        "Package: %s\nStatus: %s\n%sMaintainer: nobody <nobody@mirror.invalid>\nArchitecture: all\nVersion: %s\nDescription: %s\n\n"
            .formatted(name, state, fields, version, name),
        UTF_8,
        java.nio.file.StandardOpenOption.APPEND);
    write("usr/share/" + name + "/file", version + "\n");
    Files.writeString(
        database.resolve("info/" + name + ".list"),
        "/.\n/usr\n/usr/share\n/usr/share/%1$s\n/usr/share/%1$s/file\n".formatted(name));
    Files.writeString(database.resolve("info/" + name + ".md5sums"), "");
  }

  /** Adds a script of an installed package. */
  void script(String name, String kind, String body) throws IOException {
    Path script = tree().resolve("var/lib/dpkg/info/" + name + "." + kind);
    Files.writeString(script, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Makes a package to install. */
  void offer(String name, String version, String fields, Map<String, String> scripts)
      throws Exception {
    offer(name, version, fields, scripts, 0);
  }

  /** Makes a package with a kernel, whose script leaves a file that is not the package's. */
  void offerKernel(String name, String release) throws Exception {
    Path work = Files.createTempDirectory(root, "deb");
    Path modules = Files.createDirectories(work.resolve("lib/modules").resolve(release));
    Files.writeString(modules.resolve("modules.order"), "");
    Path kernel = Files.createDirectories(work.resolve("boot")).resolve("vmlinuz-" + release);
    Files.write(kernel, kernel());
    build(work, name, "1", "", Map.of("postinst", ": >/lib/modules/" + release + "/modules.dep"));
  }

  private byte[] kernel() throws IOException {
    return new SmallTrees(tree(), architecture().equals("arm64")).kernel();
  }

  /** The same with a large file beside the one each has. */
  void offer(String name, String version, String fields, Map<String, String> scripts, int mebibytes)
      throws Exception {
    Path work = Files.createTempDirectory(root, "deb");
    Path content = Files.createDirectories(work.resolve("usr/share").resolve(name));
    Files.writeString(content.resolve("file"), version + "\n");
    if (mebibytes > 0) {
      fill(content.resolve("large"), mebibytes);
    }
    build(work, name, version, fields, scripts);
  }

  private void build(
      Path work, String name, String version, String fields, Map<String, String> scripts)
      throws Exception {
    Path control = Files.createDirectories(work.resolve("DEBIAN"));
    Files.writeString(
        control.resolve("control"),
        "Package: %s\nVersion: %s\nArchitecture: all\nMaintainer: nobody <nobody@mirror.invalid>\n%sDescription: %s\n"
            .formatted(name, version, fields, name));
    for (Map.Entry<String, String> script : scripts.entrySet()) {
      Path file =
          Files.writeString(
              control.resolve(script.getKey()), "#!/bin/sh\n" + script.getValue() + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Process build =
        new ProcessBuilder(
                "dpkg-deb",
                "-Zgzip",
                "--root-owner-group",
                "-b",
                work.toString(),
                packages.resolve(name + "_" + version + "_all.deb").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(build.getInputStream().readAllBytes(), UTF_8);
    if (build.waitFor() != 0) {
      throw new IOException(said);
    }
  }

  /** Writes a file without holes. */
  static void fill(Path file, int mebibytes) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < mebibytes; i++) {
        out.write(new byte[1 << 20]);
      }
    }
  }

  void writeManifest(String origin) throws IOException {
    try (Rootfs rootfs = Rootfs.open(HostCalls.installed(), tree())) {
      TreeManifest.of(rootfs)
          .withOrigin(origin)
          .save(ClusterLayout.below(root).manifest(COMPONENT));
    }
  }

  /** Returns the words of a call that changes an image, with the packages as its repository. */
  List<String> words(String image, String... more) {
    List<String> words =
        new ArrayList<>(List.of("package", "--root", root.toString(), "-i", image));
    words.addAll(Arrays.asList(more));
    boolean changes =
        Arrays.stream(more).anyMatch(word -> word.matches("--(install|remove|update|update-all)"));
    if (changes) {
      words.addAll(List.of("-b", packages.toString(), "--air-gapped"));
    }
    return words;
  }

  /** Runs it in this process. */
  Ran run(String image, String... more) {
    return Ran.cmImage(words(image, more).toArray(String[]::new));
  }
}
