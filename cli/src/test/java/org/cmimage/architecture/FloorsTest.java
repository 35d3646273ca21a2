package org.cmimage.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Holds the classes of all modules against the floors of ARCHITECTURE.md. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // the classes go with it
class FloorsTest {
  private static final int MOST_TYPES = 15;

  private JavaClasses mainCode;
  private JavaClasses tests;
  private JavaClasses all;
  private Floors floors;

  @BeforeAll
  void readClasses() throws IOException, URISyntaxException {
    all = ModuleClasses.all();
    mainCode = ModuleClasses.main(all);
    tests = ModuleClasses.tests(all);
    floors = Floors.read(Modules.ROOT.resolve("ARCHITECTURE.md"));
  }

  /** A scan that finds much less than there is has looked in the wrong place. */
  @Test
  void classesAreThere() throws IOException {
    assertThat(topLevel(mainCode)).isBetween(sources("main") * 9 / 10, sources("main"));
    assertThat(topLevel(tests)).isBetween(sources("test") * 9 / 10, sources("test"));
    assertThat(topLevel(all)).isGreaterThan(topLevel(mainCode)).isGreaterThan(topLevel(tests));
  }

  private static long topLevel(JavaClasses classes) {
    return classes.stream().filter(type -> !type.isNestedClass()).count();
  }

  private static long sources(String kind) throws IOException {
    long sources = 0;
    for (String module : Modules.NAMES) {
      Path directory = Modules.ROOT.resolve(module).resolve("src").resolve(kind);
      try (Stream<Path> files = Files.walk(directory)) {
        sources += files.filter(file -> file.toString().endsWith(".java")).count();
      }
    }
    return sources;
  }

  @Test
  void everyPackageHasAFloor() {
    assertThat(Floors.sizes(all).keySet()).containsExactlyInAnyOrderElementsOf(floors.packages());
  }

  @Test
  void packagesOfTestsAreThoseWithoutOtherClasses() {
    assertThat(Sets.difference(Floors.sizes(tests).keySet(), Floors.sizes(mainCode).keySet()))
        .containsExactlyInAnyOrderElementsOf(floors.ofTests());
  }

  @Test
  void packagesUseThoseOfLowerFloors() {
    assertThat(floors.violations(all)).isEmpty();
  }

  @Test
  void aUseOfAHigherFloorIsFound() {
    assertThat(floors("core.tree", 2, "core.syscall", 1).violations(mainCode))
        .contains("core.syscall (1) uses core.tree (2): FileStatus, NodeType");
    assertThat(floors("core.tree", 1, "core.syscall", 1).violations(mainCode))
        .contains("core.syscall (1) uses core.tree (1): FileStatus, NodeType");
  }

  @Test
  void aUseOfAHigherFloorByATestIsFound() {
    assertThat(floors("core.tree", 2, "core.syscall", 1).violations(tests))
        .contains("core.syscall (1) uses core.tree (2): TreeDump, TreePath");
    assertThat(floors("endtoend.trial", 19, "endtoend", 19).violations(tests))
        .contains("endtoend (19) uses endtoend.trial (19): ArchOsTest, TrialCluster");
  }

  private static Floors floors(String one, int floor, String other, int otherFloor) {
    return new Floors(ImmutableMap.of(one, floor, other, otherFloor), ImmutableSet.of());
  }

  private static void checkCycles(String packages, JavaClasses classes) {
    slices().matching(packages).should().beFreeOfCycles().check(classes);
  }

  @Test
  void thereAreNoCycles() {
    checkCycles("org.cmimage.(**)", all);
  }

  /** The JDK has one: locks wait in its pool of threads, and its barriers are made of locks. */
  @Test
  void aCycleIsFound() {
    JavaClasses cycle =
        new ClassFileImporter()
            .importClasses(
                CyclicBarrier.class,
                ForkJoinPool.class,
                AbstractQueuedSynchronizer.ConditionObject.class,
                ReentrantLock.class);
    assertThatThrownBy(() -> checkCycles("java.util.(**)", cycle))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Cycle detected");
  }

  @Test
  void packagesAreSmall() {
    assertThat(Floors.larger(mainCode, MOST_TYPES)).isEmpty();
    assertThat(Floors.larger(tests, MOST_TYPES)).isEmpty();
  }

  @Test
  void aPackageThatIsNotSmallIsFound() {
    int largest = Collections.max(Floors.sizes(mainCode).values());
    assertThat(Floors.larger(mainCode, largest)).isEmpty();
    assertThat(Floors.larger(mainCode, largest - 1))
        .isNotEmpty()
        .allMatch(line -> line.endsWith(": " + largest + " types"));
  }
}
