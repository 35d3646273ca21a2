package org.cmimage.sources.deb.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import org.cmimage.core.fault.FaultException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields of Release files, in the forms in which archives write them. */
class ReleaseFileTest {
  private static Instant date(String date) throws IOException {
    String text = "Date: " + date + "\nSHA256:\n " + "0".repeat(64) + " 0 main/Packages\n";
    return ReleaseFile.parse(text.getBytes(UTF_8), "Release").date();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sat, 11 Jul 2026 10:16:37 UTC | 2026-07-11T10:16:37Z",
        "Sun, 29 Nov 2026  3:21:46 UTC | 2026-11-29T03:21:46Z",
        "Tue, 01 Dec 2026  0:56:43 UTC | 2026-12-01T00:56:43Z",
        "Thu,  5 Nov 2026 13:00:00 +0000 | 2026-11-05T13:00:00Z",
        "Thu, 5 Nov 2026 13:00:00 GMT | 2026-11-05T13:00:00Z",
        "5 Nov 2026 13:00:00 Z | 2026-11-05T13:00:00Z"
      })
  void datesAreReadInAllForms(String written, Instant meant) throws IOException {
    assertThat(date(written)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "Sat, 11 Jul 2026 10:16:37 CET",
        "11 Jul 2026",
        "31 Jun 2026 25:00:00 UTC"
      })
  void whatIsNoDateIsRefused(String written) {
    assertThatThrownBy(() -> date(written))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("its Date \"" + written + "\" is not a date");
  }
}
