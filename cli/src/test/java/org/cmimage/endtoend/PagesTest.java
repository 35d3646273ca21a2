package org.cmimage.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The project's pages are Markdown that any reader shows as it is meant. */
class PagesTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(?:#[^)]*)?\\)");
  private static final Pattern ADDRESS = Pattern.compile("[a-z]+:.*");

  static Stream<Path> pages() throws IOException {
    List<Path> pages;
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      pages = Stream.concat(top, docs).filter(file -> file.toString().endsWith(".md")).toList();
    }
    assertThat(pages).hasSizeGreaterThan(40);
    return pages.stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void fencesBeginALineAndAreClosed(Path page) throws IOException {
    List<String> fences =
        Files.readString(page).lines().filter(line -> line.contains("```")).toList();
    assertThat(fences).allSatisfy(line -> assertThat(line).matches(" *```[a-z]*"));
    assertThat(fences.size() % 2).as("an unclosed fence").isZero();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadToFiles(Path page) throws IOException {
    Path directory = page.resolveSibling(".");
    List<String> targets =
        LINK.matcher(Files.readString(page))
            .results()
            .map(link -> link.group(1))
            .filter(target -> !target.isEmpty() && !ADDRESS.matcher(target).matches())
            .toList();
    assertThat(targets).allSatisfy(target -> assertThat(directory.resolve(target)).exists());
  }
}
