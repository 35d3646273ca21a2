package org.cmimage.endtoend.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.cmimage.endtoend.truth.SetResult.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTableTest {
  private static final List<RandomSet> SETS = RandomSet.parse("debian12-x86_64:1-3");

  @Test
  void lastResultOfASetCountsAndLinesAreOneLine(@TempDir Path directory) throws Exception {
    ResultTable table = new ResultTable(directory);
    table.add(result(1, Outcome.NOT_BUILT, "two\n\tlines | of it"));
    table.add(result(2, Outcome.EQUAL, ""));
    table.add(result(1, Outcome.DIFFERENT, "content etc/a"));

    assertThat(table.find(SETS.get(0)).orElseThrow())
        .isEqualTo(result(1, Outcome.DIFFERENT, "content etc/a"));
    assertThat(table.find(SETS.get(2))).isEmpty();
    assertThat(table.markdown(SETS))
        .contains(
            "| debian12-x86_64:1 | 300 | different | yes | 4 | 60 | 90 | mmdebstrap | abc | content"
                + " etc/a |\n")
        .endsWith("\n2 of 3 sets ran, 1 different, 1 equal.\n");
  }

  @Test
  void lineIsReadAsItWasWritten() {
    SetResult result = result(3, Outcome.PEER_FAILED, "two\n\tlines | of it");

    assertThat(SetResult.parse(result.line()))
        .isEqualTo(result(3, Outcome.PEER_FAILED, "two lines | of it"));
  }

  private static SetResult result(int seed, Outcome outcome, String reason) {
    String set = "debian12-x86_64:" + seed;
    return new SetResult(set, outcome, 300, true, 4, 60, 90, "mmdebstrap", "abc", reason);
  }
}
