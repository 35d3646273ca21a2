package org.cmimage.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.guest.ProgramStarts;
import org.cmimage.core.record.RunTimings.StageTime;
import org.cmimage.core.spi.PackageTime;
import org.cmimage.core.spi.PackageTime.Phase;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimingsTextTest {
  private static final ComponentName SHARED =
      new ComponentName(
          ComponentKind.CM_SHARED, new ArchOs(Architecture.X86_64, Distribution.parse("debian12")));

  private static final RunTimings SAMPLE =
      new RunTimings(
          SHARED,
          Instant.parse("2026-01-31T12:00:00Z"),
          Map.of(
              Stage.PROVISION, new StageTime(Duration.ofMillis(44_000), Duration.ZERO),
              Stage.UNPACK, new StageTime(Duration.ofMillis(900), Duration.ofMillis(900))),
          List.of(
              new PackageTime("libc6", Phase.UNPACK, Duration.ofMillis(20)),
              new PackageTime("libc6", Phase.POSTINST, Duration.ofMillis(300)),
              new PackageTime("libc6", Phase.POSTINST, Duration.ofMillis(12))),
          new ProgramStarts(Map.of("/usr/bin/dpkg", 7L, "/bin/\"\\\u00e9", 1L), Map.of()));

  private static final String TEXT =
      """
      {
      "version": "1",
      "component": "shared-debian12-x86_64",
      "finished": "2026-01-31T12:00:00Z",
      "stages": {
        "unpack": {"ms": 900, "earlier_ms": 900},
        "provision": {"ms": 44000, "earlier_ms": 0}
      },
      "packages": {
        "libc6": {"unpack_ms": 20, "postinst_ms": 312}
      },
      "programs": {
        "/usr/bin/dpkg": {"native": 7, "emulated": 0},
        "/bin/\\"\\\\\\u00e9": {"native": 1, "emulated": 0}
      }
      }
      """;

  @Test
  void theFormIsThatOfVersion1() throws IOException {
    assertThat(TimingsText.write(SAMPLE)).isEqualTo(TEXT);
    assertThat(TimingsTextProperties.read(TEXT)).isEqualTo(SAMPLE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"version\": \"1\" | \"version\": \"2\" | line 2, column 12: expected version 1, found 2",
        "shared-debian12-x86_64 | shared-debian12-aarch64 | expected component shared-debian12-x86_64",
        "2026-01-31T | 2026-13-31T | expected a time",
        "\"unpack\": { | \"unpak\": { | unknown key \"unpak\" in stages; did you mean unpack",
        "\"earlier_ms\": 900 | \"earlier_ms\": 901 | a part of 900 ms cannot be 901",
        "44000 | -1 | expected a number of 0 or more for stages.provision.ms",
        "44000 | 99999999999999999999 | expected a number of 0 or more",
        "44000 | 4.5 | expected a number of 0 or more",
        "unpack_ms | configure_ms | unknown key",
        "\"emulated\": 0 | \"emulated\": true | expected a number of 0 or more",
        "\"finished\" | \"started\" | \"started\"",
        "\"version\": \"1\", | `` | \"version\" is missing",
      })
  void anythingElseIsRefusedByItsPlace(String part, String replacement, String fact) {
    String text = TEXT.replace(part, replacement);
    assertThat(text).isNotEqualTo(TEXT);
    assertThatThrownBy(() -> TimingsTextProperties.read(text))
        .isInstanceOf(FaultException.class)
        .hasMessageStartingWith("cannot read record, line ")
        .hasMessageContaining(fact);
  }

  @Test
  void rareProgramsAreCountedTogether() throws IOException {
    Map<String, Long> natively = new HashMap<>();
    for (int i = 0; i < TimingsText.LISTED_PROGRAMS + 5; i++) {
      natively.put("/bin/" + i, i == 3 ? 1L : 2L);
    }
    natively.put("/" + "long".repeat(TimingsText.LONGEST_PATH), 100L);
    RunTimings timings =
        new RunTimings(
            SAMPLE.component(),
            SAMPLE.finished(),
            Map.of(),
            List.of(),
            new ProgramStarts(natively, Map.of("/bin/0", 9L)));

    ProgramStarts read = TimingsTextProperties.read(TimingsText.write(timings)).starts();

    assertThat(read.natively())
        .hasSize(TimingsText.LISTED_PROGRAMS + 1)
        .containsEntry(TimingsText.OTHERS, 100L + 4 * 2 + 1)
        .doesNotContainKey("/bin/3");
    assertThat(read.mostOften().get(0).path()).isEqualTo(TimingsText.OTHERS);
    assertThat(read.mostOften().get(1).path()).isEqualTo("/bin/0");
  }
}
