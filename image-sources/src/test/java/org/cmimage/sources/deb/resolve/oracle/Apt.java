package org.cmimage.sources.deb.resolve.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.format.deb822.ControlReader;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.sources.deb.control.ControlData;
import org.junit.jupiter.api.Assumptions;

/** This machine's apt, with repositories and a system of the test. */
final class Apt {
  private final Path directory;
  private final Path configuration;

  /** The result of a run of apt-get. */
  record Run(int status, List<String> lines) {}

  private Apt(Path directory) {
    this.directory = directory;
    this.configuration = directory.resolve("apt.conf");
  }

  /** Makes apt read the repositories' indices. Aborts the test if there is no apt. */
  static Apt over(Path directory, List<Repository> repositories, String architecture)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/apt-get")), "apt is the oracle, and is not installed");
    StringBuilder sources = new StringBuilder();
    for (Repository r : repositories) {
      sources.append(
          "deb [signed-by=%s] %s %s main\n".formatted(r.keyrings().get(0), r.uri(), r.suite()));
    }
    for (String part :
        List.of(
            "etc/apt.conf.d",
            "etc/preferences.d",
            "state/lists/partial",
            "cache/archives/partial")) {
      Files.createDirectories(directory.resolve(part));
    }
    Files.writeString(directory.resolve("etc/sources.list"), sources);
    Apt apt = new Apt(directory);
    apt.install("");
    Files.writeString(
        apt.configuration,
        """
        Dir::Etc "%1$s/etc"; Dir::State "%1$s/state"; Dir::State::status "%1$s/state/status"; Dir::Cache "%1$s/cache";
        APT::Architecture "%2$s"; APT::Architectures { "%2$s"; }; APT::Install-Recommends "false";
        Acquire::Languages "none"; APT::Sandbox::User "root"; Debug::NoLocking "true"; APT::Get::AllowUnauthenticated "false";
        """
            .formatted(directory, architecture));
    apt.required("apt-get", "-q", "update");
    return apt;
  }

  /** Sets the content of the package database. */
  void install(String status) throws IOException {
    Files.writeString(directory.resolve("state/status"), status);
  }

  /** Returns all offered versions, with all fields. */
  List<ControlStanza> offered() throws IOException, InterruptedException {
    Path dump = directory.resolve("available");
    Process process = start(List.of("apt-cache", "dumpavail"), Optional.of(dump));
    process.waitFor();
    List<ControlStanza> stanzas = new ArrayList<>();
    try (ControlReader reader =
        ControlData.reader(Files.newInputStream(dump), dump.toString(), List.of())) {
      for (Optional<ControlStanza> next = reader.next(); next.isPresent(); next = reader.next()) {
        stanzas.add(next.get());
      }
    }
    return stanzas;
  }

  /** Runs a program of apt that must succeed. */
  List<String> required(String... argv) throws IOException, InterruptedException {
    Run run = run(List.of(argv));
    if (run.status != 0) {
      throw new IOException(List.of(argv) + ": " + run.lines);
    }
    return run.lines;
  }

  /** Runs a program of apt. */
  Run run(List<String> argv) throws IOException, InterruptedException {
    Process process = start(argv, Optional.empty());
    List<String> lines = process.inputReader().lines().toList();
    return new Run(process.waitFor(), lines);
  }

  private Process start(List<String> argv, Optional<Path> output) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
    output.ifPresent(file -> builder.redirectOutput(file.toFile()));
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("APT_CONFIG", configuration.toString());
    return builder.start();
  }
}
