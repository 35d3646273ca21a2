package org.cmimage.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchPathTest {
  @TempDir Path directory;

  @Test
  void theFirstDirectoryThatHasOneOfTheNamesCounts() throws Exception {
    Path first = Files.createDirectory(directory.resolve("first"));
    Path second = Files.createDirectory(directory.resolve("second"));
    Path other = Files.writeString(first.resolve("gpgv2"), "");
    Path plain = Files.writeString(second.resolve("gpgv"), "");
    assertThat(other.toFile().setExecutable(true)).isTrue();
    assertThat(plain.toFile().setExecutable(true)).isTrue();
    Files.writeString(first.resolve("gpgv"), "no program");
    SearchPath path = SearchPath.parse(first + "::" + second);

    assertThat(path.find("gpgv", "gpgv2")).hasValue(other);
    assertThat(path.find("gpgv")).hasValue(plain);
    assertThat(path.find("xz")).isEmpty();
  }

  /** A program of the working directory must not be run as root. */
  @Test
  void directoriesThatAreNotAbsoluteAreLeftOut() {
    assertThat(SearchPath.parse("bin:.:/bin:../x").directories()).containsExactly(Path.of("/bin"));
  }
}
