package org.cmimage.endtoend.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;
import org.cmimage.model.store.ClusterStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Components of both architectures are made on one cluster, packed by GNU tar, and imported into
 * others: with the commands that administrators of the original type, and with ours.
 */
@Tag("root")
@Tag("network")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportedComponentsTest {
  private static final Distribution DISTRIBUTION = Distribution.parse("debian12");
  private static final String CATALOG =
      """
      inherits: debian12
      kernels:
        x86_64: linux-image-cloud-amd64
        aarch64: linux-image-cloud-arm64
      priorities:
        swimage: [required]
        node-installer: [required]
      packages:
        swimage:
          boot: [systemd-sysv, initramfs-tools, zstd]
          tools: [apt]
          network: [iputils-ping]
          login: []
          dhcp: []
          infiniband: []
          time: []
          storage: []
          hardware: []
          diagnosis: []
          logs: []
        node-installer:
          boot: [systemd-sysv, initramfs-tools, zstd]
          network: []
          dhcp: []
          login: []
          time: []
          storage: []
          hardware: []
          tools: []
      """;

  private Path tarballs;

  @BeforeAll
  void make() throws Exception {
    TrialCluster.requireMachine("tar", "gzip");
    ClusterLayout layout = TrialCluster.create(DISTRIBUTION, CATALOG);
    tarballs = Files.createDirectory(TrialCluster.scratch().resolve("tarballs"));
    for (Architecture architecture : List.of(TrialCluster.HOST, TrialCluster.FOREIGN)) {
      make(layout, architecture);
      pack(layout.resolve("/cm/images"), "default-image-debian12-" + architecture, architecture);
      pack(layout.resolve("/cm"), "node-installer", architecture);
      pack(layout.resolve("/cm"), "cmshared", architecture);
    }
  }

  @AfterAll
  void clear() throws IOException, InterruptedException {
    TrialCluster.remove();
  }

  private static void make(ClusterLayout layout, Architecture architecture) throws Exception {
    ImageRequest request =
        ImageRequest.bootstrap(
                new ArchOs(architecture, DISTRIBUTION),
                ComponentKind.SOFTWARE_IMAGE,
                ComponentKind.NODE_INSTALLER,
                ComponentKind.CM_SHARED)
            .build();
    try (ClusterStore store = Stores.open(layout)) {
      ImagePipeline pipeline = ImagePipeline.builder().layout(layout).store(store).build();
      TrialCluster.requirePlan(pipeline, request);
      pipeline.execute(pipeline.plan(request));
    } catch (ImageException e) {
      Assumptions.assumeTrue(e.code() != ErrorCode.MIRROR_UNREACHABLE, e.getMessage());
      throw e;
    }
  }

  private void pack(Path above, String archive, Architecture architecture) throws Exception {
    String suffix = "-debian12-" + architecture;
    String directory =
        switch (archive) {
          case "node-installer" -> "node-installer" + suffix;
          case "cmshared" -> "shared" + suffix;
          default -> archive;
        };
    String name = archive.endsWith(suffix) ? archive : archive + "-" + architecture;
    Program.output(
        above.resolve(directory),
        "tar",
        "--use-compress-program=gzip -1",
        "--xattrs",
        "--acls",
        "--numeric-owner",
        "-cf",
        tarballs.resolve(name + ".tar.gz").toString(),
        ".");
  }

  @ParameterizedTest
  @CsvSource({"x86_64, node-installer", "aarch64, swimage", "x86_64, cmshared"})
  void theCommandsOfTheOriginalWork(String architecture, String wrong) throws Exception {
    Path root = head(architecture + "-" + wrong);
    Path script = TrialCluster.scratch().resolve("method-1.sh");
    try (InputStream in = getClass().getResourceAsStream("method-1.sh")) {
      Files.write(script, in.readAllBytes());
    }
    run(root, "sh", script.toString(), architecture, wrong);
  }

  @ParameterizedTest
  @EnumSource(names = {"X86_64", "AARCH64"})
  void oneCommandDoesTheSame(Architecture architecture) throws Exception {
    Path root = head("import-" + architecture);
    String all =
        run(
            root,
            "cm-image",
            "import",
            "all",
            "--swimage",
            tarballs.resolve("default-image-debian12-" + architecture + ".tar.gz").toString(),
            "--node-installer",
            tarballs.resolve("node-installer-" + architecture + ".tar.gz").toString(),
            "--cmshared",
            tarballs.resolve("cmshared-" + architecture + ".tar.gz").toString(),
            "-a",
            architecture.toString(),
            "-d",
            "debian12");
    assertThat(all).contains("Updating cmd entities", "Completed");
    assertThat(run(root, "cmsh", "-c", "partition archos base; list"))
        .containsPattern(
            architecture + " +\\| debian12 +\\| default-image-debian12-" + architecture);
    run(root, "cm-image", "verify", "default-image-debian12-" + architecture, "--deep");
  }

  /** A head node of its own, with our commands. */
  private static Path head(String name) throws IOException {
    Path root = TrialCluster.scratch().resolve(name);
    Files.createDirectories(root.resolve("cm/images"));
    Files.createDirectories(root.resolve("cm/shared/apps"));
    Files.createDirectories(root.resolve("etc/cm-image"));
    Files.writeString(
        root.resolve("etc/cm-image/cm-image.yaml"),
        """
        headnode:
          hostname: a06-u02-bcm-01
          architecture: aarch64
          distribution: ubuntu2404
        """);
    Path bin = Files.createDirectory(root.resolve("bin"));
    command(bin.resolve("cm-image"), "CmImage", root);
    command(bin.resolve("cmsh"), "Cmsh", root);
    return root;
  }

  private static void command(Path file, String mainClass, Path root) throws IOException {
    Files.writeString(
        file,
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -cp '%s' org.cmimage.cli.%s --root '%s' \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                mainClass,
                root));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What a command prints on that head node; it must succeed. */
  private String run(Path root, String... command) throws IOException, InterruptedException {
    File output = root.resolve("output").toFile();
    // By a shell, as it alone looks the command up on the PATH that is given to it.
    List<String> words = new ArrayList<>(List.of("sh", "-c", "exec \"$@\"", "sh"));
    words.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(words).directory(root.toFile());
    builder
        .environment()
        .put("PATH", root.resolve("bin") + File.pathSeparator + System.getenv("PATH"));
    builder.environment().put("ROOT", root.toString());
    builder.environment().put("TARBALLS", tarballs.toString());
    Process process = builder.redirectErrorStream(true).redirectOutput(output).start();
    process.getOutputStream().close();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    String text = Files.readString(output.toPath(), StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }
}
