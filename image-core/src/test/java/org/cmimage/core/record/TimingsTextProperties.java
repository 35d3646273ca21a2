package org.cmimage.core.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
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

class TimingsTextProperties {
  private static final ComponentName SHARED =
      new ComponentName(
          ComponentKind.CM_SHARED, new ArchOs(Architecture.X86_64, Distribution.parse("debian12")));

  /** The largest duration that a run can have here. */
  private static final long YEAR = 365L * 24 * 3600 * 1000;

  @Property(tries = 200)
  void whatIsWrittenIsReadAgain(@ForAll("timings") RunTimings timings) throws IOException {
    assertThat(read(TimingsText.write(timings))).isEqualTo(timings);
  }

  @Property(tries = 200)
  void aRecordIsAsciiAndKeepsTheTotalsOfAnyPrograms(@ForAll("anyStarts") ProgramStarts starts)
      throws IOException {
    String text = TimingsText.write(timings(Map.of(), List.of(), starts));

    assertThat(text).isASCII();
    ProgramStarts again = read(text).starts();
    assertThat(again.nativeTotal()).isEqualTo(starts.nativeTotal());
    assertThat(again.emulatedTotal()).isEqualTo(starts.emulatedTotal());
    assertThat(again.mostOften().size()).isLessThanOrEqualTo(TimingsText.LISTED_PROGRAMS + 1);
  }

  @Property(tries = 200)
  void aDamagedRecordIsRefusedOrOneOfThatForm(
      @ForAll("timings") RunTimings timings,
      @ForAll @IntRange(min = 0, max = 100_000) int place,
      @ForAll char put)
      throws IOException {
    StringBuilder text = new StringBuilder(TimingsText.write(timings));
    text.setCharAt(place % text.length(), put);
    try {
      RunTimings read = read(text.toString());
      assertThat(read(TimingsText.write(read))).isEqualTo(read);
    } catch (FaultException refusal) {
      assertThat(refusal).hasMessageStartingWith("cannot read record");
    }
  }

  static RunTimings read(String text) throws IOException {
    return TimingsText.read(new ByteArrayInputStream(text.getBytes(UTF_8)), "record", SHARED);
  }

  private static RunTimings timings(
      Map<Stage, StageTime> stages, List<PackageTime> packages, ProgramStarts starts) {
    return new RunTimings(SHARED, Instant.parse("2026-01-31T12:00:00Z"), stages, packages, starts);
  }

  @Provide
  Arbitrary<RunTimings> timings() {
    Arbitrary<Duration> time =
        Arbitraries.longs().between(0, YEAR * 1_000_000).map(Duration::ofNanos);
    Arbitrary<StageTime> stageTime =
        Combinators.combine(time, time)
            .as((here, earlier) -> new StageTime(here.plus(earlier), earlier));
    Arbitrary<PackageTime> packageTime =
        Combinators.combine(
                Arbitraries.strings().withChars("abz019+.-").ofMinLength(2).ofMaxLength(12),
                Arbitraries.of(Phase.class),
                time)
            .as(PackageTime::new);
    return Combinators.combine(
            Arbitraries.maps(Arbitraries.of(Stage.class), stageTime),
            packageTime.list().ofMaxSize(40),
            starts(50))
        .as(TimingsTextProperties::timings);
  }

  @Provide
  Arbitrary<ProgramStarts> anyStarts() {
    return starts(TimingsText.LONGEST_PATH / 4);
  }

  private static Arbitrary<ProgramStarts> starts(int longestPath) {
    Arbitrary<String> path =
        Arbitraries.strings()
            .excludeChars('\ud800', '\udfff')
            .ofMaxLength(longestPath)
            .map(name -> "/" + wellFormed(name));
    Arbitrary<Map<String, Long>> counts =
        Arbitraries.maps(path, Arbitraries.longs().between(1, 1L << 40)).ofMaxSize(30);
    return Combinators.combine(counts, counts).as(ProgramStarts::new);
  }

  /** Paths come out of a decoder, which leaves no half of a surrogate pair alone. */
  private static String wellFormed(String name) {
    return new String(name.getBytes(UTF_8), UTF_8);
  }
}
