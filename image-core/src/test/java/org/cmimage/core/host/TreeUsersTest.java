package org.cmimage.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against processes of this machine. */
class TreeUsersTest {
  @TempDir private Path directory;

  private final TreeUsers users = new TreeUsers(Path.of("/proc"));

  private Path tree;

  @BeforeEach
  void fill() throws Exception {
    tree = directory.toRealPath().resolve("tree");
    Files.createDirectories(tree.resolve("var/log"));
    Files.writeString(tree.resolve("var/log/file"), "text");
    Files.createDirectory(tree.resolveSibling("tree-of-another-name"));
    Files.copy(Path.of("/bin/sleep"), tree.resolve("var/program"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cd tree/var; exec sleep 1000", "exec tree/var/program 1000", "cd tree; exec cat"})
  void rootDirectoryAndProgramAreUse(String script) throws Exception {
    try (Started process = new Started(script)) {
      assertThat(users.find(tree)).hasValueSatisfying(process::isNamedBy);
    }
    assertThat(users.find(tree)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {">>", "<>", ">"})
  void aFileThatIsWrittenIsNamed(String redirection) throws Exception {
    try (Started process = new Started("exec cat 5%stree/var/log/file".formatted(redirection))) {
      assertThat(users.find(tree))
          .hasValueSatisfying(process::isNamedBy)
          .hasValueSatisfying(
              text -> assertThat(text).endsWith(", which writes " + tree.resolve("var/log/file")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exec cat 5<tree/var/log/file",
        "exec cat 5>>tree-of-another-name/file",
        "cd tree-of-another-name; exec cat"
      })
  void whatIsReadOrElsewhereIsNoUse(String script) throws Exception {
    try (Started process = new Started(script)) {
      assertThat(users.find(tree)).as("%s", process).isEmpty();
    }
  }

  @Test
  void aLinkToATreeIsFollowed() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), tree);
    try (Started process = new Started("cd tree; exec cat")) {
      assertThat(users.find(link)).hasValueSatisfying(process::isNamedBy);
    }
    assertThat(users.find(directory.resolve("nothing"))).isEqualTo(Optional.empty());
  }

  /** A script of the shell, once it runs what it ends in. */
  private final class Started implements AutoCloseable {
    private final Process process;

    Started(String script) throws Exception {
      process = new ProcessBuilder("sh", "-c", script).directory(directory.toFile()).start();
      while (process.info().command().filter(command -> command.endsWith("sh")).isPresent()) {
        Thread.sleep(1);
      }
    }

    void isNamedBy(String text) {
      assertThat(text).startsWith("process " + process.pid() + " (");
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }
}
