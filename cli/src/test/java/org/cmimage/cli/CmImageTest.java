package org.cmimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Stores;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.change.ComponentRegistration;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.store.ClusterStore;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CmImageTest {
  /** A run that went on where another had stopped. */
  private static final String RECORD =
      """
      {
      "version": "1",
      "component": "node-installer-debian12-aarch64",
      "finished": "2026-01-31T12:00:00Z",
      "stages": {
        "unpack": {"ms": 8500, "earlier_ms": 8500},
        "provision": {"ms": 44000, "earlier_ms": 0}
      },
      "packages": {
        "libc6": {"unpack_ms": 800, "postinst_ms": 1500},
        "man-db": {"unpack_ms": 100, "postinst_ms": 300, "trigger_ms": 4200}
      },
      "programs": {
        "/usr/bin/dpkg": {"native": 9, "emulated": 1},
        "/bin/a\\u001bb": {"native": 0, "emulated": 2}
      }
      }
      """;

  @TempDir private Path root;

  @BeforeEach
  void setUp() throws IOException {
    Files.createDirectory(root.resolve("cm"));
  }

  @Test
  void withoutAnythingItTellsWhatItCanDo() {
    Ran ran = Ran.cmImage();
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).contains("create", "list", "show", "distros", "Exit codes:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "fetch", "import", "inspect", "list", "show", "distros"})
  void everyVerbHasHelp(String verb) {
    Ran ran = Ran.cmImage(verb, "--help");
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).startsWith("Usage: cm-image " + verb);
    assertThat(ran.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "create | missing required options | see: cm-image create --help",
        "crate | unknown verb \"crate\" | did you mean: create",
        "crate --help | unknown verb \"crate\" | did you mean: create",
        "--output text docter list --help | unknown verb \"docter\" | did you mean",
        "create swimage \u2013arch aarch64 -d debian12 --bootstrap | typographic dash | run:"
            + " cm-image create swimage --arch aarch64 -d debian12 --bootstrap",
        "create all \u2014bootstrap \u2212d debian12 -a aarch64 | typographic dash | run: cm-image"
            + " create all --bootstrap -d debian12 -a aarch64",
        "create swimage -d debian12 -a aarch64 | expected one of --bootstrap, --source, --add-only"
            + " and --add-archos, found none | --bootstrap makes it from nothing",
        "create all -d debian12 -a aarch64 --bootstrap --add-only | found --bootstrap and"
            + " --add-only | --add-only registers directories",
        "create all -d debian12 -a aarch64 --add-ony | unknown option | did you mean: --add-only",
        "import swimage -d debian12 -a aarch64 | the archive of a single component follows its name"
            + " | cm-image import swimage ARCHIVE",
        "import all x.tar -d debian12 -a aarch64 | with \"all\", pass each archive by option |"
            + " [--swimage ARCHIVE]",
        "import all --swimage x --sha256 0 -d debian12 -a aarch64 | single archive | --checksums",
        "import swimage x.tar -a aarch64 | '--distro' | see: cm-image import --help",
        "create swimage --bootstrap -d debian12 -a | '--arch' | see: cm-image create --help",
        "create swimage --bootstrap -d debain12 -a aarch64 | debain12 | for example: cm-image"
            + " create swimage --bootstrap -a aarch64 -d debian12",
        "create swimage --bootstrap -d a/b -a aarch64 | a/b | cm-image distros",
        "create swimage --bootstrap -d debian12 --arch=arm | \"arm\" | for example: cm-image create"
            + " swimage --bootstrap -d debian12 -a x86_64",
        "create swimage --bootstrap -d bookworm -a aarch64 | bookworm | for example: cm-image"
            + " create swimage --bootstrap -a aarch64 -d debian12",
        "import swimage x.tar -d ubuntu-24.04 -a aarch64 | ubuntu-24.04 | for example: cm-image"
            + " import swimage x.tar -a aarch64 -d ubuntu2404",
        "distros noble | noble | choose --distro: ubuntu2404",
        "create swimag --bootstrap -d debian12 -a aarch64 | swimag | choose COMPONENT: swimage",
        "create cm-shared --bootstrap -d debian12 -a aarch64 | cm-shared | for example: cm-image"
            + " create cmshared --bootstrap -d debian12 -a aarch64",
        "create software-image --add-only -d debian12 -a aarch64 | software-image | for example:"
            + " cm-image create swimage --add-only",
        "remove nodeinstaller -d debian12 -a aarch64 | nodeinstaller | for example: cm-image remove"
            + " node-installer",
        "distros debain12 | debain12 | debian12",
        "distros a/b | a/b | cm-image distros",
        "list --output xml | --output | see: cm-image list --help",
        "show nothing | nothing | cm-image create --help",
        "show nothing --timing | nothing | cm-image create --help",
        "show ../../etc/passwd --timing | passwd | cm-image create --help",
      })
  void aWrongCallIsAnsweredWithItsCure(String call, String fact, String cure) {
    Ran ran = cmImage(call.split(" "));
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("cm-image: cannot ").contains(fact).doesNotContain("Usage:");
    assertThat(ran.err().replace(" --root " + root, "")).contains(cure.strip());
  }

  @Test
  void failuresAreJsonWhereJsonIsAskedFor() {
    Ran ran =
        cmImage("create", "swimage", "--bootstrap", "-ddebain12", "-aaarch64", "--output=json");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out().lines())
        .singleElement()
        .asString()
        .startsWith(
            "{\"event\":\"error\",\"code\":\"UNKNOWN_DISTRIBUTION\",\"exit_code\":2,\"message\":");
  }

  @Test
  void anArchitectureThatIsNotOfferedIsRefused() throws IOException {
    distribution(
        "debian19",
        """
        title: One architecture
        codename: one
        packaging: deb
        keyrings: [debian-archive-keyring.gpg]
        check-valid-until: true
        components: [main]
        emulator: qemu-user-static
        repositories:
          archive: {uri: "http://mirror.invalid/debian", suites: [one]}
        kernels: {x86_64: linux-image-amd64}
        packages: {}
        """);
    Ran ran = cmImage("create", "swimage", "--bootstrap", "-d", "debian19", "-a", "aarch64");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("it is offered for x86_64", "-a x86_64");
  }

  @Test
  void aBrokenDistributionFileIsNamedWithItsLine() throws IOException {
    distribution("debian12", "inherits: debian12\ntitel: Debian\n");
    Ran ran = cmImage("distros");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("debian12.yaml", "line 2", "titel");
  }

  @Test
  void aBrokenConfigurationIsNamedBeforeTheWork() throws IOException {
    assumeRoot();
    Path file = Files.createDirectories(root.resolve("etc/cm-image")).resolve("cm-image.yaml");
    Files.writeString(file, "headnode:\n  distro: debian12\n");
    Ran ran = cmImage("create", "cmshared", "--bootstrap", "-d", "debian12", "-a", "x86_64");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("cm-image.yaml", "distro").doesNotContain("resolve packages");
  }

  @Test
  void lookingMakesNoCluster() throws IOException {
    assertThat(cmImage("list").exitCode()).isZero();
    assertThat(Ran.cmsh("--root", root.toString(), "-c", "fspart; list").exitCode()).isZero();
    try (var files = Files.list(root)) {
      assertThat(files).containsExactly(root.resolve("cm"));
    }
  }

  @Test
  void listsAndShowsWhatIsRegistered() throws Exception {
    register();
    String row =
        "| default-image-debian12-aarch64| /cm/images/default-image-debian12-aarch64     |"
            + " 6.1.0-49-arm64         | 0     |";
    assertThat(cmImage("list").out()).contains(row);
    assertThat(Ran.cmsh("--root", root.toString(), "-c", "softwareimage;list").out()).contains(row);
    assertThat(Ran.cmsh("--root", root.toString(), "-c", "fspart;list").out().lines())
        .filteredOn(line -> line.startsWith("| /cm"))
        .containsExactly(
            "| /cm/images/default-image-debian12-aarch64     | image         |"
                + " default-image-debian12-aarch64     |",
            "| /cm/images/default-image-debian12-aarch64/boot| boot          |"
                + " default-image-debian12-aarch64:boot|");
    assertThat(cmImage("list", "--output", "json").out())
        .contains("\"kernel_version\" : \"6.1.0-49-arm64\"");
    assertThat(cmImage("show", "default-image-debian12-aarch64").out())
        .contains("Kernel version         6.1.0-49-arm64");
    assertThat(cmImage("show", "default-image").err())
        .contains("choose NAME: default-image-debian12-aarch64");
  }

  @Test
  void showsWhereTheTimeWent() throws IOException {
    record(RECORD);
    assertThat(cmImage("show", "node-installer-debian12-aarch64", "--timing").out())
        .isEqualTo(
            """
            node-installer node-installer-debian12-aarch64, complete on 2026-01-31T12:00:00Z, took 52.5 s

            Stage              Seconds  In earlier runs
            ----------------  --------  ---------------
            fetch and unpack      8.50             8.50
            configure            44.00

            The most expensive scripts:
            Package  Script     Seconds
            -------  --------  --------
            man-db   trigger       4.20
            libc6    postinst      1.50
            man-db   postinst      0.30

            Programs started: 9 natively, 3 emulated:
            Natively  Emulated  Program
            --------  --------  -------------
                   9         1  /usr/bin/dpkg
                   0         2  /bin/a?b

            Seconds by package, the most expensive first (several are unpacked at a time):
            Package    In all     unpack    preinst   postinst    trigger  initramfs
            -------  --------  ---------  ---------  ---------  ---------  ---------
            man-db       4.60       0.10                  0.30       4.20
            libc6        2.30       0.80                  1.50
            """);
    assertThat(cmImage("show", "default-image", "--timing").err())
        .contains("choose NAME: node-installer-debian12-aarch64");
  }

  @Test
  void showsWhereTheTimeWentAsJson() throws IOException {
    record(RECORD);
    Ran ran = cmImage("show", "node-installer-debian12-aarch64", "--timing", "--output", "json");
    assertThat(ran.out().replaceAll("\\s", ""))
        .isEqualTo(
            """
            {"component":"node-installer-debian12-aarch64","finish_time":"2026-01-31T12:00:00Z","elapsed_seconds":52.5,
            "stages":[{"stage":"unpack","elapsed_seconds":8.5,"earlier_seconds":8.5},
            {"stage":"provision","elapsed_seconds":44.0,"earlier_seconds":0.0}],
            "scripts":[{"package":"man-db","script":"trigger","elapsed_seconds":4.2},
            {"package":"libc6","script":"postinst","elapsed_seconds":1.5},
            {"package":"man-db","script":"postinst","elapsed_seconds":0.3}],
            "native_start_count":9,"emulated_start_count":3,
            "programs":[{"program":"/usr/bin/dpkg","native_start_count":9,"emulated_start_count":1},
            {"program":"/bin/a\\u001Bb","native_start_count":0,"emulated_start_count":2}],
            "packages":[{"package":"man-db","elapsed_seconds":4.6,"unpack_seconds":0.1,"postinst_seconds":0.3,"trigger_seconds":4.2},
            {"package":"libc6","elapsed_seconds":2.3,"unpack_seconds":0.8,"postinst_seconds":1.5}]}\
            """
                .replace("\n", ""));
  }

  @Test
  void aDamagedRecordIsNamedWithItsCure() throws IOException {
    record(RECORD.replace("44000", "-44000"));
    Ran ran = cmImage("show", "node-installer-debian12-aarch64", "--timing");
    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(ran.err()).contains("node-installer-debian12-aarch64.json, line 7", "remove ");
  }

  private void record(String text) throws IOException {
    Path directory = Files.createDirectories(ClusterLayout.below(root).timings());
    Files.writeString(directory.resolve("node-installer-debian12-aarch64.json"), text);
    Files.writeString(directory.resolve("notes.json"), "{}");
  }

  @Test
  void theShellNamesWhatItDoesNotKnow() {
    Ran ran = Ran.cmsh("--root", root.toString(), "-q", "-c", "fsprt; list");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .endsWith("cmsh: unknown command or mode \"fsprt\"\n  did you mean: fspart\n");
  }

  @Test
  void aStoreThatIsNoneIsNamed() throws IOException {
    Path store = ClusterLayout.below(root).store();
    Files.createDirectories(store.getParent());
    Files.writeString(store, "This is no database, but long enough to be taken for one.".repeat(9));
    for (Ran ran :
        new Ran[] {cmImage("list"), Ran.cmsh("--root", root.toString(), "-c", "fspart;list")}) {
      assertThat(ran.exitCode()).isEqualTo(3);
      assertThat(ran.err()).contains(store.toString(), "backup");
    }
  }

  @Test
  void completesItsVerbs() {
    assertThat(Ran.cmImage("generate-completion").out()).contains("create", "--bootstrap");
  }

  private void register() throws Exception {
    ArchOs archOs = new ArchOs(Architecture.AARCH64, Distribution.parse("debian12"));
    try (ClusterStore store = Stores.open(ClusterLayout.below(root))) {
      store.update(NewCluster.of("head", archOs)::changes);
      store.update(
          cluster ->
              ComponentRegistration.softwareImage(
                  cluster, archOs, "6.1.0-49-arm64", Instant.EPOCH));
    }
  }

  private void distribution(String name, String content) throws IOException {
    Path directory = Files.createDirectories(root.resolve("etc/cm-image/distros"));
    Files.writeString(directory.resolve(name + ".yaml"), content);
  }

  private static void assumeRoot() {
    Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
  }

  /** With its own root at the end. */
  private Ran cmImage(String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--root";
    all[arguments.length + 1] = root.toString();
    return Ran.cmImage(all);
  }
}
