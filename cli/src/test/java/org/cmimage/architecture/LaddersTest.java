package org.cmimage.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.InstanceofCheck;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A class that asks for three cases of one sealed type with instanceof misses the next one that is
 * added. It implements the type's handler instead, which does not compile without the new case.
 */
class LaddersTest {
  private static final int MOST_CASES = 2;

  /** Returns each outermost class that has a ladder, with the sealed type. */
  private static Set<String> ladders(JavaClasses code) {
    Map<String, Set<String>> cases = new TreeMap<>();
    for (JavaClass type : code) {
      for (InstanceofCheck check : type.getInstanceofChecks()) {
        for (Class<?> sealed : sealedTypes(check.getRawType())) {
          String outermost = type.getName().replaceFirst("\\$.*", "");
          cases
              .computeIfAbsent(outermost + ": " + sealed.getSimpleName(), first -> new TreeSet<>())
              .add(check.getRawType().getName());
        }
      }
    }
    cases.values().removeIf(found -> found.size() <= MOST_CASES);
    return cases.keySet();
  }

  private static List<Class<?>> sealedTypes(JavaClass asked) {
    List<Class<?>> sealed = new ArrayList<>();
    if (asked.getPackageName().startsWith("org.cmimage.")) {
      Class<?> loaded = asked.reflect();
      Stream.concat(Stream.of(loaded.getInterfaces()), Stream.ofNullable(loaded.getSuperclass()))
          .filter(Class::isSealed)
          .forEach(sealed::add);
    }
    return sealed;
  }

  @Test
  void casesOfSealedTypesAreHandledAndNotAskedFor() throws URISyntaxException {
    assertThat(ladders(ModuleClasses.main())).isEmpty();
  }

  @Test
  void aLadderIsFound() {
    assertThat(ladders(new ClassFileImporter().importClasses(Ladder.class)))
        .containsExactly("org.cmimage.architecture.LaddersTest: Shape");
  }

  @Test
  void twoCasesAreNoLadder() {
    assertThat(ladders(new ClassFileImporter().importClasses(TwoCases.class))).isEmpty();
  }

  private sealed interface Shape {}

  private record Circle() implements Shape {}

  private record Square() implements Shape {}

  private record Triangle() implements Shape {}

  private static final class Ladder {
    static int corners(Shape shape) {
      return shape instanceof Circle ? 0 : shape instanceof Triangle ? 3 : four(shape);
    }

    private static int four(Shape shape) {
      return Stream.of(shape).anyMatch(each -> each instanceof Square) ? 4 : -1;
    }
  }

  private static final class TwoCases {
    static int corners(Shape shape) {
      return shape instanceof Circle ? 0 : shape instanceof Square ? 4 : 3;
    }
  }
}
