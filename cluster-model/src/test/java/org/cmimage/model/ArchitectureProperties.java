package org.cmimage.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ArchitectureProperties {
  private static final Map<String, Architecture> SPELLINGS =
      Map.of(
          "x86_64", Architecture.X86_64,
          "amd64", Architecture.X86_64,
          "x64", Architecture.X86_64,
          "x86-64", Architecture.X86_64,
          "aarch64", Architecture.AARCH64,
          "arm64", Architecture.AARCH64,
          "armv8", Architecture.AARCH64,
          "riscv64", Architecture.RISCV64,
          "rv64", Architecture.RISCV64,
          "riscv64gc", Architecture.RISCV64);

  @Property
  void parseInvertsEverySpellingInAnyCase(@ForAll("spellings") Map.Entry<String, String> spelling) {
    assertThat(Architecture.parse(spelling.getValue())).isEqualTo(SPELLINGS.get(spelling.getKey()));
  }

  @Property
  void parseInvertsTheNamesAnArchitectureGivesItself(@ForAll Architecture architecture) {
    assertThat(Architecture.parse(architecture.unameName())).isEqualTo(architecture);
    assertThat(Architecture.parse(architecture.debianName())).isEqualTo(architecture);
    assertThat(Architecture.parse(architecture.qemuName())).isEqualTo(architecture);
    assertThat(Architecture.parse(architecture.toString())).isEqualTo(architecture);
  }

  /** A program, directory or package of one is never taken for another's. */
  @Property
  void noTwoShareWhatTheyAreToldApartBy(@ForAll Architecture one, @ForAll Architecture other) {
    Assume.that(one != other);
    assertThat(one.debianName()).isNotEqualTo(other.debianName());
    assertThat(one.qemuName()).isNotEqualTo(other.qemuName());
    assertThat(one.multiarchTuple()).isNotEqualTo(other.multiarchTuple());
    assertThat(one.elfMachine()).isNotEqualTo(other.elfMachine());
    assertThat(one.loaderPath()).isNotEqualTo(other.loaderPath());
  }

  @Property
  void unknownTextIsRefusedNamingItAndTheKnownOnes(@ForAll String text) {
    Assume.that(!SPELLINGS.containsKey(text.toLowerCase(Locale.ROOT)));
    assertThat(Architecture.find(text)).isEmpty();
    assertThatThrownBy(() -> Architecture.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown architecture \"" + text + "\"; known are x86_64, aarch64, riscv64");
  }

  @Provide
  Arbitrary<Map.Entry<String, String>> spellings() {
    return Combinators.combine(Arbitraries.of(SPELLINGS.keySet()), Arbitraries.longs())
        .as((spelling, bits) -> Map.entry(spelling, recased(spelling, bits)));
  }

  private static String recased(String text, long bits) {
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      result.append((bits >> i & 1) == 0 ? c : Character.toUpperCase(c));
    }
    return result.toString();
  }
}
