package org.cmimage.sources.deb.resolve.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.cmimage.sources.deb.repository.LocalRepository.stanza;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.sources.deb.pin.Preferences;
import org.cmimage.sources.deb.pin.PreferencesReader;
import org.cmimage.sources.deb.repository.LocalRepository;
import org.cmimage.sources.deb.repository.Offered;
import org.cmimage.sources.deb.resolve.universe.Universe;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the candidates of packages with those of apt-cache policy, for many pins. */
class PolicyOracleTest {
  private static final List<String> NAMES = List.of("a", "b", "ab", "libx1");
  private static final List<String> PACKAGES =
      List.of(
          "*", "a", "b a", "a*", "?", "/^a/", "lib[xy]*", "ab:any", "src:tools", "/B/", "a:amd64");
  private static final List<String> PINS =
      List.of(
          "release a=stable",
          "release n=back",
          "release o=Site, l=Tools",
          "release l=/too/",
          "release c=extra",
          "release b=arm64",
          "release v=1*",
          "release v=2.0",
          "release bac?",
          "release 2*",
          "release *",
          "release a=, c=main",
          "origin \"\"",
          "origin nowhere",
          "version 1.*",
          "version 2.0",
          "version /^3/");
  private static final List<String> PRIORITIES =
      List.of("1", "50", "100", "499", "500", "501", "990", "1001", "-1", "-10", "never", "32767");
  private static final Pattern CANDIDATE = Pattern.compile("  Candidate: (\\S+)");

  @TempDir Path directory;
  private LocalRepository local;

  @Test
  void candidatesAreThoseOfApt() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/apt-cache")), "apt is the oracle, and not installed");
    local =
        new LocalRepository(
            directory.resolve("repository"), LocalRepository.newKey(directory.resolve("key")));
    suite("stable", "Version: 1.2\n", "Site", "1.0", "1.5");
    suite(
        "back",
        "Version: 2.0\nNotAutomatic: yes\nButAutomaticUpgrades: yes\n",
        "Site",
        "2.0",
        "1.5");
    suite("wild", "NotAutomatic: yes\n", "Other", "3.0", "3.1");
    Offered offered =
        LocalRepository.read(
            directory.resolve("cache"),
            local.repository("stable", "main", "extra"),
            local.repository("back", "main", "extra"),
            local.repository("wild", "main", "extra"));
    configure();
    Random random = new Random(20261129);
    for (int i = 0; i < 60; i++) {
      String records = records(random);
      assertThat(ours(offered, records)).as(records).isEqualTo(apt(records));
    }
  }

  private void suite(String name, String more, String origin, String main, String extra)
      throws Exception {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("main/binary-arm64/Packages", packages(main));
    files.put("extra/binary-arm64/Packages", packages(extra));
    local.add(
        "dists/" + name,
        "Origin: %s\nLabel: Tools\nSuite: %s\nCodename: %s\n%sArchitectures: arm64\nComponents: main extra\n"
            .formatted(origin, name, name, more),
        files);
  }

  private static String packages(String version) {
    StringBuilder text = new StringBuilder();
    for (String name : NAMES) {
      text.append(
          stanza(name, version, name.startsWith("a") ? "Source: tools (9.1)" : "Section: x"));
    }
    return text.toString();
  }

  private static String records(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      String names = PACKAGES.get(random.nextInt(PACKAGES.size()));
      String pin = PINS.get(random.nextInt(PINS.size()));
      String priority = PRIORITIES.get(random.nextInt(PRIORITIES.size()));
      boolean all = names.equals("*");
      if (all && pin.contains("version ") || !all && priority.equals("never")) {
        continue; // apt refuses or ignores these
      }
      text.append("Package: %s\nPin: %s\nPin-Priority: %s\n\n".formatted(names, pin, priority));
    }
    return text.toString();
  }

  private static Map<String, String> ours(Offered offered, String records) throws IOException {
    Preferences preferences =
        new Preferences(PreferencesReader.read(records.getBytes(UTF_8), "file"), "arm64");
    Universe universe = new Universe(offered.lists(), "arm64", preferences);
    Map<String, String> candidates = new LinkedHashMap<>();
    for (String name : NAMES) {
      candidates.put(
          name, universe.candidate(name).map(p -> p.version().toString()).orElse("(none)"));
    }
    return candidates;
  }

  private void configure() throws Exception {
    for (String part : List.of("etc/apt.conf.d", "etc/preferences.d", "lists/partial", "cache")) {
      Files.createDirectories(directory.resolve(part));
    }
    StringBuilder sources = new StringBuilder();
    for (String suite : List.of("stable", "back", "wild")) {
      sources.append(
          "deb [signed-by=%s] %s %s main extra\n".formatted(local.keyring(), local.uri(), suite));
    }
    Files.writeString(directory.resolve("etc/sources.list"), sources);
    Files.writeString(directory.resolve("status"), "");
    Files.writeString(
        directory.resolve("apt.conf"),
        """
        Dir::Etc "%1$s/etc"; Dir::State "%1$s"; Dir::State::status "%1$s/status"; Dir::Cache "%1$s/cache";
        APT::Architecture "arm64"; APT::Architectures { "arm64"; }; Acquire::Languages "none";
        APT::Sandbox::User "root"; Debug::NoLocking "true";
        """
            .formatted(directory));
    run("apt-get", "-q", "update");
  }

  private Map<String, String> apt(String records) throws Exception {
    Files.writeString(directory.resolve("etc/preferences"), records);
    List<String> argv = new ArrayList<>(List.of("apt-cache", "policy"));
    argv.addAll(NAMES);
    Map<String, String> candidates = new LinkedHashMap<>();
    for (String line : run(argv.toArray(String[]::new))) {
      Matcher candidate = CANDIDATE.matcher(line);
      if (candidate.matches()) {
        candidates.put(NAMES.get(candidates.size()), candidate.group(1));
      }
    }
    return candidates;
  }

  private List<String> run(String... argv) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("APT_CONFIG", directory.resolve("apt.conf").toString());
    Process process = builder.start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as("%s: %s", List.of(argv), lines).isZero();
    return lines;
  }
}
