package org.cmimage.core.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.cmimage.core.finding.Origin;
import org.cmimage.core.format.OsRelease;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OsReleaseTest {
  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of("ID=debian\nVERSION_ID=\"12\"\n", "debian12"),
        Arguments.of("\ufeffID=debian\nVERSION_ID='12'\n", "debian12"),
        Arguments.of("NAME=x\r\nID=rocky\r\nVERSION_ID=\"9.3\"\r\n", "rocky9u3"),
        Arguments.of("  ID=rocky # ours\n\texport VERSION_ID=\"9.3\" # yes\n", "rocky9u3"),
        Arguments.of("ID=\"debian\nVERSION_ID=\"12\n", "debian12"),
        Arguments.of("ID=a\nID=debian\nVERSION_ID=11\nVERSION_ID=12", "debian12"),
        Arguments.of(
            "PRETTY_NAME=\"Debian GNU/Linux trixie/sid\"\nVERSION_CODENAME=trixie\nID=debian\n",
            "debian13"),
        Arguments.of("ID=alpine\nVERSION_ID=3.19.1\n", "alpine3u19u1"),
        Arguments.of("NAME=\"Arch Linux\"\nID=arch\nBUILD_ID=rolling\n", "arch0"),
        Arguments.of("NAME=Own\nVERSION_ID=1.2\n", "linux1u2"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyFileWithANameHasASpelling(String file, String expected) {
    assertThat(OsRelease.parse(file.getBytes(UTF_8)).distribution())
        .hasValue(Distribution.parse(expected));
  }

  @ParameterizedTest
  @MethodSource("files")
  void theSpellingTakesTheTreeAndOnlyIt(String file, String spelling) throws IOException {
    SampleTree tree = SampleTree.good().without("etc/os-release").text("usr/lib/os-release", file);
    assertThat(
            TreeVerifierTest.lines(
                tree.verify(
                    ComponentKind.SOFTWARE_IMAGE, spelling + "-aarch64", Origin.MADE_ELSEWHERE)))
        .noneMatch(line -> line.contains("distribution"));
    SampleTree other = SampleTree.good().text("etc/os-release", file);
    assertThat(
            TreeVerifierTest.lines(
                other.verify(ComponentKind.SOFTWARE_IMAGE, "other7-aarch64", Origin.MADE_HERE)))
        .anyMatch(line -> line.contains("expected other7, found " + spelling));
  }

  @Test
  void whatHasNoNameNamesNothing() {
    for (String file : new String[] {"", "text", "VERSION_ID=12\n", "ID=../x\nVERSION_ID=1"}) {
      assertThat(OsRelease.parse(file.getBytes(UTF_8)).distribution()).isEmpty();
    }
  }

  @Test
  void messagesNameTheCodenameWhereThereIsNoNumber() {
    assertThat(OsRelease.parse("ID=debian\nVERSION_CODENAME=trixie\n".getBytes(UTF_8)))
        .hasToString("ID=debian VERSION_ID= VERSION_CODENAME=trixie");
  }
}
