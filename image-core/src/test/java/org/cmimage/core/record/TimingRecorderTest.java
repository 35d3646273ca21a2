package org.cmimage.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

class TimingRecorderTest {
  private static final ComponentName SHARED =
      new ComponentName(
          ComponentKind.CM_SHARED, new ArchOs(Architecture.X86_64, Distribution.parse("debian12")));

  private final TimingRecorder recorder = new TimingRecorder(SHARED, Set.of("one", "two"));

  @Test
  void whatEarlierRunsDidIsAddedAndToldApart() {
    TimingRecorder before = new TimingRecorder(SHARED, Set.of("one", "two"));
    before.add(Stage.UNPACK, Duration.ofSeconds(10));
    before.add(Stage.PROVISION, Duration.ofSeconds(3));
    before.add(time("one", Phase.POSTINST, 2));
    before.add(new ProgramStarts(Map.of("/bin/a", 1L), Map.of("/bin/b", 2L)));

    recorder.resume(before.timings(Instant.EPOCH));
    recorder.add(Stage.PROVISION, Duration.ofSeconds(20));
    recorder.add(Stage.VERIFY, Duration.ofSeconds(1));
    recorder.add(time("one", Phase.POSTINST, 4));
    recorder.add(time("two", Phase.TRIGGER, 5));
    recorder.add(new ProgramStarts(Map.of("/bin/a", 10L), Map.of()));
    RunTimings all = recorder.timings(Instant.EPOCH);

    assertThat(all.stages())
        .containsExactly(
            Map.entry(Stage.UNPACK, stage(10, 10)),
            Map.entry(Stage.PROVISION, stage(23, 3)),
            Map.entry(Stage.VERIFY, stage(1, 0)));
    assertThat(all.total()).isEqualTo(Duration.ofSeconds(34));
    assertThat(all.packages())
        .containsExactly(time("one", Phase.POSTINST, 6), time("two", Phase.TRIGGER, 5));
    assertThat(all.starts())
        .isEqualTo(new ProgramStarts(Map.of("/bin/a", 11L), Map.of("/bin/b", 2L)));
  }

  @Test
  void packagesThatAreNotOfThePlanAreSomebodysInvention() {
    recorder.add(time("three", Phase.POSTINST, 4));
    assertThat(recorder.timings(Instant.EPOCH).packages()).isEmpty();
  }

  @Test
  void aClockThatIsSetBackMakesNoNegativeTime() {
    recorder.add(Stage.VERIFY, Duration.ofSeconds(-3600));
    assertThat(recorder.timings(Instant.EPOCH).stages()).containsEntry(Stage.VERIFY, stage(0, 0));
  }

  @Test
  void unpackingIsNoScript() {
    recorder.add(time("one", Phase.UNPACK, 9));
    recorder.add(time("one", Phase.PREINST, 1));
    recorder.add(time("two", Phase.TRIGGER, 5));
    assertThat(recorder.timings(Instant.EPOCH).scripts())
        .isEqualTo(List.of(time("two", Phase.TRIGGER, 5), time("one", Phase.PREINST, 1)));
  }

  private static StageTime stage(int elapsed, int earlier) {
    return new StageTime(Duration.ofSeconds(elapsed), Duration.ofSeconds(earlier));
  }

  private static PackageTime time(String name, Phase phase, int seconds) {
    return new PackageTime(name, phase, Duration.ofSeconds(seconds));
  }
}
