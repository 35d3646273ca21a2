package org.cmimage.endtoend.truth.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.cmimage.endtoend.trial.ListedTree;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TreeDifferences;
import org.cmimage.endtoend.trial.TreeDifferences.Difference;
import org.cmimage.endtoend.trial.TrialCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kept tree is as good to compare with as the tree was. */
class KeptTreeTest {
  private static final Instant BEGIN = Instant.now().minusSeconds(60);

  @Test
  void comparesAsTheTreeItself(@TempDir Path directory) throws Exception {
    TrialCluster.requireMachine("getfattr", "setfattr");
    Path tree = Files.createDirectory(directory.resolve("tree"));
    String script =
        "printf 'a\\nb\\n' >lines; echo old >old; touch -d @9 old; ln -s a link; ln lines twin;"
            + " setfattr -n user.a -v b old; echo a >\"$(printf 'odd\\n\\303\\244')\"; mkdir d";
    Program.output(tree, "sh", "-ec", script);
    Path place = directory.resolve("kept");
    KeptTree kept = KeptTree.keep(ListedTree.of(tree), place, BEGIN, Map.of("commit", "abc"));
    KeptTree found = KeptTree.find(place).orElseThrow();

    assertThat(found.listing()).isEqualTo(kept.listing());
    assertThat(found.fact("commit")).isEqualTo("abc");
    assertThat(found.begin().getEpochSecond()).isEqualTo(BEGIN.getEpochSecond());
    assertThat(TreeDifferences.between(ListedTree.of(tree), found, found.begin())).isEmpty();
    Program.output(tree, "sh", "-ec", "printf 'b\\na\\n' >lines; echo new >old; touch -d @9 old");
    assertThat(TreeDifferences.between(ListedTree.of(tree), found, found.begin()))
        .extracting(Difference::toString)
        .hasSize(3)
        .anyMatch(line -> line.startsWith("lines: order"))
        .anyMatch(line -> line.startsWith("twin: order"))
        .anyMatch(line -> line.startsWith("old: content"));
  }

  @Test
  void unfinishedIsNotFound(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("listing.gz"), "x", StandardCharsets.US_ASCII);

    assertThat(KeptTree.find(directory)).isEmpty();
  }
}
