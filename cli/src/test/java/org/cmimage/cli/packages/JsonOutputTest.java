package org.cmimage.cli.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.cli.Ran;
import org.cmimage.cli.SmallTrees;
import org.cmimage.cli.render.Invocation;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.RemedyText;
import org.cmimage.cli.report.BootText;
import org.cmimage.cli.report.VerificationText;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.boot.BootAudit;
import org.cmimage.core.boot.BootReport;
import org.cmimage.core.boot.FailedUnit;
import org.cmimage.core.manifest.TreeManifest.Depth;
import org.cmimage.core.record.TreeAudit;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.ComponentName;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --output json} prints, of every command, is what {@code docs/JSON.md} says. */
@Tag("root")
class JsonOutputTest {
  private static final String IMAGE = "default-image-ubuntu2404-aarch64";
  private static final String INSTALLER = "node-installer-debian12-aarch64";
  private static final Pattern EVENT = Pattern.compile("\\{\"event\":\"([a-z_]+)\".*");

  /** The commands that are run here do not come to these. */
  private static final List<String> RARE =
      List.of(
          "Timing: packages[].preinst_seconds", "Progress: reason", "Orphans: orphans[].obstacle");

  private static final String TIMINGS =
      """
      {"version": "1", "component": "node-installer-debian12-aarch64",
       "finished": "2026-01-31T12:00:00Z",
       "stages": {"unpack": {"ms": 8500, "earlier_ms": 8500}},
       "packages": {"libc6": {"unpack_ms": 800, "preinst_ms": 4, "postinst_ms": 1500},
         "bash": {"in_turn_ms": 9}, "man-db": {"trigger_ms": 4200, "initramfs_ms": 9}},
       "programs": {"/usr/bin/dpkg": {"native": 9, "emulated": 1}}}
      """;

  @TempDir private Path directory;
  private Path root;
  private JsonPage page;

