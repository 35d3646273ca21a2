package org.cmimage.architecture;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The floors of packages: each uses those of lower floors. Packages that only tests are in have
 * none, and use all.
 *
 * @param numbers by the package's name below {@code org.cmimage}
 */
record Floors(ImmutableMap<String, Integer> numbers) {
  private static final String ROOT = "org.cmimage.";
  private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| `([\\w.]+)` \\| .* \\|");

  /** Reads the table of a document. */
  static Floors read(Path document) throws IOException {
    ImmutableMap.Builder<String, Integer> numbers = ImmutableMap.builder();
    for (String line : Files.readAllLines(document)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        numbers.put(row.group(2), Integer.valueOf(row.group(1)));
      }
    }
    return new Floors(numbers.buildOrThrow());
  }

  ImmutableSet<String> packages() {
    return numbers.keySet();
  }

  /** Returns a class's package, below {@code org.cmimage}. */
  static String packageOf(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(ROOT) ? name.substring(ROOT.length()) : name;
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
