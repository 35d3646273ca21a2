package org.cmimage.cli.shell.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

class LanguageProperties {
  @Provide
  Arbitrary<String> text() {
    return Arbitraries.strings().withChars("ab\u2000 ;|>\"'\\`#!(){}$*\n\t-").ofMaxLength(20);
  }

  @Provide
  Arbitrary<List<String>> words() {
    return text().list().ofMinSize(1).ofMaxSize(5);
  }

  @Property
  void quotedWordsComeBack(@ForAll("words") List<String> words) throws SyntaxException {
    String line = words.stream().map(Tokeniser::quoted).collect(Collectors.joining(" "));
    assertThat(Tokeniser.statements(line))
        .containsExactly(
            new Statement.Call(words.stream().map(Word::of).toList(), Optional.empty()));
  }

  @Property
  void statementsAreCutAtSemicolonsAndLineEnds(
      @ForAll @Size(min = 1, max = 4) List<@NotEmpty String> words) throws SyntaxException {
    List<String> quoted = words.stream().map(Tokeniser::quoted).toList();
    assertThat(Tokeniser.statements(String.join(" ; ", quoted)))
        .isEqualTo(Tokeniser.statements(String.join("\n", quoted)))
        .hasSize(words.size());
  }

  @Property
  void anyTextIsStatementsOrToldToBeNone(@ForAll("text") String text) {
    try {
      assertThat(Tokeniser.statements(text)).doesNotContainNull();
    } catch (SyntaxException e) {
      assertThat(e).hasMessageMatching("(?s)(expected|no commands) .*");
      assertThat(Script.isIncomplete(text)).isEqualTo(e.isIncomplete());
    }
  }

  @Property
  void anyTextCanBeBeingTyped(@ForAll("text") String text) {
    Typing typing = Typing.of(text);
    assertThat(typing.start()).isBetween(0, text.length());
    assertThat(typing.partial().length()).isLessThanOrEqualTo(text.length() - typing.start());
  }

  @Property
  void whatIsTypedOfAWordIsThatWord(@ForAll("words") List<String> words) {
    String line = words.stream().map(Tokeniser::quoted).collect(Collectors.joining(" "));
    Typing typing = Typing.of(line);
    assertThat(typing.words()).isEqualTo(words.subList(0, words.size() - 1));
    assertThat(typing.partial()).isEqualTo(words.get(words.size() - 1));
  }
}
