package org.cmimage.core.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cmimage.core.verify.SpoiledTrees.incomplete;
import static org.cmimage.core.verify.SpoiledTrees.mismatch;
import static org.cmimage.core.verify.SpoiledTrees.warning;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.cmimage.model.ComponentKind;
import org.junit.jupiter.api.Test;

/** The database of the tests holds seven x86_64 packages, one each of i686, aarch64 and noarch. */
class RpmDatabaseCheckTest {
  private static final String PATH = "/var/lib/rpm/Packages.db";
  private static final String IN_DATABASE = "package database: " + PATH + ": expected ";

  @Test
  void packagesOfAnotherArchitectureAreNamed() throws IOException {
    assertThat(findings(tree(), "rocky9u3-x86_64"))
        .containsExactly(
            mismatch(IN_DATABASE + "x86_64, found aarch64: glibc"),
            warning(IN_DATABASE + "x86_64, found further i686: glibc"));
    assertThat(findings(tree(), "rhel9-aarch64"))
        .containsExactly(
            mismatch(IN_DATABASE + "aarch64, found i686: glibc"),
            mismatch(
                IN_DATABASE
                    + "aarch64, found x86_64: glibc, library1, library2, library4, library5 and 2"
                    + " more"));
  }

  @Test
  void theReleasePackageIsHeard() throws IOException {
    assertThat(findings(tree(), "rocky9u4-x86_64"))
        .contains(
            mismatch(
                IN_DATABASE
                    + "rocky9u4, found rocky9u3, as rocky-release-9.3-1.2.el9.noarch says"));
    assertThat(findings(tree(), "sles15sp6-x86_64"))
        .anyMatch(line -> line.contains("expected sles15sp6, found rocky9u3"));
  }

  @Test
  void aDatabaseIsMissedWhereThereIsToBeOne() throws IOException {
    String missing = "package database: /var/lib/rpm: expected rpm's database, found none";
    assertThat(findings(SampleTree.good(), "rocky9u3-x86_64")).containsExactly(incomplete(missing));
    assertThat(findings(SampleTree.good(), "alpine3-x86_64")).isEmpty();
  }

  @Test
  void whatIsDamagedIsSaid() throws IOException {
    byte[] database = database();
    database[database.length - 1]++;
    assertThat(findings(SampleTree.good().file(PATH.substring(1), database), "rocky9u3-x86_64"))
        .singleElement()
        .asString()
        .startsWith(
            incomplete(
                "package database: /var/lib/rpm: expected a database in order, found a damaged one:"
                    + " cannot read rpm database \""
                    + PATH
                    + "\": package "));
  }

  @Test
  void aSecondDatabaseIsSuspect() throws IOException {
    SampleTree tree = tree().text("var/lib/rpm/Packages", "");
    assertThat(findings(tree, "rocky9u3-x86_64"))
        .contains(
            warning(
                "package database: /var/lib/rpm/Packages: expected one database, found another"
                    + " beside "
                    + PATH));
  }

  private static SampleTree tree() throws IOException {
    return SampleTree.good().file(PATH.substring(1), database());
  }

  private static byte[] database() throws IOException {
    try (InputStream packed =
        Objects.requireNonNull(
            RpmDatabaseCheckTest.class.getResourceAsStream(
                "/org/cmimage/core/format/rpm/Packages.db.gz"))) {
      return new GZIPInputStream(packed).readAllBytes();
    }
  }

  private static List<String> findings(SampleTree tree, String archOs) throws IOException {
    return tree.verify(ComponentKind.SOFTWARE_IMAGE, archOs).findings().stream()
        .filter(finding -> finding.check().equals("package database"))
        .map(finding -> finding.severity() + " " + finding.code() + " " + finding)
        .toList();
  }
}
