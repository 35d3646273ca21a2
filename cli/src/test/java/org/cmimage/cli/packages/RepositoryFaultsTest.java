package org.cmimage.cli.packages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cmimage.cli.Ran;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Stores;
import org.cmimage.model.Architecture;
import org.cmimage.model.store.ClusterStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a repository can do to a {@code create}: always one message, and nothing half made. */
@Tag("root")
class RepositoryFaultsTest {
  private static final String BASIC = "Basic Ym9iOnNAY3JldA=="; // bob:s@cret

  @TempDir private Path directory;
  private Path root;
  private TinyRepository repository;

  @BeforeEach
  void setUp() throws Exception {
    Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
    root = Files.createDirectory(directory.resolve("root"));
    repository = new TinyRepository(directory.resolve("work"), root);
  }

  @AfterEach
  void tearDown() {
    if (repository != null) {
      repository.close();
    }
  }

  @Test
  void aGoodOneIsPlanned() throws Exception {
    Ran ran = create("--dry-run");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("base", "There now:  nothing");
    assertThat(ClusterLayout.below(root).store()).doesNotExist();
  }

  /** All components in their order; the repository is probed, and its release is read, once. */
  @Test
  void allIsPlannedFromOneIndex() throws Exception {
    Ran ran =
        Ran.cmImage(
            "create",
            "all",
            "--bootstrap",
            "-d",
            "debian12",
            "-a",
            headArchitecture(),
            "--dry-run",
            "--output",
            "json",
            "--root",
            root.toString(),
            "-b",
            repository.sources());
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out())
        .containsSubsequence("/cm/images/default-image-", "/cm/node-installer-", "/cm/shared-")
        .contains("\"execution\":\"none\"");
    assertThat(repository.requests(TinyRepository.RELEASE)).isEqualTo(2);
  }

  @Test
  void anApplicationIsMadeOfAPackage() throws Exception {
    List<String> command =
        List.of("create", "cmshared", "--bootstrap", "-d", "debian12", "-a", headArchitecture());
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(List.of("--root", root.toString(), "-b", repository.sources(), "-p", "base"));
    Ran ran = Ran.cmImage(arguments.toArray(String[]::new));
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.err())
        .contains("Creating cm-shared image at /cm/shared-debian12-" + headArchitecture());
    Path tree = root.resolve("cm/shared-debian12-" + headArchitecture());
    assertThat(tree.resolve("apps/base/1/share/base/zeros")).hasSize(300_000);
    assertThat(tree.resolve("modulefiles/base/1")).isRegularFile();
    assertThat(tree.resolve(".cm-image.yaml")).content().contains("\"base\": \"1\"");
    assertThat(Ran.cmsh("--root", root.toString(), "-c", "fspart; list").out())
        .contains("/cm/shared-debian12-" + headArchitecture(), "cm-shared");
  }

  @Test
  void nobodyAnswers() throws Exception {
    Path dead =
        Files.writeString(
            directory.resolve("dead.list"), "deb http://127.0.0.1:1/debian tiny main");
    Ran ran = create("-b", dead.toString());
    assertFailed(ran, 4, "cannot download http://127.0.0.1:1/debian/dists/tiny/InRelease");
    assertThat(ran.err()).contains("-b FILE").doesNotContain("-b " + dead);
  }

  @Test
  void withoutNetworkTheCacheLacksIt() throws Exception {
    assertFailed(create("--air-gapped"), 4, "not in the cache");
  }

  @Test
  void anUnknownKey() throws Exception {
    repository.newKey("stranger");
    repository.sign("stranger");
    assertFailed(create(), 4, "InRelease");
  }

  @Test
  void aChangedRelease() throws Exception {
    String release = new String(repository.get(TinyRepository.RELEASE), UTF_8);
    repository.put(TinyRepository.RELEASE, release.replace("Debian", "Debiab").getBytes(UTF_8));
    assertFailed(create(), 4, "InRelease");
  }

  @Test
  void aChangedPackage() throws Exception {
    byte[] changed = repository.get(TinyRepository.DEB).clone();
    changed[changed.length / 2] ^= 1;
    repository.put(TinyRepository.DEB, changed);
    assertFailed(create(), 4, "base_1_all.deb", "SHA-256");
  }

  @Test
  void aPackageCutShort() throws Exception {
    repository.cut(TinyRepository.DEB, 1000);
    assertFailed(create(), 4, "base_1_all.deb");
  }

  @Test
  void aPackageThatTheMirrorLacks() throws Exception {
    repository.remove(TinyRepository.DEB);
    Ran ran = create();
    assertFailed(
        ran, 4, "base_1_all.deb: the mirror does not have this file", "its index lists it");
    assertThat(ran.err()).contains("run it again once the mirror is complete", "-b FILE");
  }

  @Test
  void anIndexThatTheMirrorLacks() throws Exception {
    repository.remove("/debian/dists/tiny/main/binary-amd64/Packages.gz");
    repository.remove("/debian/dists/tiny/main/binary-arm64/Packages.gz");
    assertFailed(create(), 4, "Packages.gz: the mirror does not have this file");
  }

  @Test
  void aServerThatAsksForALogin() throws Exception {
    repository.demand(BASIC);
    Ran ran = create();
    assertFailed(ran, 4, "the server asks for a user and a password");
    assertThat(ran.err()).contains("/etc/apt/auth.conf.d/");
    assertFailed(
        create("-b", repository.sources("bob:wrong")), 4, "does not accept this user and password");
  }

  /** Not in messages, plans and cures, nor in any file below the root. */
  @Test
  void aPasswordIsSentAndWrittenNowhere() throws Exception {
    repository.demand(BASIC);
    String sources = repository.sources("bob:s%40cret");
    Ran plan = create("-b", sources, "--dry-run", "--output", "json");
    assertThat(plan.exitCode()).as(plan.err() + plan.out()).isZero();
    Ran made = create("-b", sources); // there is no dpkg in this tree, so it fails after unpacking
    assertThat(repository.requests(TinyRepository.DEB)).isPositive();
    repository.put("/my.list", Files.readAllBytes(Path.of(sources)));
    Ran fetched =
        create("-b", repository.uri("bob:s%40cret") + "/my.list", "-p", "bose", "--dry-run");
    assertFailed(fetched, 4, "bose");
    Ran unreadable = create("-b", "http://bob:s%40cret@127.0.0.1:1/x.sources");
    assertThat(unreadable.exitCode()).isNotZero();
    for (Ran ran : List.of(plan, made, fetched, unreadable)) {
      assertThat(ran.out() + ran.err()).doesNotContain("s%40cret", "s@cret");
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), ISO_8859_1))
            .as("%s", file)
            .doesNotContain("s%40cret", "s@cret", BASIC);
      }
    }
  }

  @Test
  void anUnknownPackage() throws Exception {
    assertFailed(create("-p", "bose"), 4, "bose", "base");
  }

  @Test
  void allUnknownPackagesAreNamed() throws Exception {
    Ran ran = create("-p", "bose,bash", "-j", "bsae", "--dry-run");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .contains(
            "cm-image: cannot install package bose: no repository has it; similar are base",
            "cm-image: cannot install package bash: no repository has it",
            "cm-image: cannot leave out package bsae: no repository has it");
    assertNothingMade();
  }

  @Test
  void aVersionCanBeAskedFor() throws Exception {
    Ran ran = create("-p", "base=1", "--dry-run");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertFailed(create("-p", "base=2", "--dry-run"), 4, "cannot install package base", ": 1");
  }

  /** What is not in the cache is an obstacle, not a surprise after the plan. */
  @Test
  void withoutNetworkThePlanListsWhatIsMissing() throws Exception {
    String sources = repository.sources();
    assertThat(create("-b", sources, "--dry-run").exitCode()).isZero(); // keeps the indices
    Ran plan = create("-b", sources, "--air-gapped", "--dry-run");
    assertThat(plan.exitCode()).as(plan.out()).isEqualTo(4);
    assertThat(plan.out())
        .contains(
            "This would fail now: ",
            "1 package is not in the cache, and --air-gapped forbids downloading: base 1");
    assertFailed(create("-b", sources, "--air-gapped"), 4, "1 package is not in the cache");
    Files.createDirectories(root.resolve("cm/node-installer-debian12-" + headArchitecture()));
    Ran both = create("-b", sources, "--air-gapped", "--dry-run");
    assertThat(both.out().lines().filter(line -> line.startsWith("This would fail now: ")))
        .hasSize(2);
  }

  @Test
  void aPackageThatCannotBeConfigured() throws Exception {
    // There is no dpkg in this tree.
    Ran ran = create();
    assertThat(ran.exitCode()).as(ran.err()).isIn(3, 5);
    assertNothingMade();
  }

  private Ran create(String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("create", "node-installer", "--bootstrap"));
    arguments.addAll(List.of("-d", "debian12", "-a", headArchitecture()));
    arguments.addAll(List.of("--root", root.toString()));
    if (!List.of(more).contains("-b")) {
      arguments.addAll(List.of("-b", repository.sources()));
    }
    arguments.addAll(List.of(more));
    return Ran.cmImage(arguments.toArray(String[]::new));
  }

  private static String headArchitecture() {
    return Architecture.find(System.getProperty("os.arch")).orElseThrow().unameName();
  }

  private void assertFailed(Ran ran, int exitCode, String... facts) throws Exception {
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(exitCode);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines().filter(line -> line.startsWith("cm-image: cannot ")))
        .as(ran.err())
        .singleElement()
        .asString()
        .contains(facts);
    assertNothingMade();
  }

  private void assertNothingMade() throws Exception {
    ClusterLayout layout = ClusterLayout.below(root);
    if (Files.exists(root.resolve("cm"))) {
      try (var names = Files.list(root.resolve("cm"))) {
        assertThat(names.map(p -> p.getFileName().toString()).collect(Collectors.toSet()))
            .isSubsetOf(Set.of(".cm-image-staging"));
      }
    }
    try (ClusterStore store = Stores.look(layout)) {
      assertThat(store.snapshot().version()).isZero();
    }
  }
}
