package org.cmimage.cli.shell.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameListTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      value = {
        "node001 = node001",
        "node00[1-3] = node001 node002 node003",
        "node[001-003] = node001 node002 node003",
        "node001..node003 = node001 node002 node003",
        "node001..003 = node001 node002 node003",
        "node[001..003] = node001 node002 node003",
        "node[001,005-007] = node001 node005 node006 node007",
        "node[1-3],login1 = node1 node2 node3 login1",
        "n9..n11 = n9 n10 n11",
        "n[09-11] = n09 n10 n11",
        "n[98-101] = n98 n99 n100 n101",
        "node01-ib..node03-ib = node01-ib node02-ib node03-ib",
        "rack[1-2]node[01-02] = rack1node01 rack1node02 rack2node01 rack2node02",
        "node[1-3]-ib = node1-ib node2-ib node3-ib",
        "node001..node004,-node002 = node001 node003 node004",
        "-node[2-3],node[1-4] = node1 node4",
        "node[1-2],node[2-3] = node1 node2 node3",
        "a..b = a..b",
        "node1..other3 = node1..other3",
        "default-image-debian12-aarch64 = default-image-debian12-aarch64",
      })
  void readsWhatIsWrittenTogether(String text, String names) throws SyntaxException {
    assertThat(NameList.names(text)).isEqualTo(List.of(names.split(" ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "node[1-3", "node1-3]", "node[[1-2]]", "node[]", "node[a-c]", "node[3-1]", "node3..node1",
        "node[1-3],", ",node1", "", "-node1", "node1,-node1", "node[1,]", "node[-3]"
      })
  void refusesWhatIsNoList(String text) {
    assertThatThrownBy(() -> NameList.names(text)).isInstanceOf(SyntaxException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "node[1-1000000000]",
        "node[1-999999999999999999999]",
        "node1..node10001",
        "r[1-1000]n[1-1000]",
        "a[1-100]b[1-100]c[1-100]d[1-100]e[1-100]f[1-100]",
        "n[1-9000],m[1-9000]"
      })
  void boundsHowManyNamesThereAre(String text) {
    assertThatThrownBy(() -> NameList.names(text))
        .hasMessage("expected a range of at most 10000 objects, found \"" + text + "\"");
  }

  @Test
  void takesAsManyAsABigClusterHas() throws SyntaxException {
    assertThat(NameList.names("node[00001-10000]")).hasSize(10_000).endsWith("node10000");
  }
}
