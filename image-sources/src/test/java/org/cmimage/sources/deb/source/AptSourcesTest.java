package org.cmimage.sources.deb.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AptSourcesTest {
  @Test
  void readsOneLineSources() throws IOException {
    List<AptSource> sources =
        AptSources.parse(
            """
            # deb http://off.example.org/debian sid main
            deb cdrom:[Debian GNU/Linux 12.5 _Bookworm_ - amd64 DVD]/ bookworm main
            deb-src http://mirror.example.org/debian bookworm main

            deb [ arch=amd64,arm64 signed-by=/a.gpg,/b.asc trusted=yes lang=none ] \
            http://mirror.example.org/debian bookworm main non-free-firmware # ours
            deb [arch-=i386 check-valid-until=no] file:/srv/debian ./\t
            """,
            "sources.list");

    assertThat(sources).hasSize(3);
    assertThat(sources.get(0).uris())
        .containsExactly("cdrom:[Debian%20GNU/Linux%2012.5%20_Bookworm_%20-%20amd64%20DVD]/");
    assertThat(sources.get(1))
        .isEqualTo(
            new AptSource(
                "sources.list, line 5",
                List.of("http://mirror.example.org/debian"),
                List.of("bookworm"),
                List.of("main", "non-free-firmware"),
                Set.of("amd64", "arm64"),
                Set.of(),
                Optional.of(new AptSource.SignedBy.Keyrings(List.of("/a.gpg", "/b.asc"))),
                Optional.empty(),
                true));
    assertThat(sources.get(2).suites()).containsExactly("./");
    assertThat(sources.get(2).checkValidUntil()).contains(false);
    assertThat(sources.get(2).serves("amd64")).isTrue();
    assertThat(sources.get(2).serves("i386")).isFalse();
  }

  @Test
  void readsDeb822Sources() throws IOException {
    List<AptSource> sources =
        AptSources.parse(
            """
            # a comment
            Types: deb deb-src
            URIs: http://one.example.org/debian
            # another, inside
              http://two.example.org/debian
            Suites: bookworm bookworm-updates
            components: main
            Architectures: amd64
            Signed-By:
             -----BEGIN PGP PUBLIC KEY BLOCK-----
             .
             mQINBGPL0BUBEADmW5NdOOHwPIJlgPu6JDcKw/NZJPR8lsD3K87ZM18gzyQZJD+w
             -----END PGP PUBLIC KEY BLOCK-----
            X-Repolib-Name: Debian

            Enabled: no
            Types: deb
            URIs: http://off.example.org/debian
            Suites: sid
            Components: main

            Types: deb-src
            URIs: http://one.example.org/debian
            Suites: bookworm
            Components: main
            """,
            "debian.sources");

    assertThat(sources).hasSize(1);
    assertThat(sources.get(0).place()).isEqualTo("debian.sources, line 2");
    assertThat(sources.get(0).uris())
        .containsExactly("http://one.example.org/debian", "http://two.example.org/debian");
    assertThat(sources.get(0).suites()).containsExactly("bookworm", "bookworm-updates");
    assertThat(sources.get(0).serves("arm64")).isFalse();
    assertThat(sources.get(0).signedBy())
        .contains(
            new AptSource.SignedBy.Key(
                """
                -----BEGIN PGP PUBLIC KEY BLOCK-----

                mQINBGPL0BUBEADmW5NdOOHwPIJlgPu6JDcKw/NZJPR8lsD3K87ZM18gzyQZJD+w
                -----END PGP PUBLIC KEY BLOCK-----
                """));
  }

  @Test
  void tellsTheFormatOfAFileOfAnyName() throws IOException {
    String deb822 = "\n# c\nTypes: deb\nURIs: http://a/\nSuites: s\nComponents: c\n";

    assertThat(AptSources.parse("# c\n deb http://a/ s c", "repos")).hasSize(1);
    assertThat(AptSources.parse(deb822, "repos")).hasSize(1);
    assertThat(AptSources.parse(deb822.replace("\n", "\r\n"), "repos")).hasSize(1);
    assertThat(AptSources.parse("", "repos")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a.list    | `\ndeb http://a`                    | line 2: expected a URI and a suite",
        "a.list    | `deb http://a s`                    | line 1: suite \"s\" has no components",
        "a.list    | `deb http://a ./ main`              | line 1: directory \"./\" has components",
        "a.list    | `rpm http://a s c`                  | line 1: unknown type \"rpm\"",
        "a.list    | `deb [arch=amd64 http://a s c`      | line 1: its options do not end",
        "a.list    | `deb [trusted] http://a s c`        | line 1: option \"trusted\" has no value",
        "a.list    | `deb [arch=a arch=b] http://a s c`  | line 1: Architectures is given twice",
        "a.list    | `deb [signed-by=ABCD] http://a s c` | line 1: Signed-By is \"ABCD\"; expected"
            + " the path",
        "a.list    | `deb [trusted=perhaps] http://a s c`| line 1: Trusted is \"perhaps\"; expected"
            + " yes or no",
        "a.sources | `Types: deb\nSuites: s`             | line 1: it has no URIs",
        "a.sources | `\n\n  Types: deb`                  | line 3: expected a field",
        "a.sources | `Types: deb\nTypes: deb`            | line 2: Types is given twice",
        "a.sources | `deb http://a s c`                  | line 1: expected a field",
      })
  void whatCannotBeUnderstoodIsNamedWithItsPlace(String name, String text, String fact) {
    FaultException e =
        catchThrowableOfType(FaultException.class, () -> AptSources.parse(text, name));

    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION);
    assertThat(e).hasMessageStartingWith("cannot read apt sources " + name + ", " + fact);
  }

  @Test
  void aFileWithoutBoundsIsRefused() {
    assertThat(
            catchThrowableOfType(
                FaultException.class, () -> AptSources.parse(" ".repeat(2 << 20), "a.list")))
        .hasMessageContaining("larger");
    assertThat(
            catchThrowableOfType(
                FaultException.class,
                () -> AptSources.parse("deb http://a s c\n".repeat(1001), "a.list")))
        .hasMessageContaining("more than 1000 sources");
  }
}
