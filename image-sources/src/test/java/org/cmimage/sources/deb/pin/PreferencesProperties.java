package org.cmimage.sources.deb.pin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.Provenance;
import org.cmimage.sources.deb.control.Provenance.Automatic;
import org.cmimage.sources.deb.control.Provenance.Place;

class PreferencesProperties {
  @Property(tries = 500)
  void anyTextIsReadOrRefused(
      @ForAll
          @StringLength(max = 200)
          @Chars({'\n', ':', ' ', '*', '/', '[', '=', ',', '"'})
          @AlphaChars
          String text) {
    try {
      PreferencesReader.read(("Package: a\nPin: " + text).getBytes(UTF_8), "file");
    } catch (FaultException e) {
      assertThat(e).hasMessageContaining("file");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Property(tries = 300)
  void everyPriorityIsKept(@ForAll @IntRange(min = -32767, max = 32767) int priority)
      throws IOException {
    String record = "Package: a\nPin: version 1\nPin-Priority: " + priority + "\n";
    if (priority != 0) {
      assertThat(PreferencesReader.read(record.getBytes(UTF_8), "file"))
          .extracting(Pin::priority)
          .containsExactly(priority);
    }
  }

  /** A glob matches the text from which it was made by inserting stars and question marks. */
  @Property(tries = 500)
  void aGlobMatchesWhatItWasMadeFrom(
      @ForAll @NotEmpty @AlphaChars @Chars({'.', '+', '-', '\\', '^', '$', '{', '|', '('})
          String text,
      @ForAll @IntRange(max = 100) int at) {
    int place = at % text.length();
    String glob = escaped(text.substring(0, place)) + "*" + escaped(text.substring(place));
    assertThat(Expression.of(glob).matches(text)).isTrue();
    assertThat(Expression.of(glob).matches(text.toUpperCase(Locale.ROOT))).isTrue();
    String single = escaped(text.substring(0, place)) + "?" + escaped(text.substring(place + 1));
    assertThat(Expression.of(single).matches(text)).isTrue();
    assertThat(Expression.of(escaped(text)).matches(text + "x")).isFalse();
  }

  @Property(tries = 300)
  void aBracketMatchesItsRange(@ForAll @CharRange(from = '!', to = '~') char c) {
    assertThat(Expression.of("x[a-f]").matches("x" + c))
        .isEqualTo(Character.toLowerCase(c) >= 'a' && Character.toLowerCase(c) <= 'f');
    assertThat(Expression.of("x[!a-f]").matches("x" + c))
        .isNotEqualTo(Expression.of("x[a-f]").matches("x" + c));
    assertThat(Expression.of("x[[:digit:]]").matches("x" + c)).isEqualTo(Character.isDigit(c));
  }

  @Property(tries = 200)
  void listsOfOneProvenanceHaveOnePriority(
      @ForAll @AlphaChars @StringLength(min = 1, max = 4) String suite, @ForAll Automatic automatic)
      throws IOException {
    Provenance list =
        new Provenance("o", "l", suite, "n", "1", automatic, new Place("host", "main", "arm64"));
    String record = "Package: *\nPin: release a=" + suite + "\nPin-Priority: 990\n";
    Preferences preferences =
        new Preferences(PreferencesReader.read(record.getBytes(UTF_8), "file"), "arm64");
    assertThat(preferences.priority(list)).isEqualTo(990);
    assertThat(new Preferences(List.of(), "arm64").priority(list))
        .isIn(1, 100, 500)
        .isEqualTo(automatic == Automatic.YES ? 500 : automatic == Automatic.NO ? 1 : 100);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\");
  }
}
