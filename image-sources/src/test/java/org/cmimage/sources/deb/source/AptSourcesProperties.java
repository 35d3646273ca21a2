package org.cmimage.sources.deb.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;

final class AptSourcesProperties {
  @Property
  void aSourceReadsTheSameInBothFormats(@ForAll("sources") List<AptSource> sources)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    StringBuilder stanzas = new StringBuilder();
    for (AptSource source : sources) {
      lines.append(line(source)).append('\n');
      stanzas.append(stanza(source)).append('\n');
    }

    assertThat(AptSources.parse(lines.toString(), "any"))
        .map(AptSourcesProperties::anywhere)
        .isEqualTo(sources);
    assertThat(AptSources.parse(stanzas.toString(), "any"))
        .map(AptSourcesProperties::anywhere)
        .isEqualTo(sources);
  }

  @Property
  void arbitraryTextIsReadOrRefused(@ForAll String text, @ForAll("fileNames") String fileName) {
    readOrRefuse(text, fileName);
  }

  @Property
  void piecesOfSourcesAreReadOrRefused(
      @ForAll("pieces") String text, @ForAll("fileNames") String fileName) {
    readOrRefuse(text, fileName);
  }

  @Provide
  Arbitrary<String> fileNames() {
    return Arbitraries.of("a.list", "a.sources", "a");
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(
            "deb",
            "deb-src",
            " ",
            "\n",
            "\t",
            "\r",
            "[",
            "]",
            "=",
            "arch",
            "signed-by",
            "/k",
            ",",
            "http://a",
            "s",
            "s/",
            "#",
            "Types",
            "URIs",
            "Suites",
            ":",
            "Signed-By",
            " .",
            "Enabled",
            "no",
            "\0",
            "-----BEGIN",
            "$(ARCH)",
            "+",
            "-",
            "é")
        .list()
        .ofMaxSize(40)
        .map(pieces -> String.join("", pieces));
  }

  @Provide
  Arbitrary<List<AptSource>> sources() {
    Arbitrary<String> word =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withChars("-.0")
            .ofMinLength(1)
            .ofMaxLength(8)
            .map(w -> "w" + w);
    Arbitrary<Set<String>> names = word.set().ofMaxSize(2);
    Arbitrary<Optional<AptSource.SignedBy>> signedBy =
        word.map(w -> "/" + w)
            .list()
            .ofMaxSize(2)
            .map(
                files ->
                    files.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new AptSource.SignedBy.Keyrings(files)));
    return Combinators.combine(
            word,
            word,
            word.list().ofMaxSize(3),
            names,
            names,
            signedBy,
            Arbitraries.of(true, false).optional(),
            Arbitraries.of(true, false))
        .as(
            (host, suite, components, architectures, without, keys, valid, trusted) ->
                new AptSource(
                    "",
                    List.of("http://" + host + "/debian"),
                    List.of(components.isEmpty() ? suite + "/" : suite),
                    components,
                    architectures,
                    without,
                    keys,
                    valid,
                    trusted))
        .list()
        .ofMaxSize(4);
  }

  private static void readOrRefuse(String text, String fileName) {
    try {
      for (AptSource source : AptSources.parse(text, fileName)) {
        assertThat(source.uris()).isNotEmpty();
        assertThat(source.suites()).isNotEmpty();
      }
    } catch (IOException refused) {
      assertThat(refused).isInstanceOf(FaultException.class);
      FaultException e = (FaultException) refused;
      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION);
      assertThat(e).hasMessageStartingWith("cannot read apt sources " + fileName);
    }
  }

  private static AptSource anywhere(AptSource source) {
    return new AptSource(
        "",
        source.uris(),
        source.suites(),
        source.components(),
        source.architectures(),
        source.withoutArchitectures(),
        source.signedBy(),
        source.checkValidUntil(),
        source.trusted());
  }

  private static String line(AptSource source) {
    String options =
        option(" arch=", source.architectures())
            + option(" arch-=", source.withoutArchitectures())
            + source
                .signedBy()
                .map(keys -> option(" signed-by=", ((AptSource.SignedBy.Keyrings) keys).files()))
                .orElse("")
            + source.checkValidUntil().map(check -> " check-valid-until=" + check).orElse("")
            + (source.trusted() ? " trusted=yes" : "");
    return "deb "
        + (options.isEmpty() ? "" : "[" + options + " ] ")
        + source.uris().get(0)
        + " "
        + source.suites().get(0)
        + "  "
        + String.join("\t", source.components())
        + " # [a comment";
  }

  private static String stanza(AptSource source) {
    return "Types: deb\nURIs: "
        + source.uris().get(0)
        + "\n# comment\nsuites:\n "
        + source.suites().get(0)
        + "\n"
        + (source.components().isEmpty()
            ? ""
            : "Components: " + String.join("\n  ", source.components()) + "\n")
        + (source.architectures().isEmpty()
            ? ""
            : "Architectures: " + String.join(" ", source.architectures()) + "\n")
        + (source.withoutArchitectures().isEmpty()
            ? ""
            : "Architectures-Remove: " + String.join(" ", source.withoutArchitectures()) + "\n")
        + source
            .signedBy()
            .map(
                keys ->
                    "Signed-By: "
                        + String.join(", ", ((AptSource.SignedBy.Keyrings) keys).files())
                        + "\n")
            .orElse("")
        + source
            .checkValidUntil()
            .map(check -> "Check-Valid-Until: " + (check ? "yes" : "no") + "\n")
            .orElse("")
        + (source.trusted() ? "Trusted: yes\n" : "");
  }

  private static String option(String name, Iterable<String> values) {
    String joined = String.join(",", values);
    return joined.isEmpty() ? "" : name + joined;
  }
}
