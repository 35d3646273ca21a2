package org.cmimage.sources.deb.resolve.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cmimage.sources.deb.repository.LocalRepository.stanza;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.sources.deb.repository.LocalRepository;
import org.cmimage.sources.deb.repository.Offered;
import org.cmimage.sources.deb.resolve.Resolver;
import org.cmimage.sources.deb.resolve.TestPackages;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the chosen providers of virtual packages with those that apt chooses, for random lists
 * whose packages mention each other in every field.
 */
class ProviderOracleTest {
  private static final int PROVIDERS = 15;
  private static final List<String> VIRTUAL = List.of("v0", "v1", "v2");
  private static final List<String> SUITES = List.of("one", "two");
  private static final List<String> PRIORITIES =
      List.of("Priority: optional", "Priority: optional", "Priority: extra", "Priority: odd", "");
  private static final Pattern INSTALLED = Pattern.compile("Inst (\\S+) .*");

  @TempDir Path directory;

  @Test
  void choosesTheProvidersThatAptChooses() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/apt-get")), "apt is the oracle, and not installed");
    LocalRepository local =
        new LocalRepository(
            directory.resolve("repository"), LocalRepository.newKey(directory.resolve("key")));
    configure();
    Random random = new Random(20261129);
    for (int i = 0; i < 80; i++) {
      String first = packages(random, 0) + stanza("base", "1");
      String second = packages(random, 1) + wanting();
      suite(local, "one", first);
      suite(local, "two", second);
      Offered offered =
          LocalRepository.read(
              directory.resolve("cache"),
              local.repository("one", "main"),
              local.repository("two", "main"));
      assertThat(ours(offered)).as("%s%s", first, second).isEqualTo(apt());
    }
  }

  private static void suite(LocalRepository local, String name, String packages) throws Exception {
    local.add(
        "dists/" + name,
        "Suite: %s\nCodename: %s\nArchitectures: arm64\nComponents: main\n".formatted(name, name),
        Map.of("main/binary-arm64/Packages", packages));
  }

  /** Returns packages in any order; each is in one list only, or in both. */
  private static String packages(Random random, int version) {
    List<Integer> numbers = new ArrayList<>();
    for (int n = 0; n < PROVIDERS; n++) {
      if (random.nextInt(4) > 0) {
        numbers.add(n);
      }
    }
    Collections.shuffle(numbers, random);
    StringBuilder text = new StringBuilder();
    for (int n : numbers) {
      List<String> lines = new ArrayList<>();
      String more = random.nextInt(4) > 0 ? "" : ", " + name(random) + " (= 7)";
      lines.add("Provides: " + VIRTUAL.get(n % VIRTUAL.size()) + more);
      lines.add(PRIORITIES.get(random.nextInt(PRIORITIES.size())));
      int one = random.nextInt(PROVIDERS);
      String rival = "p" + (one + VIRTUAL.size()) % PROVIDERS; // provides the same
      String any = "p" + one + List.of("", ":any", ":arm64", ":native").get(random.nextInt(4));
      lines.add(
          switch (random.nextInt(10)) {
            case 0 -> "Pre-Depends: base | " + any + " (>> 9)";
            case 1 -> "Depends: base (>= 1)|" + any + "(>>9)";
            case 2 -> "Conflicts: p" + one + " (<< 0), " + rival + "(<<0)";
            case 3 -> "Breaks: " + name(random) + " (<< 0)";
            case 4 -> "Recommends: nothing,\n " + any + "\nSuggests: " + rival;
            case 5 -> "Suggests: " + any + "\nRecommends: " + rival + " | nothing";
            case 6 -> "Replaces: " + name(random) + " (<< 1)";
            case 7, 8 -> "Enhances: " + any + "\nReplaces: " + rival;
            default -> "";
          });
      lines.removeIf(String::isEmpty);
      text.append(stanza("p" + n, Integer.toString(1 + version), lines.toArray(String[]::new)));
    }
    return text.toString();
  }

  private static String name(Random random) {
    return "p" + random.nextInt(PROVIDERS);
  }

  private static String wanting() {
    StringBuilder text = new StringBuilder();
    for (String virtual : VIRTUAL) {
      text.append(stanza("want-" + virtual, "1", "Depends: " + virtual + " | base"));
    }
    return text.toString();
  }

  private static List<String> wanted() {
    return VIRTUAL.stream().map(virtual -> "want-" + virtual).toList();
  }

  private static Set<String> ours(Offered offered) throws Exception {
    Set<String> names = new TreeSet<>();
    new Resolver(offered.lists(), "arm64", TestPackages.none())
        .resolve(wanted(), Set.of(), Set.of())
        .packages()
        .forEach(binary -> names.add(binary.name()));
    return names;
  }

  private void configure() throws IOException {
    for (String part : List.of("etc/apt.conf.d", "etc/preferences.d", "lists/partial", "cache")) {
      Files.createDirectories(directory.resolve(part));
    }
    Files.writeString(directory.resolve("etc/sources.list"), "");
    Files.writeString(directory.resolve("status"), "");
    Files.writeString(
        directory.resolve("apt.conf"),
        """
        Dir::Etc "%1$s/etc"; Dir::State "%1$s"; Dir::State::status "%1$s/status"; Dir::Cache "%1$s/cache";
        APT::Architecture "arm64"; APT::Architectures { "arm64"; }; APT::Install-Recommends "false";
        APT::Sandbox::User "root"; Debug::NoLocking "true";
        """
            .formatted(directory));
  }

  private Set<String> apt() throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of("apt-get", "-qq", "-s"));
    for (String suite : SUITES) {
      String list = "repository/dists/" + suite + "/main/binary-arm64/Packages";
      argv.add("--with-source=" + directory.resolve(list));
    }
    argv.add("install");
    argv.addAll(wanted());
    ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("APT_CONFIG", directory.resolve("apt.conf").toString());
    Process process = builder.start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as("%s: %s", argv, lines).isZero();
    Set<String> names = new TreeSet<>();
    for (String line : lines) {
      Matcher matcher = INSTALLED.matcher(line);
      if (matcher.matches()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }
}
