package org.cmimage.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentName;

/**
 * Small trees of real packages of an architecture, unpacked by dpkg from the repositories of this
 * machine, which has to be a Debian.
 */
final class RealTrees {
  private static final List<String> SYSTEM = List.of("base-files", "libc6", "dash", "coreutils");

  private final Path scratch;
  private final Architecture architecture;
  private final List<String> options;

  /** Reads what there is for the architecture; aborts the test where that cannot be reached. */
  RealTrees(Path scratch, Architecture architecture) throws IOException, InterruptedException {
    this.scratch = Files.createDirectories(scratch.resolve(architecture.debianName()));
    this.architecture = architecture;
    String name = architecture.debianName();
    this.options =
        List.of(
            "-qq",
            "-oAPT::Architecture=" + name,
            "-oAPT::Architectures=" + name,
            "-oAPT::Sandbox::User=root",
            "-oDir::State="
                + Files.createDirectories(this.scratch.resolve("state/lists")).getParent(),
            "-oDir::State::status=/dev/null",
            "-oDir::Cache="
                + Files.createDirectories(this.scratch.resolve("cache/archives")).getParent());
    boolean reached =
        new ProcessBuilder(command("apt-get", "update"))
                .redirectErrorStream(true)
                .redirectOutput(this.scratch.resolve("update.log").toFile())
                .start()
                .waitFor()
            == 0;
    assumeTrue(reached, "needs repositories for " + name);
  }

  /** Unpacks what makes the component's tree. */
  void unpack(ComponentName component, Path tree) throws IOException, InterruptedException {
    switch (component.kind()) {
      case SOFTWARE_IMAGE -> {
        unpack(SYSTEM, tree);
        unpack(List.of("systemd", "systemd-sysv", kernel()), tree);
      }
      case NODE_INSTALLER -> {
        unpack(SYSTEM, tree);
        Files.createDirectories(tree.resolve("scripts"));
        Files.writeString(tree.resolve("scripts/node-installer.conf"), "debug = false\n");
      }
      case CM_SHARED -> {
        unpack(List.of("numactl"), tree.resolve("apps/numactl/2.0"));
        Path modulefile = tree.resolve("modulefiles/numactl/2.0");
        Files.createDirectories(modulefile.getParent());
        Files.writeString(modulefile, "#%Module1.0\n");
      }
    }
  }

  /** The package that the smallest of Debian's kernels is in now. */
  private String kernel() throws IOException, InterruptedException {
    String meta = "linux-image-cloud-" + architecture.debianName();
    return run(command("apt-cache", "depends", "--important", meta))
        .lines()
        .filter(line -> line.contains("Depends:"))
        .map(line -> line.replaceFirst(".*Depends: ", "").strip())
        .findFirst()
        .orElseThrow();
  }

  private void unpack(List<String> packages, Path tree) throws IOException, InterruptedException {
    Files.createDirectories(tree);
    Path archives = Files.createTempDirectory(scratch, "archives");
    List<String> download = command("apt-get", "download");
    download.addAll(packages);
    Program.output(archives, download.toArray(String[]::new));
    try (Stream<Path> files = Files.list(archives)) {
      for (Path archive : files.toList()) {
        Program.output(archives, "dpkg-deb", "-x", archive.toString(), tree.toString());
      }
    }
  }

  private List<String> command(String program, String... words) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(options);
    command.addAll(List.of(words));
    return command;
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    return Program.output(scratch, command.toArray(String[]::new));
  }
}
