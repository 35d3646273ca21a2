package org.cmimage.cli.shell.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamConsoleTest {
  private final StreamConsole console = new StreamConsole(System.out, System.err, "", false);

  @Test
  void withoutATerminalThereIsNoEditor(@TempDir Path directory) throws Exception {
    assertThat(console.edit(directory.resolve("file"))).isFalse();
  }

  @Test
  void aTildeIsTheHomeDirectory() {
    String home = System.getenv().getOrDefault("HOME", "/");
    assertThat(console.file("~")).isEqualTo(Path.of(home));
    assertThat(console.file("~/layout.xml")).isEqualTo(Path.of(home, "layout.xml"));
    assertThat(console.file("~layout.xml")).isEqualTo(Path.of("~layout.xml"));
  }
}
