package org.cmimage.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The compiled classes of all modules, wherever the build that runs the tests has put them. */
final class ModuleClasses {
  private static final String MAIN = "classes";
  private static final String TESTS = "test-classes";

  private ModuleClasses() {}

  static JavaClasses main() throws URISyntaxException {
    return read(MAIN);
  }

  static JavaClasses tests() throws URISyntaxException {
    return read(TESTS);
  }

  static JavaClasses all() throws URISyntaxException {
    return read(MAIN, TESTS);
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
