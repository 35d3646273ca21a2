package org.cmimage.sources.deb.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlReaderTest {
  private static final String TWO =
      "\n# comment\nPackage: a\nDescription: short\n long é\n .\n\tmore\nEmpty:\n\n \nPackage:b\r\nChecksums:\n 1 x\n 2 y";

  @Test
  void readsStanzas() throws IOException {
    List<ControlStanza> stanzas = read(new ByteArrayInputStream(TWO.getBytes(UTF_8)));
    assertThat(stanzas).hasSize(2);
    assertThat(stanzas.get(0).names()).containsExactly("Package", "Description", "Empty");
    assertThat(stanzas.get(0).get("description")).contains("short\n long é\n .\n\tmore");
    assertThat(stanzas.get(0).get("EMPTY")).contains("");
    assertThat(stanzas.get(0).get("Version")).isEmpty();
    assertThat(stanzas.get(1).get("Package")).contains("b");
    assertThat(stanzas.get(1).get("Checksums")).contains("\n 1 x\n 2 y");
  }

  @Test
  void printsWhatItRead() throws IOException {
    List<ControlStanza> stanzas = read(new ByteArrayInputStream(TWO.getBytes(UTF_8)));
    String text = stanzas.get(0) + "\n" + stanzas.get(1);
    assertThat(read(new ByteArrayInputStream(text.getBytes(UTF_8))))
        .extracting(ControlStanza::toString)
        .containsExactly(stanzas.get(0).toString(), stanzas.get(1).toString());
  }

  @Test
  void doesNotDependOnHowTheStreamIsCut() throws IOException {
    InputStream drop =
        new ByteArrayInputStream(TWO.getBytes(UTF_8)) {
          @Override
          public synchronized int read(byte[] b, int off, int len) {
            return super.read(b, off, Math.min(len, 1));
          }
        };
    assertThat(read(drop))
        .extracting(ControlStanza::toString)
        .isEqualTo(
            read(new ByteArrayInputStream(TWO.getBytes(UTF_8))).stream()
                .map(ControlStanza::toString)
                .toList());
  }

  @Test
  void readsParagraphsThatDoNotFitTheBuffer() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      text.append("Package: p")
          .append(i)
          .append("\nLong: ")
          .append("x".repeat(5_000 * i))
          .append("\n\n");
    }
    List<ControlStanza> stanzas = read(new ByteArrayInputStream(text.toString().getBytes(UTF_8)));
    assertThat(stanzas).hasSize(40);
    for (int i = 0; i < 40; i++) {
      assertThat(stanzas.get(i).get("Package")).contains("p" + i);
      assertThat(stanzas.get(i).get("Long").orElseThrow()).hasSize(5_000 * i);
    }
  }

  @Test
  void keepsOnlyWhatIsWanted() throws IOException {
    InputStream in = new ByteArrayInputStream(TWO.getBytes(UTF_8));
    try (ControlReader reader = new ControlReader(in, "test", List.of("package", "Version"))) {
      assertThat(reader.next().orElseThrow().toString()).isEqualTo("package: a\n");
      assertThat(reader.next().orElseThrow().toString()).isEqualTo("package: b\n");
      assertThat(reader.next()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no colon\n",
        " continuation\n",
        ": nameless\n",
        "A: 1\na: 2\n",
        "-A: 1\n",
        "A B: 1\n",
        "A: 1\nbroken"
      })
  void refusesWhatIsNoControlData(String text) {
    assertThatThrownBy(() -> read(new ByteArrayInputStream(text.getBytes(UTF_8))))
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CORRUPT))
        .hasMessageContaining("cannot read test")
        .hasMessageContaining("at line");
  }

  @Test
  void boundsAParagraph() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] b, int off, int len) {
            java.util.Arrays.fill(b, off, off + len, (byte) 'x');
            return len;
          }
        };
    assertThatThrownBy(() -> read(endless))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("longer than");
  }

  private static List<ControlStanza> read(InputStream in) throws IOException {
    List<ControlStanza> stanzas = new ArrayList<>();
    try (ControlReader reader = new ControlReader(in, "test", List.of())) {
      for (Optional<ControlStanza> s = reader.next(); s.isPresent(); s = reader.next()) {
        stanzas.add(s.get());
      }
    }
    return stanzas;
  }
}
