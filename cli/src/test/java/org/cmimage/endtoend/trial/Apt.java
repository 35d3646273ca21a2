package org.cmimage.endtoend.trial;

import com.google.common.base.Splitter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.model.Architecture;

/** The apt of this machine, for a system of which nothing is there but its sources. */
public final class Apt {
  private static final Pattern INSTALLED =
      Pattern.compile("Inst (\\S+) \\((\\S+) .*\\[(\\S+)]\\).*");

  private final Path directory;
  private final List<String> options;

  private Apt(Path directory, List<String> options) {
    this.directory = directory;
    this.options = options;
  }

  /**
   * What apt would install.
   *
   * @param packages name, version and architecture of each, sorted; none where it cannot
   * @param complaint why it cannot; empty where it can
   */
  public record Simulation(List<String> packages, String complaint) {}

  /**
   * Reads the indices of sources.
   *
   * @param directory where they are kept
   * @param sources lines without options, such as {@code deb http://mirror.example.org/debian
   *     bookworm main}
   */
  public static Apt update(
      Path directory, Architecture architecture, List<String> sources, Path keyring)
      throws IOException, InterruptedException {
    for (String part :
        List.of("etc/preferences.d", "state/lists/partial", "cache/archives/partial")) {
      Files.createDirectories(directory.resolve(part));
    }
    List<String> signed =
        sources.stream()
            .map(line -> line.replaceFirst("^deb ", "deb [signed-by=" + keyring + "] "))
            .toList();
    Path list = Files.write(directory.resolve("sources.list"), signed);
    String name = architecture.debianName();
    Apt apt =
        new Apt(
            directory,
            List.of(
                "-oAPT::Architecture=" + name,
                "-oAPT::Architectures=" + name,
                "-oAPT::Sandbox::User=root",
                "-oAPT::Install-Recommends=false",
                "-oAcquire::Languages=none",
                "-oDir::Etc=" + directory.resolve("etc"),
                "-oDir::Etc::sourcelist=" + list,
                "-oDir::Etc::sourceparts=/dev/null",
                "-oDir::State=" + directory.resolve("state"),
                "-oDir::State::status=/dev/null",
                "-oDir::Cache=" + directory.resolve("cache")));
    apt.run("apt-get", "-qq", "update");
    return apt;
  }

  /** Returns the names of the packages in a component of a release. */
  public SortedSet<String> names(String codename, String component)
      throws IOException, InterruptedException {
    String index =
        run(
            "apt-get",
            "indextargets",
            "--format",
            "$(FILENAME)",
            "Created-By: Packages",
            "Codename: " + codename,
            "Component: " + component);
    SortedSet<String> names = new TreeSet<>();
    for (String file : index.lines().toList()) {
      String text = Program.output(directory, "/usr/lib/apt/apt-helper", "cat-file", file);
      Splitter.on('\n')
          .splitToStream(text)
          .filter(line -> line.startsWith("Package: "))
          .forEach(line -> names.add(line.substring("Package: ".length())));
    }
    return names;
  }

  /** Asks apt what it would install for packages beside what every system has. */
  public Simulation simulate(List<String> packages) throws IOException, InterruptedException {
    List<String> command = command("apt-get", "-s", "install", "?essential", "?priority(required)");
    command.addAll(packages);
    File printed = directory.resolve("simulation").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed).start();
    process.getOutputStream().close();
    int status = process.waitFor();
    String output = Files.readString(printed.toPath(), StandardCharsets.UTF_8);
    if (status != 0) {
      return new Simulation(List.of(), complaint(output));
    }
    List<String> installed = new ArrayList<>();
    for (String line : output.lines().toList()) {
      Matcher matcher = INSTALLED.matcher(line);
      if (matcher.matches()) {
        installed.add(matcher.group(1) + " " + matcher.group(2) + " " + matcher.group(3));
      }
    }
    installed.sort(null);
    return new Simulation(installed, "");
  }

  /**
   * Fetches packages with all that they need, beside what every system has.
   *
   * @return the directory where the archives are
   */
  public Path fetch(List<String> packages) throws IOException, InterruptedException {
    List<String> command =
        command("apt-get", "-qq", "-y", "--download-only", "install", "?essential");
    command.add("?priority(required)");
    command.addAll(packages);
    Program.output(directory, command.toArray(String[]::new));
    return directory.resolve("cache/archives");
  }

  private static String complaint(String output) {
    String unmet = "The following packages have unmet dependencies:\n";
    int at = output.indexOf(unmet);
    String rest = at < 0 ? output : output.substring(at + unmet.length());
    return rest.strip().replaceAll("\\s+", " ");
  }

  private String run(String... command) throws IOException, InterruptedException {
    return Program.output(directory, command(command).toArray(String[]::new));
  }

  private List<String> command(String... words) {
    List<String> command = new ArrayList<>(List.of(words));
    command.addAll(1, options);
    return command;
  }
}
