package org.cmimage.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The compiled classes of all modules, wherever the build that runs the tests has put them. They
 * take a hundred megabytes: whoever holds them lets go of them.
 */
final class ModuleClasses {
  private static final String MAIN = "classes";
  private static final String TESTS = "test-classes";

  private ModuleClasses() {}

  static JavaClasses main() throws URISyntaxException {
    return read(MAIN);
  }

  static JavaClasses all() throws URISyntaxException {
    return read(MAIN, TESTS);
  }

  /** Returns those of all classes that are not of tests. */
  static JavaClasses main(JavaClasses all) {
    return in(MAIN, all);
  }

  /** Returns those of all classes that are of tests. */
  static JavaClasses tests(JavaClasses all) {
    return in(TESTS, all);
  }

  private static JavaClasses in(String directory, JavaClasses all) {
    return all.that(
        DescribedPredicate.describe(
            "are in " + directory,
            (JavaClass type) ->
                type.getSource().orElseThrow().getUri().getPath().contains("/" + directory + "/")));
  }

  private static JavaClasses read(String... directories) throws URISyntaxException {
    Path ofThis =
        Path.of(ModuleClasses.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path output = Modules.ROOT.resolve("cli").relativize(ofThis);
    List<Path> paths = new ArrayList<>();
    for (String module : Modules.NAMES) {
      for (String directory : directories) {
        paths.add(Modules.ROOT.resolve(module).resolve(output.resolveSibling(directory)));
      }
    }
    return new ClassFileImporter().importPaths(paths);
  }
}
