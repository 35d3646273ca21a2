package org.cmimage.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The classes of all modules, without those of tests. */
final class MainCode {
  private MainCode() {}

  static JavaClasses read() throws URISyntaxException {
    Path tests =
        Path.of(MainCode.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path relative = Modules.ROOT.resolve("cli").relativize(tests);
    List<Path> main = new ArrayList<>();
    for (String name : Modules.NAMES) {
      main.add(Modules.ROOT.resolve(name).resolve(relative.resolveSibling("classes")));
    }
    return new ClassFileImporter().importPaths(main);
  }
}
