package org.cmimage.sources.deb.provision.dpkg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.spi.PackageTime;
import org.cmimage.core.spi.PackageTime.Phase;
import org.cmimage.core.spi.RecordedProgress;
import org.junit.jupiter.api.Test;

class DpkgTranscriptTest {
  /** The output of dpkg 1.21.22 for five packages made to fail in different ways. */
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

  /** The output of dpkg 1.21.22 for two packages with the same file, and for a failing preinst. */
  private static final String NOT_UNPACKED =
      """
      (Reading database ... 12 files and directories currently installed.)
      Preparing to unpack .../cm-image-archives/two.deb ...
      Unpacking two (1.0-1) ...
      dpkg: error processing archive /var/lib/cm-image-archives/two.deb (--unpack):
       trying to overwrite '/usr/bin/x', which is also in package one 1.0-1
      dpkg-deb: error: paste subprocess was killed by signal (Broken pipe)
      Preparing to unpack .../cm-image-archives/three.deb ...
      no moon
      dpkg: error processing archive /var/lib/cm-image-archives/three.deb (--unpack):
       new three package pre-installation script subprocess returned error exit status 3
      Errors were encountered while processing:
       /var/lib/cm-image-archives/two.deb
       /var/lib/cm-image-archives/three.deb
      """;

  @Test
  void tellsWhyAPackageWasNotUnpacked() {
    NOT_UNPACKED.lines().forEach(transcript);
    transcript.ended();

    assertThat(transcript.failures())
        .containsExactly(
            new DpkgTranscript.Failure(
                "two",
                "configuration",
                "an error of dpkg",
                List.of("Unpacking two (1.0-1) ..."),
                Optional.of(new DpkgMessage.Overwrites("/usr/bin/x", "one"))),
            new DpkgTranscript.Failure(
                "three", "pre-installation script", "exit status 3", List.of("no moon")));
    assertThat(progress.timed()).containsExactly("two in_turn", "three in_turn");
    assertThat(progress.activities()).contains("unpacking two", "unpacking three");
  }

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
  void timesAPackageFromItsLineToTheNextPackagesOrTheEnd() {
    Seconds clock = new Seconds();
    DpkgTranscript timed = new DpkgTranscript(progress, 0, 5, clock);

    // Each line with the seconds that pass before it.
    clock.pass(100);
    timed.accept("Setting up libc6:arm64 (2.36-9+deb12u10) ...");
    clock.pass(1);
    timed.accept("Creating config file /etc/one with new version");
    clock.pass(2);
    timed.accept("Setting up man-db (2.11.2-2) ...");
    clock.pass(4);
    timed.accept("Processing triggers for libc-bin (2.36-9+deb12u10) ...");
    clock.pass(8);
    timed.accept("Processing triggers for man-db (2.11.2-2) ...");
    clock.pass(16);
    timed.ended();
    clock.pass(32);
    timed.ended();

    assertThat(progress.times())
        .containsExactly(
            new PackageTime("libc6", Phase.POSTINST, Duration.ofSeconds(3)),
            new PackageTime("man-db", Phase.POSTINST, Duration.ofSeconds(4)),
            new PackageTime("libc-bin", Phase.TRIGGER, Duration.ofSeconds(8)),
            new PackageTime("man-db", Phase.TRIGGER, Duration.ofSeconds(16)));
  }

  /** Advances only on request. */
  private static final class Seconds extends Ticker {
    private long now;

    void pass(long seconds) {
      now += Duration.ofSeconds(seconds).toNanos();
    }

    @Override
    public long read() {
      return now;
    }
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
