package org.cmimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.cmimage.cli.render.Invocation;
import org.cmimage.cli.shell.entry.Shell;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ImageException;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.store.ClusterStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the shell gets its text, and what its exit status is. */
class CmshTest {
  @TempDir private Path root;
  @TempDir private Path home;

  private static void setUp(Path root) throws Exception {
    ArchOs archOs = new ArchOs(Architecture.AARCH64, Distribution.parse("debian12"));
    try (ClusterStore store = Stores.open(ClusterLayout.below(root))) {
      store.update(NewCluster.of("head", archOs)::changes);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      value = {
        "category use default = 0",
        "category use nothing = 2",
        "nonsense = 2",
        "category use default; set installmode never = 2",
        "category list | cat > /dev/null = 0",
        "category list | no-such-program-here = 3",
        "category list > /no/such/directory/file = 3",
        "category list > '' = 3",
        "run /no/such/script = 3",
      })
  void theExitStatusTellsWhetherAllWasDone(String commands, int status) throws Exception {
    setUp(root);
    Ran ran = cmsh("-c", commands);
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(status);
    assertThat(ran.err().isEmpty()).isEqualTo(status == 0);
  }

  @Test
  void goesOnBehindAFailureUnlessToldToQuit() throws Exception {
    setUp(root);
    Ran goesOn = cmsh("-c", "nonsense; path");
    assertThat(goesOn.out()).isEqualTo("home;\n");
    assertThat(goesOn.exitCode()).isEqualTo(2);
    Ran quits = cmsh("-q", "-c", "nonsense; path");
    assertThat(quits.out()).isEmpty();
    assertThat(quits.exitCode()).isEqualTo(2);
  }

  @Test
  void runsAFileWhoseStatementsMayHaveSeveralLines() throws Exception {
    setUp(root);
    Path file = home.resolve("script");
    Files.writeString(
        file, "category\nset default notes \"a\nb\" # words\nforeach * (\nget notes\n)\ncommit\n");
    assertThat(cmsh("-f", file.toString()))
        .isEqualTo(new Ran(0, "a\nb\n", ""))
        .isNotEqualTo(cmsh("-x", "-f", file.toString()));
    assertThat(cmsh("-c", "category get default notes").out()).isEqualTo("a\nb\n");
  }

  @Test
  void aFileMayBeginWithAByteOrderMark() throws Exception {
    setUp(root);
    Path file = home.resolve("script");
    Files.writeString(file, "\ufeffcategory get default name\n");
    assertThat(cmsh("-f", file.toString())).isEqualTo(new Ran(0, "default\n", ""));
  }

  @Test
  void echoesWhatItReadsFromStandardInput() throws Exception {
    setUp(root);
    Ran ran = typed("category\nset default notes \"x\n");
    assertThat(ran.out())
        .isEqualTo("[head]% category\n[head->category]% set default notes \"x\n\n");
    assertThat(ran.err()).isEqualTo("cmsh: expected a closing \", found the end\n");
    assertThat(ran.exitCode()).isEqualTo(2);
  }

  @Test
  void tellsWhatIsLost() throws Exception {
    setUp(root);
    assertThat(cmsh("-c", "category set default notes x").err())
        .isEqualTo("cmsh: discarded uncommitted change: category default\n");
  }

  @Test
  void printsJsonWhereItIsAskedFor() throws Exception {
    setUp(root);
    assertThat(cmsh("--output", "json", "-c", "network list").out())
        .contains("\"name\" : \"internalnet\"");
  }

  @Test
  void runsTheFirstFileOfTheUserAndReadsAliases() throws Exception {
    setUp(root);
    Files.createDirectories(home.resolve(".cm/cmsh"));
    Files.writeString(home.resolve(".cmshrc"), "alias first path\n");
    Files.writeString(home.resolve(".cm/.cmshrc"), "alias second path\n");
    Files.writeString(home.resolve(".cm/cmsh/nets.cmsh"), "network\nlist -f $1\n");
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("etc/cmshrc"), "alias all path\n");
    Ran ran = shell("first; all; nets name; second");
    assertThat(ran.out()).isEqualTo("home;\nhome;\nname (key)\n-----------\ninternalnet\n");
    assertThat(ran.err()).startsWith("cmsh: unknown command or mode \"second\"");
  }

