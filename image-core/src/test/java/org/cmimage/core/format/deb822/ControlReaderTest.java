package org.cmimage.core.format.deb822;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlReaderTest {
  private static final String TWO =
      "\n"
          + "# comment\n"
          + "Package: a\n"
          + "Description: short\n"
          + " long é\n"
          + " .\n"
          + "\tmore\n"
          + "Empty:\n\n"
          + " \n"
          + "Package:b\r\n"
          + "Checksums:\n"
          + " 1 x\n"
          + " 2 y";

  @Test
  void readsStanzas() throws IOException {
    List<ControlStanza> stanzas = read(in(TWO));
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
    List<ControlStanza> stanzas = read(in(TWO));
    String text = stanzas.get(0) + "\n" + stanzas.get(1);
    assertThat(read(in(text)))
        .extracting(ControlStanza::toString)
        .containsExactly(stanzas.get(0).toString(), stanzas.get(1).toString());
  }

  @Test
  void doesNotDependOnHowTheStreamIsCut() throws IOException {
    assertThat(read(drop(in(TWO))))
        .extracting(ControlStanza::toString)
        .isEqualTo(read(in(TWO)).stream().map(ControlStanza::toString).toList());
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
    List<ControlStanza> stanzas = read(in(text.toString()));
    assertThat(stanzas).hasSize(40);
    for (int i = 0; i < 40; i++) {
      assertThat(stanzas.get(i).get("Package")).contains("p" + i);
      assertThat(stanzas.get(i).get("Long").orElseThrow()).hasSize(5_000 * i);
    }
  }

  @Test
  void keepsOnlyWhatIsWanted() throws IOException {
    InputStream in = in(TWO);
    try (ControlReader reader = new ControlReader(in, strict("package", "Version"))) {
      assertThat(reader.next().orElseThrow().toString()).isEqualTo("package: a\n");
      assertThat(reader.next().orElseThrow().toString()).isEqualTo("package: b\n");
      assertThat(reader.next()).isEmpty();
    }
  }

  @Test
  void commentsAreNoPartOfAValue() throws IOException {
    List<ControlStanza> stanzas =
        read(in("# first\n\n# second\nA: 1\n# third\n 2\nB:\n# fourth\n 3\n#fifth\n\n#sixth\n"));
    assertThat(stanzas).hasSize(1);
    assertThat(stanzas.get(0).get("A")).contains("1\n 2");
    assertThat(stanzas.get(0).get("B")).contains("\n 3");
  }

  @Test
  void knowsWhereAStanzaIs() throws IOException {
    byte[] text = "\n#c\nA: 1\n b\n \t\n\nA: é\nB: 2".getBytes(UTF_8);
    List<ControlStanza> stanzas = read(new ByteArrayInputStream(text), strict("B"));
    assertThat(stanzas).map(stanza -> stanza.place().line()).containsExactly(3L, 7L);
    assertThat(stanzas)
        .map(stanza -> new String(stanza.bytesIn(text), UTF_8))
        .containsExactly("#c\nA: 1\n b\n", "A: é\nB: 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`no colon\n`      | NOT_A_FIELD             | 1 | no colon",
        "`\n continuation` | CONTINUATION_OF_NOTHING | 2 | ` continuation`",
        "`: nameless\n`    | NOT_A_FIELD             | 1 | : nameless",
        "`A: 1\na: 2\n`    | REPEATED_FIELD          | 2 | a",
        "`-A: 1\n`         | NOT_A_FIELD             | 1 | -A: 1",
        "`A B: 1\n`        | NOT_A_FIELD             | 1 | A B: 1",
        "`A: 1\nbroken`    | NOT_A_FIELD             | 2 | broken"
      })
  void findsWhatIsNoControlData(String text, Irregularity.Kind kind, long line, String found) {
    assertThatThrownBy(() -> read(in(text)))
        .isInstanceOfSatisfying(
            Refused.class,
            e -> assertThat(e.irregularity).isEqualTo(new Irregularity(kind, line, found)));
  }

  @Test
  void readsOnWhereItsRulesAllowIt() throws IOException {
    String text =
        " nothing\nA: 1\nbroken\n more of it\nB: 2\na: 3\n\n-x: y\n\nB: "
            + "b".repeat(90_000)
            + "\nA: 4\n";
    ControlRules lenient = ControlRules.lenient(List.of("A", "B"), 70_000);
    List<ControlStanza> stanzas = read(in(text), lenient);
    assertThat(stanzas).hasSize(3);
    assertThat(stanzas.get(0)).hasToString("A: 3\nB: 2\n");
    assertThat(stanzas.get(1).names()).isEmpty();
    assertThat(stanzas.get(2).get("B").orElseThrow()).isEqualTo("b".repeat(70_000 - 3));
    assertThat(stanzas.get(2).get("A")).contains("4");
    assertThat(read(drop(in(text)), lenient))
        .map(ControlStanza::toString)
        .isEqualTo(stanzas.stream().map(ControlStanza::toString).toList());
    assertThat(read(drop(in(text)), lenient))
        .map(ControlStanza::place)
        .isEqualTo(stanzas.stream().map(ControlStanza::place).toList());
  }

  @Property
  void lenientRulesReadAnyText(@ForAll("pieces") String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    long at = 0;
    for (ControlStanza stanza :
        read(new ByteArrayInputStream(bytes), ControlRules.lenient(List.of(), 9))) {
      assertThat(stanza.place().from()).isGreaterThanOrEqualTo(at);
      assertThat(stanza.place().to()).isBetween(stanza.place().from() + 1, (long) bytes.length);
      assertThat(stanza.bytesIn(bytes)[0]).isNotEqualTo((byte) '\n');
      at = stanza.place().to();
    }
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of("A", "b", ":", " ", "\t", "\n", "\r", "#", "-", ".", "é", "\0", "A: 1\n")
        .list()
        .ofMaxSize(30)
        .map(pieces -> String.join("", pieces));
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
        .isInstanceOfSatisfying(
            Refused.class,
            e -> assertThat(e.irregularity.fact()).contains("longer than 8388608 bytes"));
  }

  private static List<ControlStanza> read(InputStream in) throws IOException {
    return read(in, strict());
  }

  private static List<ControlStanza> read(InputStream in, ControlRules rules) throws IOException {
    List<ControlStanza> stanzas = new ArrayList<>();
    try (ControlReader reader = new ControlReader(in, rules)) {
      for (Optional<ControlStanza> s = reader.next(); s.isPresent(); s = reader.next()) {
        stanzas.add(s.get());
      }
    }
    return stanzas;
  }

  private static InputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  /** Returns a stream that has one byte at a time. */
  private static InputStream drop(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read(byte[] b, int off, int len) throws IOException {
        return super.read(b, off, Math.min(len, 1));
      }
    };
  }

  private static ControlRules strict(String... fields) {
    return new ControlRules(
        List.of(fields),
        8 << 20,
        irregularity -> {
          throw new Refused(irregularity);
        });
  }

  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1;
    private final transient Irregularity irregularity;

    Refused(Irregularity irregularity) {
      super(irregularity.fact());
      this.irregularity = irregularity;
    }
  }
}
