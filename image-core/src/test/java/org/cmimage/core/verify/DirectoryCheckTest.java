package org.cmimage.core.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cmimage.core.verify.SpoiledTrees.warning;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.cmimage.core.finding.Origin;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.model.ComponentKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryCheckTest {
  @Test
  void everyoneMayChangeTheRootDirectoryIsToldAsOfAnyOther() throws IOException {
    assertThat(lines(SampleTree.good().root(attributes(0777, 0, 0)).folder("opt", 0777)))
        .containsExactly(
            warning("permissions: /: expected nothing that is world-writable, found /, /opt"));
  }

  @ParameterizedTest
  @CsvSource({"1777, 0, 0", "4755, 0, 0", "2755, 0, 0", "700, 0, 0", "755, 1000, 1000"})
  void anythingElseWrongWithTheRootDirectoryIsTold(String mode, int uid, int gid)
      throws IOException {
    int bits = Integer.parseInt(mode, 8);
    assertThat(lines(SampleTree.good().root(attributes(bits, uid, gid))))
        .containsExactly(
            warning(
                String.format(
                    "permissions: /: expected mode 0755, owner 0:0, found mode %04o, owner %d:%d",
                    bits, uid, gid)));
  }

  @ParameterizedTest
  @CsvSource({"755", "555", "775"})
  void rootDirectoriesThatDistributionsHaveAreRight(String mode) throws IOException {
    assertThat(lines(SampleTree.good().root(attributes(Integer.parseInt(mode, 8), 0, 0))))
        .isEmpty();
  }

  @Test
  void directoriesOfTheSystemBelongToRoot() throws IOException {
    SampleTree tree =
        SampleTree.good()
            .folder("etc", attributes(0755, 1000, 1000))
            .folder("usr", attributes(0755, 1000, 0))
            .folder("srv", attributes(0755, 1000, 1000));
    assertThat(lines(tree))
        .containsExactly(
            warning(
                "permissions: /etc: expected directories of the system that user 0 owns, found"
                    + " another owner of /etc, /usr"));
  }

  private static Attributes attributes(int mode, int uid, int gid) {
    return new Attributes(mode, uid, gid, 1_600_000_000L, 0, Map.of());
  }

  private static List<String> lines(SampleTree tree) throws IOException {
    return TreeVerifierTest.lines(
        tree.verify(ComponentKind.SOFTWARE_IMAGE, "debian12-aarch64", Origin.MADE_HERE));
  }
}
