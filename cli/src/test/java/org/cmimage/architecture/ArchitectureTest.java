package org.cmimage.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the sources of all modules against the rules. */
class ArchitectureTest {
  /** Nine tenths of what was there in 2026-11; a scan that finds less has missed a place. */
  private static final int FEWEST_FILES = 1200;

  /** Where commands that have no pipeline begin. */
  private static final List<String> COMMANDS =
      List.of(
          "ApplyCommand.java",
          "BootCommand.java",
          "ClusterTrees.java",
          "HostEffectWarnings.java",
          "NodeImage.java",
          "PackageChange.java",
          "PackageCommand.java",
          "RemoveCommand.java",
          "Shell.java",
          "ShellCommand.java",
          "VerifyCommand.java");

  private static ImmutableList<SourceFile> files;

  @BeforeAll
  static void readSources() throws IOException {
    files = SourceFile.readAll(Modules.ROOT, Modules.NAMES);
  }

  @Test
  void scanFindsTheSources() throws IOException {
    String pom = Files.readString(Modules.ROOT.resolve("pom.xml"));

    assertThat(Modules.NAMES).allSatisfy(module -> assertThat(pom).contains("<module>" + module));
    assertThat(files).hasSizeGreaterThanOrEqualTo(FEWEST_FILES);
    assertThat(files).anyMatch(file -> file.name().equals("ArchitectureTest.java"));
  }

  @Test
  void modulesKnowThoseBelowOnly() {
    assertThat(Rules.unknownModules(files)).isEmpty();
  }

  @Test
  void librariesStayAtHome() {
    assertThat(Rules.strayLibraries(files)).isEmpty();
  }

  @Test
  void sizesAreWithinBudget() {
    assertThat(Rules.tooBig(files)).isEmpty();
  }

  @Test
  void namesAreNotVague() {
    assertThat(Rules.vagueNames(files)).isEmpty();
  }

  @Test
  void methodJavadocsBeginWithAVerb() {
    assertThat(JavadocVerbs.tooFew(files)).isEmpty();
    assertThat(JavadocVerbs.LEAST.keySet())
        .containsExactlyElementsOf(Modules.NAMES)
        .allSatisfy(
            module -> assertThat(JavadocVerbs.javadocs(module, files)).hasSizeGreaterThan(50));
  }

  @Test
  void messagesAreNotTakenApart() {
    assertThat(Rules.readMessages(files)).isEmpty();
  }

  @Test
  void packagesAreDescribedAndNullMarked() {
    assertThat(Rules.undescribedPackages(files)).isEmpty();
  }

  @Test
  void packagesTellTheirModule() {
    assertThat(Rules.strayPackages(files)).isEmpty();
  }

  /** What is given to the pipeline's builder is used, and nothing that is found behind its back. */
  @Test
  void servicesAreLookedUpInOnePlaceEach() throws IOException {
    assertThat(mainFilesWith("ServiceLoader.load"))
        .containsExactlyInAnyOrder(
            "InstalledServices.java", "InstalledCodecs.java", "HostCalls.java");
    assertThat(mainFilesWith("HostCalls.installed()"))
        .allMatch(name -> COMMANDS.contains(name), "only commands begin with installed calls");
  }

  /** A file is replaced in one step by {@code AtomicFile}; these move trees, or whole downloads. */
  @Test
  void filesAreReplacedInOnePlace() throws IOException {
    assertThat(mainFilesWith("ATOMIC_MOVE"))
        .containsExactlyInAnyOrder(
            "AtomicFile.java", "FormerTrees.java", "TwinTree.java", "PartialFile.java");
  }

  private static List<String> mainFilesWith(String text) throws IOException {
    List<String> names = new ArrayList<>();
    for (String module : Modules.NAMES) {
      try (Stream<Path> paths = Files.walk(Modules.ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path path : paths.filter(file -> file.toString().endsWith(".java")).toList()) {
          if (Files.readString(path).contains(text)) {
            names.add(path.getFileName().toString());
          }
        }
      }
    }
    return names;
  }

  @Test
  void decisionsAreNumberedOnce() throws IOException {
    List<String> names;
    try (Stream<Path> paths = Files.list(Modules.ROOT.resolve("docs/decisions"))) {
      names = paths.map(path -> path.getFileName().toString()).toList();
    }

    assertThat(names).isNotEmpty().allMatch(name -> name.matches("\\d{4}-[a-z0-9.-]+\\.md"));
    assertThat(names.stream().map(name -> name.substring(0, 4))).doesNotHaveDuplicates();
  }
}
