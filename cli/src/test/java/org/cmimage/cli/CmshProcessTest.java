package org.cmimage.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Stores;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.store.ClusterStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shell as a process of its own: at a pseudo-terminal, which script(1) makes, and in a pipe.
 */
class CmshProcessTest {
  private static final String INTERRUPT = "\u0003";
  private static final String END = "\u0004";
  private static final String ENTER = "\r";
  private static final String TAB = "\t";

  @TempDir private Path root;
  @TempDir private Path home;

  @BeforeEach
  void setUp() throws Exception {
    ArchOs archOs = new ArchOs(Architecture.AARCH64, Distribution.parse("debian12"));
    try (ClusterStore store = Stores.open(ClusterLayout.below(root))) {
      store.update(NewCluster.of("head", archOs)::changes);
    }
  }

  @Test
  void completesAndIsInterruptedAtATerminal() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "needs script");
    try (Terminal terminal = terminal()) {
      terminal.expect("[head]% ");
      // modes, commands, objects, properties and values
      terminal.type("catego" + TAB);
      terminal.expect("category ");
      terminal.type("use defa" + TAB);
      terminal.expect("use default ");
      terminal.type(ENTER);
      terminal.expect("[head->category[default]]% ");
      terminal.type("set bootloaderp" + TAB + "TF" + TAB);
      terminal.expect("set bootloaderprotocol TFTP ");
      terminal.type(ENTER);
      terminal.expect("[head->category*[default*]]% ");
      // what is typed is dropped, and the shell goes on
      terminal.type("refresh");
      terminal.expect("refresh");
      terminal.type(INTERRUPT);
      terminal.expect("[head->category*[default*]]% ");
      // what runs is ended
      terminal.type("watch -n 1000 path" + ENTER);
      terminal.expect("home;category;use default;");
      terminal.type(INTERRUPT);
      terminal.expect("[head->category*[default*]]% ");
      terminal.type(END);
      terminal.expect("Quit anyway?(y/n): ");
      terminal.type("n" + ENTER);
      terminal.expect("[head->category*[default*]]% ");
      terminal.type("commit" + ENTER);
      terminal.expect("[head->category[default]]% ");
      terminal.type(END);
      assertThat(terminal.exitStatus()).isZero();
    }
    assertThat(home.resolve(".cm/.cmshhistory"))
        .content()
        .contains("category use default")
        .doesNotContain("\nn\n");
    assertThat(Files.getPosixFilePermissions(home.resolve(".cm/.cmshhistory"))).hasSize(2);
    assertThat(
            Ran.cmsh(
                    "-n",
                    "--root",
                    root.toString(),
                    "-c",
                    "category get default bootloaderprotocol")
                .out())
        .isEqualTo("TFTP\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "printf '%s\\n' made here > | made",
        "false | cannot edit: the editor ended with status 1",
        "no-such-editor | cannot edit: no editor found; set the environment variable EDITOR"
      })
  void opensTheUsersEditorForATextOfSeveralLines(String editor, String shown) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "needs script");
    try (Terminal terminal = terminal("VISUAL", "", "EDITOR", editor)) {
      terminal.expect("[head]% ");
      terminal.type("category use default; set finalizescript; get finalizescript" + ENTER);
      terminal.expect("get finalizescript");
      terminal.expect(shown);
    }
  }

  /** A screen has 40 lines; the help of a mode has more, that of the top has fewer. */
  @ParameterizedTest
  @ValueSource(strings = {"cat -n", "head -n 1", "no-such-pager", "less"})
  void pagesWhatIsTallerThanTheScreen(String pager) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "needs script");
    assumeTrue(!pager.equals("less") || Files.exists(Path.of("/usr/bin/less")), "needs less");
    try (Terminal terminal = terminal("PAGER", pager)) {
      terminal.expect("[head]% ");
      terminal.type("help" + ENTER);
      assertThat(terminal.expect("\n[head]% "))
          .contains("\n============== Top")
          .contains("\nwatch");
      terminal.type("category help" + ENTER);
      if (pager.equals("less")) {
        terminal.expect("\n:");
        terminal.type("q");
      }
      String shown = terminal.expect("[head]% ");
      switch (pager) {
        case "cat -n" -> assertThat(shown).contains("     1\t====").contains("\n    45\t");
        case "head -n 1" -> assertThat(shown).contains("=== Top ===").doesNotContain("watch");
        case "no-such-pager" ->
            assertThat(shown).contains("\n============== Top").contains("\nfsmounts");
        default -> assertThat(shown).doesNotContain("fsmounts");
      }
      terminal.type(END);
      assertThat(terminal.exitStatus()).isZero();
    }
  }

  @Test
  void endsQuietlyWhenNobodyReadsAnyMore() throws Exception {
    String many = "path; ".repeat(5000);
    Process process =
        new ProcessBuilder(
                "/bin/bash",
                "-c",
                "\"$@\" | head -n 1; echo \"status ${PIPESTATUS[0]}\"",
                "bash",
                Terminal.java(),
                "-cp",
                Terminal.classPath(),
                "org.cmimage.cli.Cmsh",
                "--root",
                root.toString(),
                "-n",
                "-c",
                many)
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(output).isEqualTo("home;\nstatus 141\n");
  }

  /** As under nohup: the end of input of a closed terminal was read again and again, for ever. */
  @Test
  void endsWhenItsTerminalIsGoneAndNoSignalTellsIt() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "needs script");
    ProcessHandle shell;
    try (Terminal terminal = terminal(List.of("env", "--ignore-signal=HUP"), Map.of())) {
      terminal.expect("[head]% ");
      shell = terminal.program();
    }
    try {
      assertThat(shell.onExit()).succeedsWithin(Duration.ofSeconds(60));
    } finally {
      shell.destroyForcibly();
    }
  }

  /** A shell at a pseudo-terminal, with these names and values in its environment. */
  private Terminal terminal(String... environment) throws IOException {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < environment.length; i += 2) {
      variables.put(environment[i], environment[i + 1]);
    }
    return terminal(List.of(), variables);
  }

  /** A shell that another program becomes. */
  private Terminal terminal(List<String> starter, Map<String, String> environment)
      throws IOException {
    List<String> shell =
        List.of(
            Terminal.java(),
            "-cp",
            Terminal.classPath(),
            "-Dcm-image.interactive=true",
            "org.cmimage.cli.Cmsh",
            "--root",
            root.toString());
    Map<String, String> variables = new HashMap<>(Map.of("HOME", home.toString(), "TERM", "xterm"));
    variables.putAll(environment);
    return new Terminal(
        variables, Stream.of(starter, shell).flatMap(List::stream).toArray(String[]::new));
  }
}
