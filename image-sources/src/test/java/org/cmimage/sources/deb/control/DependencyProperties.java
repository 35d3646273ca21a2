package org.cmimage.sources.deb.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cmimage.sources.deb.control.Relation.Bound;
import org.cmimage.sources.deb.control.Relation.Operator;

class DependencyProperties {
  @Property
  void readsWhatItPrinted(@ForAll("lists") List<Dependency> list) {
    String text = list.stream().map(Dependency::toString).collect(Collectors.joining(", "));
    assertThat(Dependency.parseList(text)).isEqualTo(list);
  }

  @Property
  void whiteSpaceDoesNotMatter(@ForAll("lists") List<Dependency> list) {
    String text = list.stream().map(Dependency::toString).collect(Collectors.joining(","));
    String spaced =
        text.replace("|", "\n | ").replace("(", "( ").replace(")", " )").replace(",", " ,\n\t");
    assertThat(Dependency.parseList(spaced)).isEqualTo(list);
  }

  @Property
  void anyTextGivesAListOrAnExplanation(@ForAll String text) {
    try {
      assertThat(Dependency.parseList(text)).isNotNull();
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageMatching("(?s).*(expected|version).*");
    }
  }

  @Provide
  Arbitrary<List<Dependency>> lists() {
    Arbitrary<Bound> bounds =
        Combinators.combine(
                Arbitraries.of(Operator.values()), Arbitraries.of("1", "1:2.0-3", "2~rc1"))
            .as((operator, version) -> new Bound(operator, DebVersion.parse(version)));
    Arbitrary<Relation> relations =
        Combinators.combine(
                Arbitraries.of("libc6", "g++", "python3.11", "0ad"),
                Arbitraries.of("any", "native", "arm64").optional(),
                bounds.optional(),
                Arbitraries.<List<String>>of(
                    List.of(), List.of("arm64"), List.of("!i386", "!armhf")))
            .as(Relation::new);
    return relations.list().ofMinSize(1).ofMaxSize(3).map(Dependency::new).list().ofMaxSize(4);
  }
}
