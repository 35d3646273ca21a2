package org.cmimage.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CharMatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code docs/EMBEDDING.md} shows is what {@link EmbeddingSamples} compiles. */
class EmbeddingPageTest {
  private static final Pattern SAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern PACKAGE = Pattern.compile("\\| `(org\\.cmimage\\.[a-z.]+)` \\|");

  @Test
  void allSamplesAreCompiledAndAllImportsAreShown() throws IOException {
    String page = Files.readString(Path.of("../docs/EMBEDDING.md"));
    String source =
        Files.readString(Path.of("src/test/java/org/cmimage/endtoend/EmbeddingSamples.java"));
    List<String> samples = SAMPLE.matcher(page).results().map(sample -> sample.group(1)).toList();
    assertThat(samples).hasSizeGreaterThan(4);
    assertThat(samples).allSatisfy(sample -> assertThat(words(source)).contains(words(sample)));
    assertThat(page.lines().filter(line -> line.startsWith("import ")))
        .containsExactlyElementsOf(
            source.lines().filter(line -> line.startsWith("import ")).toList());
  }

  /** A sample needs nothing but what is promised. */
  @Test
  void samplesUsePromisedPackages() throws IOException {
    String page = Files.readString(Path.of("../docs/EMBEDDING.md"));
    List<String> promised = PACKAGE.matcher(page).results().map(EmbeddingPageTest::name).toList();
    assertThat(page.lines().filter(line -> line.startsWith("import org.cmimage.")))
        .allSatisfy(
            line ->
                assertThat(promised)
                    .contains(line.substring("import ".length(), line.lastIndexOf('.'))));
    for (String name : promised) {
      Path path = Path.of("src/main/java", name.split("\\."));
      assertThat(List.of("../cluster-model", "../image-core"))
          .as(name)
          .anyMatch(module -> Files.isDirectory(Path.of(module).resolve(path)));
    }
  }

  private static String name(MatchResult row) {
    return row.group(1);
  }

  private static String words(String text) {
    return CharMatcher.whitespace().trimAndCollapseFrom(text, ' ');
  }
}
