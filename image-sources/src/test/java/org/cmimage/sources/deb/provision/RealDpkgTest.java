package org.cmimage.sources.deb.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.sources.deb.provision.dpkg.DpkgTranscript;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The expected messages are those of the dpkg that is installed here. */
@Tag("root")
class RealDpkgTest {
  @TempDir private Path directory;
  private final RecordedProgress progress = new RecordedProgress();
  private final DpkgTranscript transcript = new DpkgTranscript(progress, 0, 5);

  @BeforeEach
  void needsDpkg() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg")), "this machine has no dpkg");
    assumeTrue("root".equals(System.getProperty("user.name")), "dpkg installs as root only");
    Path database = Files.createDirectories(directory.resolve("root/var/lib/dpkg"));
    Files.createDirectories(database.resolve("info"));
    Files.createDirectories(database.resolve("updates"));
    Files.createFile(database.resolve("status"));
  }

  @Test
  void understandsHowItsScriptsFail() throws Exception {
    makePackage("exits", "echo last words; exit 3", "");
    makePackage("killed", "kill -SEGV $$", "");
    makePackage("needs", "exit 0", "Depends: exits\n");
    makePackage("works", "exit 0", "");
    dpkg("--unpack");

    dpkg("--configure", "-a").forEach(transcript);

    assertThat(transcript.failures())
        .extracting(
            DpkgTranscript.Failure::packageName,
            DpkgTranscript.Failure::script,
            DpkgTranscript.Failure::end)
        .containsExactlyInAnyOrder(
            tuple("exits", "post-installation script", "exit status 3"),
            tuple("killed", "post-installation script", "signal Segmentation fault"));
    assertThat(transcript.failures())
        .filteredOn(failure -> failure.packageName().equals("exits"))
        .allSatisfy(failure -> assertThat(failure.lines()).containsExactly("last words"));
    assertThat(transcript.configured()).isEqualTo(3);
    transcript.ended();
    assertThat(progress.timed())
        .containsExactlyInAnyOrder("exits postinst", "killed postinst", "works postinst");
  }

  private List<String> dpkg(String... arguments) throws IOException, InterruptedException {
    List<String> argv =
        new ArrayList<>(
            List.of("dpkg", "--root=" + directory.resolve("root"), "--force-script-chrootless"));
    argv.addAll(List.of(arguments));
    if (arguments[0].equals("--unpack")) {
      try (var archives = Files.newDirectoryStream(directory, "*.deb")) {
        archives.forEach(archive -> argv.add(archive.toString()));
      }
    }
    return run(argv);
  }

  private void makePackage(String name, String script, String fields)
      throws IOException, InterruptedException {
    Path control = Files.createDirectories(directory.resolve(name).resolve("DEBIAN"));
    Files.writeString(
        control.resolve("control"),
        "Package: "
            + name
            + "\nVersion: 1.0-1\nArchitecture: all\nMaintainer: a <a@example.org>\n"
            + fields
            + "Description: test\n");
    Path postinst = Files.writeString(control.resolve("postinst"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(postinst, PosixFilePermissions.fromString("rwxr-xr-x"));
    run(List.of("dpkg-deb", "--build", directory.resolve(name).toString(), directory.toString()));
  }

  private static List<String> run(List<String> argv) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
    builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8", "DEBIAN_FRONTEND", "noninteractive"));
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.lines().toList();
  }
}
