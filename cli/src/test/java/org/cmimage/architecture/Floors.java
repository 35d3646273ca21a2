package org.cmimage.architecture;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The floors of packages: the classes of each, and its tests, use those of lower floors.
 *
 * @param numbers by the package's name below {@code org.cmimage}
 * @param ofTests the packages that only tests have
 */
record Floors(ImmutableMap<String, Integer> numbers, ImmutableSet<String> ofTests) {
  private static final String ROOT = "org.cmimage.";
  private static final String OF_TESTS = "Packages that only tests have:";
  private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| `([\\w.]+)` \\| .* \\|");

  /** Reads the tables of a document. */
  static Floors read(Path document) throws IOException {
    ImmutableMap.Builder<String, Integer> numbers = ImmutableMap.builder();
    ImmutableSet.Builder<String> ofTests = ImmutableSet.builder();
    boolean tests = false;
    for (String line : Files.readAllLines(document)) {
      tests |= line.equals(OF_TESTS);
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        numbers.put(row.group(2), Integer.valueOf(row.group(1)));
        if (tests) {
          ofTests.add(row.group(2));
        }
      }
    }
    return new Floors(numbers.buildOrThrow(), ofTests.build());
  }

  ImmutableSet<String> packages() {
    return numbers.keySet();
  }

  /** Returns a class's package, below {@code org.cmimage}. */
  static String packageOf(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(ROOT) ? name.substring(ROOT.length()) : name;
  }

  /** Returns the packages of these classes with their numbers of types, nested ones aside. */
  static ImmutableSortedMap<String, Integer> sizes(Iterable<JavaClass> classes) {
    TreeMap<String, Integer> types = new TreeMap<>();
    for (JavaClass type : classes) {
      if (!type.isNestedClass() && !type.getSimpleName().equals("package-info")) {
        types.merge(packageOf(type), 1, Integer::sum);
      }
    }
    return ImmutableSortedMap.copyOf(types);
  }

  /** Returns a line for each package with more types than so many, sorted. */
  static List<String> larger(Iterable<JavaClass> classes, int most) {
    return sizes(classes).entrySet().stream()
        .filter(size -> size.getValue() > most)
        .map(size -> size.getKey() + ": " + size.getValue() + " types")
        .toList();
  }

  /** Returns a line for each use of a package that is not on a lower floor, sorted. */
  List<String> violations(Iterable<JavaClass> classes) {
    TreeSet<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String from = packageOf(dependency.getOriginClass());
        String to = packageOf(dependency.getTargetClass().getBaseComponentType());
        Integer floor = numbers.get(from);
        Integer other = numbers.get(to);
        if (floor != null && other != null && !from.equals(to) && other >= floor) {
          found.add(
              "%s (%d) uses %s (%d): %s, %s"
                  .formatted(
                      from,
                      floor,
                      to,
                      other,
                      dependency.getOriginClass().getSimpleName(),
                      dependency.getTargetClass().getSimpleName()));
        }
      }
    }
    return List.copyOf(found);
  }
}