  @Test
  void aBrokenFileOfTheUserIsNamedWithItsLineAndDoesNoHarm() throws Exception {
    setUp(root);
    Files.writeString(home.resolve(".cmshrc"), "alias x path\nnonsense\nalias y path\nquit\n");
    Ran ran = shell("x; y");
    assertThat(ran.out()).isEqualTo("home;\nhome;\n");
    assertThat(ran.err()).contains("nonsense", "in " + home.resolve(".cmshrc") + ", line 2");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void aFileThatIsNoTextIsNamed() throws Exception {
    setUp(root);
    Files.write(home.resolve(".cmshrc"), new byte[] {'x', (byte) 0xff, (byte) 0xfe});
    Ran ran = shell("path");
    assertThat(ran.out()).isEqualTo("home;\n");
    assertThat(ran.err()).contains("cannot read " + home.resolve(".cmshrc"));
  }

  @Test
  void aStoreThatANewerProgramWroteIsNamed() throws Exception {
    setUp(root);
    Path store = ClusterLayout.below(root).store();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store);
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE schema_version SET version = 99");
    }
    Ran ran = cmsh("-c", "category list");
    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(ran.err()).contains(store.toString(), "later");
  }

  /** The store itself refuses one of several values, after it took others. */
  @Test
  void aCommitThatFailsHalfWayChangesNothing() throws Exception {
    setUp(root);
    Path store = ClusterLayout.below(root).store();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TRIGGER full BEFORE INSERT ON entity_property WHEN NEW.value = 'too much'"
              + " BEGIN SELECT RAISE(ABORT, 'disk is full'); END");
    }
    String edits =
        "category set default notes few; network set internalnet notes 'too much';"
            + " partition set base notes few; softwareimage add new; home; commit; modified";
    Ran ran = cmsh("-c", edits);
    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(ran.err())
        .contains("disk is full", "discarded uncommitted change: network internalnet");
    assertThat(ran.out()).contains("Network", "Category", "Partition", "SoftwareImage");
    String values =
        "category get default notes; network get internalnet notes; partition get base notes";
    assertThat(cmsh("-c", values + "; softwareimage list -f name").out())
        .isEqualTo("\n\n\nname (key)\n----------\n");
    assertThat(cmsh("-c", edits.replace("too much", "enough")).exitCode()).isZero();
    assertThat(cmsh("-c", values).out()).isEqualTo("few\nenough\nfew\n");
  }

  @Test
  void lookingLeavesNothing() throws IOException {
    assertThat(cmsh("-c", "softwareimage; list; add x; refresh").exitCode()).isZero();
    try (var files = Files.list(root)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void beforeFirstUseTheClusterIsWhatThatWillSetUp() throws IOException {
    Ran ran =
        cmsh(
            "-c",
            "device use master; get type; partition get base managementnetwork;"
                + " network get internalnet baseaddress; category use default; home; commit");
    assertThat(ran)
        .isEqualTo(
            new Ran(
                0,
                "HeadNode\ninternalnet\n10.141.0.0\n",
                "cmsh: no cluster in "
                    + root
                    + " yet; this is what the first commit will set up\n"));
    try (var files = Files.list(root)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void theFirstCommitSetsUpTheClusterAsWell() throws Exception {
    String edits = "device; add node001; commit; use master; set notes here; commit";
    assertThat(cmsh("-c", "device; add node001; set ip 192.168.0.1; commit").exitCode())
        .isEqualTo(2);
    assertThat(ClusterLayout.below(root).store()).doesNotExist();
    assertThat(cmsh("-c", edits).exitCode()).isZero();
    assertThat(cmsh("-c", "device use master; get notes; device get node001 category"))
        .isEqualTo(new Ran(0, "here\ndefault\n", ""));
  }

  @Test
  void aWrongConfigurationIsToldAndTheShellStarts() throws IOException {
    Path file = Files.createDirectories(root.resolve("etc/cm-image")).resolve("cm-image.yaml");
    Files.writeString(file, "networks: {net: {type: External}}\n");
    Ran ran = cmsh("-c", "device list; path");
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.err()).startsWith("cmsh: no cluster in " + root + " yet: ").contains("Internal");
  }

  @Test
  void aRootThatIsNotThereIsNamed() {
    Path mistyped = root.resolve("mistyped");
    Ran ran = Ran.cmsh("-n", "--root", mistyped.toString(), "-c", "device list");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .contains("cannot find a cluster in " + mistyped, "there is no such directory");
    assertThat(mistyped).doesNotExist();
  }

  private Ran cmsh(String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 3);
    all[arguments.length] = "-n";
    all[arguments.length + 1] = "--root";
    all[arguments.length + 2] = root.toString();
    return Ran.cmsh(all);
  }

  private Ran typed(String text) {
    InputStream real = System.in;
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    try {
      return cmsh();
    } finally {
      System.setIn(real);
    }
  }

  /** With the files of the machine and the user. */
  private Ran shell(String commands) {
    Shell.Request request =
        new Shell.Request(
            Optional.of(commands),
            Optional.empty(),
            false,
            true,
            false,
            false,
            Optional.empty(),
            true);
    Shell shell =
        new Shell(ClusterLayout.below(root), request, new Invocation("cmsh", List.of()), home);
    return Ran.capture(
        () -> {
          try {
            return shell.run();
          } catch (ImageException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