  @BeforeEach
  void setUp() throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/xorriso")), "needs xorriso");
    root = Files.createDirectory(directory.resolve("root"));
    page = JsonPage.read();
  }

  @Test
  void everyKeyIsOnThePageAndEveryKeyOfThePageOccurs() throws Exception {
    treesAreAdoptedShownAndRemoved();
    orphansAreErased();
    archivesAreInspectedAndImported();
    aMediumIsInspected();
    packagesAreFetchedAndMade();
    packagesOfAnImageChange();
    distributionsAreListed();
    assertThat(page.unseen()).isSubsetOf(RARE);
  }

  @Test
  void aKeyThatIsNotOnThePageIsFound() {
    JsonPage small = JsonPage.parse("## A\n| `known` | text | it | |\n");
    assertThat(small.unseen()).containsExactly("A: known");
    assertThrows(AssertionError.class, () -> small.check("A", "{\"known\":\"x\",\"other\":1}"));
    assertThrows(AssertionError.class, () -> small.check("A", "{}"));
    assertThrows(AssertionError.class, () -> small.check("A", "{\"known\":1}"));
  }

  private void treesAreAdoptedShownAndRemoved() throws Exception {
    headNode("x86_64", "rocky8");
    List<String> create = List.of("create", "all", "-d", "ubuntu2404", "-a", "aarch64");
    Map<String, String> sections =
        Map.of("plan", "Plan of create and import", "report", "Report of create and import");
    lines(sections, json(create, "--add-only"));
    SmallTrees.write(root, true);
    lines(sections, json(create, "--add-only", "--dry-run"));
    lines(sections, json(create, "--add-archos"));
    lines(sections, json(create, "--add-only", "--verbose"));
    page.check("Verify", json(List.of("verify", IMAGE)).out());
    aBootIsReported();
    Path timings = Files.createDirectories(ClusterLayout.below(root).timings());
    Files.writeString(timings.resolve(INSTALLER + ".json"), TIMINGS);
    page.check("Timing", json(List.of("show", INSTALLER, "--timing")).out());
    entities();
    theHeadNodesFilesAreWritten();

    List<String> remove = List.of("remove", "all", "-d", "ubuntu2404", "-a", "aarch64");
    Map<String, String> removal = Map.of("plan", "Remove", "removed", "Remove", "kept", "Remove");
    Path shared = root.resolve("cm/shared-ubuntu2404-aarch64");
    Files.move(shared, root.resolve("moved"));
    Files.createSymbolicLink(shared, root.resolve("moved"));
    lines(removal, json(remove, "--dry-run"));
    lines(removal, Ran.answering("n\n", words(remove, "--erase")));
    lines(removal, json(remove));
  }

  /** A boot takes minutes, so its report is made up. */
  private void aBootIsReported() throws Exception {
    BootReport report =
        new BootReport(
            IMAGE,
            SmallTrees.KERNEL,
            "qemu-system-aarch64 (tcg)",
            BootReport.Outcome.FAILED_UNITS,
            "",
            List.of(new FailedUnit("a.service", "exit-code", List.of("log"))),
            List.of("b.service"),
            List.of("line"),
            Duration.ofMillis(4200),
            Duration.ofSeconds(81));
    RemedyText remedies = new RemedyText(new Invocation("cm-image", List.of("boot", IMAGE)));
    page.check("Boot", Json.pretty(new BootText(remedies, report).toMap()));
    TreeAudit audit =
        TreeAudit.of(
            ClusterLayout.below(root),
            HostCalls.installed(),
            ComponentName.find(IMAGE).orElseThrow(),
            Depth.METADATA,
            1);
    BootAudit both = new BootAudit(audit.with(report.finding().orElseThrow()), Optional.of(report));
    page.check("Verify", Json.pretty(VerificationText.toMap(both, remedies)));
  }

  private void theHeadNodesFilesAreWritten() throws IOException {
    page.check("Apply", json(List.of("apply")).out());
    page.check("Doctor", json(List.of("doctor", "--air-gapped", "-d", "debian12")).out());
    Files.delete(root.resolve("etc/exports.d/cm-image.exports"));
    page.check("Apply", json(List.of("apply", "--dry-run")).out());
  }

  private void orphansAreErased() throws Exception {
    Map<String, String> sections = Map.of("orphans", "Orphans", "erased", "Orphans");
    lines(sections, json(List.of("remove", "--orphans", "--dry-run")));
    lines(sections, Ran.answering("y\ny\ny\n", words(List.of("remove", "--orphans", "-f"))));
  }

  /** Of every mode, what is listed and shown has the keys that the page has for it. */
  private void entities() throws IOException {
    for (EntityType type : EntityType.values()) {
      String mode =
          switch (type) {
            case ARCH_OS -> "partition use base; archos";
            case FS_EXPORT -> "device use master; fsexports";
            case FS_MOUNT -> "category use default-rocky8-x86_64; fsmounts";
            default -> type.mode();
          };
      String row =
          Files.readString(Path.of("../docs/JSON.md"))
              .lines()
              .filter(line -> line.startsWith("| `" + type.mode() + "` |"))
              .reduce((a, b) -> a + b)
              .orElseThrow();
      List<String> documented =
          Pattern.compile("`([a-z_0-9]+)`").matcher(row).results().map(m -> m.group(1)).toList();
      Ran shown =
          Ran.cmsh("--root", root.toString(), "--output", "json", "-c", mode + "; list; show *");
      assertThat(shown.err()).isEmpty();
      Matcher key = Pattern.compile("\"([^\"]*)\" : ").matcher(shown.out());
      while (key.find()) {
        assertThat(documented).as(type.mode()).contains(key.group(1));
      }
      for (Property property : type.schema().properties()) {
        assertThat(documented).contains(property.label().toLowerCase().replace(' ', '_'));
      }
    }
    assertThat(json(List.of("list")).out()).contains("\"kernel_version\" : ", "\"nodes\" : 0");
    assertThat(json(List.of("show", IMAGE)).out())
        .contains("\"enable_sol\" : false")
        .containsPattern("\"creation_time\" : \"20[0-9-]+T[0-9:]+Z\"");
    assertThat(json(List.of("list")).out()).isEqualTo(cmsh("softwareimage; list"));
    assertThat(cmsh("device list -f hostname,softwareimage")).contains("\"hostname\" : \"head\"");
  }

  private String cmsh(String commands) {
    return Ran.cmsh("--root", root.toString(), "--output", "json", "-c", commands).out();
  }

  private void archivesAreInspectedAndImported() throws Exception {
    Path tree = directory.resolve("tree");
    new SmallTrees(tree, true).softwareImage();
    sh(
        "cd tree; truncate -s 5M usr/sparse; mknod usr/device c 1 3; ln usr/bin/sh usr/link;"
            + " setcap cap_net_raw+ep usr/bin/sh; tar --xattrs --xattrs-include='*' -S"
            + " --format=pax -czf ../image.tar.gz .");
    String archive = directory.resolve("image.tar.gz").toString();
    page.check("Inspect", json(List.of("inspect", archive)).out());
    for (String line : json(List.of("inspect", archive, "--entries")).out().lines().toList()) {
      page.check("Entries", line);
    }
    List<String> words =
        List.of("import", "swimage", archive, "-d", "ubuntu2404", "-a", "aarch64", "-f");
    Map<String, String> sections =
        Map.of("plan", "Plan of create and import", "report", "Report of create and import");
    lines(sections, json(words, "--dry-run"));
    lines(sections, json(words));
  }

  private void aMediumIsInspected() throws Exception {
    sh("mkdir -p medium/dists/bookworm; echo Origin: Debian >medium/dists/bookworm/Release");
    sh("xorriso -as mkisofs -R -V MEDIUM -o medium.iso medium 2>&1; echo more >>medium.iso");
    Path iso = directory.resolve("medium.iso");
    String json = json(List.of("inspect", iso.toString())).out();
    page.check("Medium", json);
    sh("xorriso -as mkisofs -R -V TREE -o tree.iso tree 2>&1");
    page.check("Inspect", json(List.of("inspect", directory.resolve("tree.iso").toString())).out());
  }

  private void packagesAreFetchedAndMade() throws Exception {
    root = Files.createDirectory(directory.resolve("tiny"));
    try (TinyRepository repository = new TinyRepository(directory.resolve("work"), root)) {
      String head = ToyImage.ARCH_OS.architecture().unameName();
      List<String> what =
          List.of("-d", "debian12", "-a", head, "-p", "base", "-b", repository.sources());
      List<String> fetch = new ArrayList<>(List.of("fetch", "cmshared", root + "/filled"));
      fetch.addAll(what);
      lines(Map.of("plan", "Fetch"), json(fetch, "--dry-run"));
      lines(Map.of("plan", "Fetch", "fetched", "Fetch"), json(fetch));
      List<String> create = new ArrayList<>(List.of("create", "cmshared", "--bootstrap"));
      create.addAll(what);
      Map<String, String> sections =
          Map.of("plan", "Plan of create and import", "report", "Report of create and import");
      lines(sections, json(create, "--dry-run"));
      String report = directory.resolve("report.txt").toString();
      lines(
          Map.of("diagnosis", "Diagnosis of create"),
          json(create, "--dry-run", "--diagnose", report));
      lines(sections, json(create));
    }
  }

  private void packagesOfAnImageChange() throws Exception {
    root = Files.createDirectory(directory.resolve("packaged"));
    PackagedImage image = PackagedImage.in(root);
    image.offerKernel("kernel", "6.1.0-100-toy");
    image.offer("broken", "1", "", Map.of("postinst", "exit 3"));
    Map<String, String> sections =
        Map.of("plan", "Package changes", "changed", "Package changes", "rolled_back", "History");
    lines(sections, changed(image, "--install", "kernel", "--dry-run"));
    lines(sections, changed(image, "--install", "kernel"));
    lines(sections, changed(image, "--install", "broken"));
    page.check("Installed packages", changed(image, "--list").out());
    lines(sections, changed(image, "--rollback"));
    lines(sections, changed(image, "--install", "kernel"));
    lines(sections, changed(image, "--remove", "kernel"));
    page.check("History", changed(image, "--history").out());
    Ran shell =
        Ran.cmImage(
            "shell", "--root", root.toString(), "-i", PackagedImage.NAME, "touch", "/usr/x");
    assertThat(shell.exitCode()).as(shell.err()).isZero();
    image.write("usr/added", "x");
    page.check("Verify", json(List.of("verify", PackagedImage.NAME)).out());
  }

  private static Ran changed(PackagedImage image, String... words) {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(List.of("--output", "json"));
    return image.run(PackagedImage.NAME, all.toArray(String[]::new));
  }

  private void distributionsAreListed() throws IOException {
    page.check("Distributions", json(List.of("distros")).out());
    page.check("Distributions", json(List.of("distros", "debian12")).out());
    page.check("Error", json(List.of("distros", "debain12")).out());
  }

  /** Holds each line of output against its event's section. */
  private void lines(Map<String, String> sections, Ran ran) throws IOException {
    assertThat(ran.out()).isNotEmpty();
    for (String line : ran.out().lines().toList()) {
      Matcher event = EVENT.matcher(line);
      assertThat(event.matches()).as(line).isTrue();
      String section =
          switch (event.group(1)) {
            case "error" -> "Error";
            case "archos" -> "ArchOS";
            default -> sections.getOrDefault(event.group(1), "Progress");
          };
      page.check(section, line);
    }
  }

  private Ran json(List<String> words, String... more) {
    return Ran.cmImage(words(words, more));
  }

  private String[] words(List<String> words, String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(Arrays.asList(more));
    all.addAll(List.of("--output", "json", "--root", root.toString()));
    return all.toArray(String[]::new);
  }

  private void headNode(String architecture, String distribution) throws IOException {
    Path configuration = Files.createDirectories(root.resolve("etc/cm-image"));
    Files.writeString(
        configuration.resolve("cm-image.yaml"),
        "headnode: {hostname: head, architecture: %s, distribution: %s}\n"
            .formatted(architecture, distribution));
  }

  private void sh(String script) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-euc", script)
            .directory(directory.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).as(script).isZero();
  }
}
