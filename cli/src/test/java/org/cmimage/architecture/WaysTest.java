package org.cmimage.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The ways that ARCHITECTURE.md tells can be walked. */
class WaysTest {
  private static final Pattern TYPE = Pattern.compile("`([A-Z]\\w+)`");

  @Test
  void everyTypeOnTheWayIsThere() throws IOException {
    String text = Files.readString(Modules.ROOT.resolve("ARCHITECTURE.md"));
    List<String> types =
        text.lines()
            .filter(line -> line.startsWith("| `cm"))
            .flatMap(line -> TYPE.matcher(line).results())
            .map(match -> match.group(1))
            .distinct()
            .toList();
    assertThat(types).hasSizeGreaterThan(30);
    assertThat(sources()).containsAll(types);
  }

  private static Set<String> sources() throws IOException {
    Set<String> names = new HashSet<>();
    for (String module : Modules.NAMES) {
      try (Stream<Path> files = Files.walk(Modules.ROOT.resolve(module).resolve("src/main/java"))) {
        files.forEach(file -> names.add(file.getFileName().toString().replace(".java", "")));
      }
    }
    return names;
  }
}
