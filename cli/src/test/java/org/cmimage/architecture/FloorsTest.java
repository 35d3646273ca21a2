package org.cmimage.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the classes of all modules against the floors of ARCHITECTURE.md. */
class FloorsTest {
  private static final int MOST_TYPES = 15;

  /** The types of entities and their schemas name each other: {@code EntityType} lists them. */
  private static final ImmutableSet<String> LARGER = ImmutableSet.of("model.entity");

  private static JavaClasses mainCode;
  private static Floors floors;

  @BeforeAll
  static void readClasses() throws IOException, URISyntaxException {
    Path tests =
        Path.of(FloorsTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path relative = Modules.ROOT.resolve("cli").relativize(tests);
    List<Path> main = new ArrayList<>();
    for (String name : Modules.NAMES) {
      main.add(Modules.ROOT.resolve(name).resolve(relative.resolveSibling("classes")));
    }
    mainCode = new ClassFileImporter().importPaths(main);
    floors = Floors.read(Modules.ROOT.resolve("ARCHITECTURE.md"));
  }

  /** A scan that finds much less than there is has looked in the wrong place. */
  @Test
  void classesAreThere() throws IOException {
    long sources = 0;
    for (String module : Modules.NAMES) {
      try (Stream<Path> files = Files.walk(Modules.ROOT.resolve(module).resolve("src/main"))) {
        sources += files.filter(file -> file.toString().endsWith(".java")).count();
      }
    }
    assertThat(mainCode.stream().filter(type -> !type.isNestedClass()).count())
        .isBetween(sources * 9 / 10, sources);
  }

  @Test
  void everyPackageHasAFloor() {
    assertThat(
            mainCode.stream()
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .map(Floors::packageOf)
                .distinct())
        .containsExactlyInAnyOrderElementsOf(floors.packages());
  }

  @Test
  void packagesUseThoseOfLowerFloors() {
    assertThat(floors.violations(mainCode)).isEmpty();
  }

  @Test
  void aUseOfAHigherFloorIsFound() {
    Floors upsideDown = new Floors(ImmutableMap.of("core.tree", 2, "core.syscall", 1));
    assertThat(upsideDown.violations(mainCode))
        .contains("core.syscall (1) uses core.tree (2): FileStatus, NodeType");
    Floors sideBySide = new Floors(ImmutableMap.of("core.tree", 1, "core.syscall", 1));
    assertThat(sideBySide.violations(mainCode))
        .contains("core.syscall (1) uses core.tree (1): FileStatus, NodeType");
  }

  @Test
  void thereAreNoCycles() {
    slices().matching("org.cmimage.(**)").should().beFreeOfCycles().check(mainCode);
  }

  @Test
  void packagesAreSmall() {
    Map<String, Integer> types = new TreeMap<>();
    for (JavaClass type : mainCode) {
      if (!type.isNestedClass() && !type.getSimpleName().equals("package-info")) {
        types.merge(Floors.packageOf(type), 1, Integer::sum);
      }
    }
    types.keySet().removeAll(LARGER);
    assertThat(types)
        .allSatisfy((name, count) -> assertThat(count).isLessThanOrEqualTo(MOST_TYPES));
  }
}
