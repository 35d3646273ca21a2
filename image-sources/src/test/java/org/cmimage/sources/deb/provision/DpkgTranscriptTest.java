package org.cmimage.sources.deb.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;

class DpkgTranscriptTest {
  /** What dpkg 1.21.22 printed for five packages made to fail in different ways. */
  private static final String FAILING =
      """
      Setting up exits (1.0-1) ...
      hello
      dpkg: error processing package exits (--configure):
       installed exits package post-installation script subprocess returned error exit status 3
      Setting up killed (1.0-1) ...
      dpkg: error processing package killed (--configure):
       installed killed package post-installation script subprocess was killed by signal (Segmentation fault)
      Setting up trig (1.0-1) ...
      dpkg: dependency problems prevent configuration of needs:
       needs depends on exits; however:
        Package exits is not configured yet.

      dpkg: error processing package needs (--configure):
       dependency problems - leaving unconfigured
      Setting up good (1.0-1) ...
      Processing triggers for trig (1.0-1) ...
      dpkg: error processing package trig (--configure):
       installed trig package post-installation script subprocess returned error exit status 4
      Errors were encountered while processing:
       exits
       killed
       needs
       trig
      """;

  private final RecordedProgress progress = new RecordedProgress();
  private final DpkgTranscript transcript = new DpkgTranscript(progress, 10, 20);

  @Test
  void blamesTheScriptsThatFailedAndNotThePackagesThatWaitForThem() {
    FAILING.lines().forEach(transcript);

    assertThat(transcript.failures())
        .extracting(
            DpkgTranscript.Failure::packageName,
            DpkgTranscript.Failure::script,
            DpkgTranscript.Failure::end)
        .containsExactly(
            tuple("exits", "post-installation script", "exit status 3"),
            tuple("killed", "post-installation script", "signal Segmentation fault"),
            tuple("trig", "post-installation script", "exit status 4"));
    assertThat(transcript.failures().get(0).lines()).containsExactly("hello");
  }

  @Test
  void tellsWhatIsSetUpAndHowFarItIs() {
    FAILING.lines().forEach(transcript);

    assertThat(progress.activities())
        .containsExactly("exits", "killed", "trig", "good", "triggers of trig");
    assertThat(progress.advances()).containsExactly("10/20", "11/20", "12/20", "13/20", "14/20");
    assertThat(progress.lines()).containsExactlyElementsOf(FAILING.lines().toList());
  }

  @Test
  void neverCountsMorePackagesThanThereAre() {
    for (int i = 0; i < 30; i++) {
      transcript.accept("Setting up p" + i + " (1) ...");
    }

    assertThat(transcript.configured()).isEqualTo(20);
  }

  @Test
  void keepsTheLastLinesOnlyAndNoneOfThemWhole() {
    transcript.accept("Setting up talks (1) ...");
    for (int i = 0; i < 100; i++) {
      transcript.accept(i + " " + "x".repeat(5000));
    }
    transcript.accept("dpkg: error processing package talks (--configure):");

    List<String> lines = transcript.failures().get(0).lines();
    assertThat(lines).hasSize(12).allMatch(line -> line.length() == 500);
    assertThat(lines.get(11)).startsWith("99 ");
  }
}
