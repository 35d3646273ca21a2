package org.cmimage.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule refuses a planted violation and passes its nearest neighbour. */
class RulesTest {

  @Test
  void moduleMayNotNameItsNeighbour() {
    String text = "package org.cmimage.core; import org.cmimage.%s.A; class B {}";

    assertThat(Rules.unknownModules(List.of(main("image-core", text.formatted("qemu")))))
        .hasSize(1);
    assertThat(Rules.unknownModules(List.of(main("image-core", text.formatted("model")))))
        .isEmpty();
  }

  @Test
  void qualifiedNameCountsLikeAnImport() {
    String text = "package org.cmimage.model; class A { java.sql.Connection c; }";

    assertThat(Rules.strayLibraries(List.of(main("cluster-model", text)))).hasSize(1);
    assertThat(
            Rules.strayLibraries(
                List.of(main("cluster-model", text.replace("model;", "model.store.sql;")))))
        .isEmpty();
  }

  @Test
  void onlyCliPrints() {
    String text = "package org.cmimage.%s; class A { void a() { System.out.println(); } }";

    assertThat(Rules.strayLibraries(List.of(main("image-core", text.formatted("core")))))
        .hasSize(1);
    assertThat(Rules.strayLibraries(List.of(main("cli", text.formatted("cli"))))).isEmpty();
  }

  @Test
  void messageIsPassedOnAndNotRead() {
    String text =
        "package org.cmimage.core; class A { void a(Exception e) { String f = \"\" + %s; } }";

    for (String read :
        List.of(
            "e.getMessage().contains(f)",
            "String.valueOf(e.getMessage()).replaceFirst(f, f)",
            "p.matcher(e.getMessage())",
            "(f = e.getMessage()); f.startsWith(f)")) {
      assertThat(Rules.readMessages(List.of(main("image-core", text.formatted(read)))))
          .as(read)
          .hasSize(1);
    }
    for (String passed : List.of("e.getMessage() + f", "f.contains(f)", "g(e.getMessage())")) {
      assertThat(Rules.readMessages(List.of(main("image-core", text.formatted(passed)))))
          .as(passed)
          .isEmpty();
    }
  }

  @Test
  void methodOfSixtyLinesIsTheLongest() {
    assertThat(Rules.tooBig(List.of(methodOf(60)))).isEmpty();
    assertThat(Rules.tooBig(List.of(methodOf(61)))).hasSize(1);
  }

  @Test
  void sixParametersAreTooManyWhereTheyAreOursToChoose() {
    String six = "int a, int b, int c, int d, int e, int f";

    assertThat(tooBig("class A { void a(%s) {} }", six)).hasSize(1);
    assertThat(tooBig("class A { A(%s) {} }", six)).hasSize(1);
    assertThat(tooBig("class A { void a(%s) {} }", six.substring(0, 26))).isEmpty();
    assertThat(tooBig("class A { native void a(%s); }", six)).isEmpty();
    assertThat(tooBig("class A extends B { @Override void a(%s) {} }", six)).isEmpty();
    assertThat(tooBig("enum A { ; A(%s) {} }", six)).isEmpty();
    assertThat(tooBig("record A(%s) {}", six)).isEmpty();
    assertThat(tooBig("record A(%s) { A { a++; } }", six)).isEmpty();
  }

  @Test
  void fileMayBeLongerAsATest() {
    String text = "package org.cmimage.core; class A {" + "\n".repeat(550) + "}";

    assertThat(Rules.tooBig(List.of(main("image-core", text)))).hasSize(1);
    assertThat(Rules.tooBig(List.of(SourceFile.parse("image-core", true, "A.java", text))))
        .isEmpty();
  }

  @Test
  void vagueNameIsRefusedWhereverItIsDeclared() {
    String text = "package org.cmimage.core; class A { interface FileUtils {} }";

    assertThat(Rules.vagueNames(List.of(main("image-core", text)))).hasSize(1);
    assertThat(Rules.vagueNames(List.of(main("image-core", text.replace("FileUtils", "Utilized")))))
        .isEmpty();
  }

  @Test
  void packageNeedsANullMarkedDescription() {
    SourceFile type = main("image-core", "package org.cmimage.core; class A {}");
    SourceFile unmarked =
        SourceFile.parse("image-core", false, "package-info.java", "package org.cmimage.core;");
    SourceFile marked =
        SourceFile.parse(
            "image-core", false, "package-info.java", "@NullMarked package org.cmimage.core;");

    assertThat(Rules.undescribedPackages(List.of(type))).containsExactly("org.cmimage.core");
    assertThat(Rules.undescribedPackages(List.of(type, unmarked))).hasSize(1);
    assertThat(Rules.undescribedPackages(List.of(type, marked))).isEmpty();
  }

  @Test
  void packageIsNamedAfterItsModule() {
    SourceFile file = main("image-core", "package org.cmimage.corelike; class A {}");

    assertThat(Rules.strayPackages(List.of(file))).hasSize(1);
  }

  private static SourceFile methodOf(int lines) {
    return main(
        "image-core",
        "package org.cmimage.core; class A {\n/** Not counted. */\nvoid a() {"
            + "\n".repeat(lines - 1)
            + "}\n}");
  }

  private static List<String> tooBig(String text, String parameters) {
    return Rules.tooBig(
        List.of(main("image-core", "package org.cmimage.core; " + text.formatted(parameters))));
  }

  private static SourceFile main(String module, String text) {
    return SourceFile.parse(module, false, "A.java", text);
  }
}
