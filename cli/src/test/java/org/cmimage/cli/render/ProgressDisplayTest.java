package org.cmimage.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.core.event.PipelineEvent;
import org.cmimage.core.record.Stage;
import org.cmimage.model.ComponentName;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
  private static final Optional<ComponentName> IMAGE =
      ComponentName.ofPath("/cm/images/default-image-ubuntu2404-aarch64");

  private static final ImmutableList<PipelineEvent> ONE_OF_EACH =
      ImmutableList.of(
          new PipelineEvent.Skipped(IMAGE, Stage.PLAN, "finished by an earlier run"),
          new PipelineEvent.Started(IMAGE, Stage.UNPACK),
          new PipelineEvent.Activity(IMAGE, Stage.UNPACK, "bash"),
          new PipelineEvent.Progressed(IMAGE, Stage.UNPACK, 1, 2, 1024),
          new PipelineEvent.Warned(IMAGE, Stage.UNPACK, "no time"),
          new PipelineEvent.Noted(IMAGE, Stage.UNPACK, "noted"),
          new PipelineEvent.Logged(IMAGE, Stage.UNPACK, "line"),
          new PipelineEvent.Succeeded(IMAGE, Stage.UNPACK, Duration.ofSeconds(3)),
          new PipelineEvent.Failed(IMAGE, Stage.VERIFY, "cannot verify"));

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private Instant now = Instant.EPOCH;

  private Stream<String> shown(ProgressDisplay display) {
    for (PipelineEvent event : ONE_OF_EACH) {
      display.on(event);
      now = now.plusSeconds(6);
    }
    display.close();
    return bytes.toString(StandardCharsets.UTF_8).lines();
  }

  private Stream<String> shown(boolean terminal, boolean verbose) {
    ProgressDisplay.Look look =
        new ProgressDisplay.Look(terminal, verbose, ProgressDisplay.Doing.CREATING);
    return shown(ProgressDisplay.forPeople(out, look, () -> now));
  }

  @Test
  void programsGetALineForEachEvent() {
    String start = "{\"event\":\"%s\",\"component\":\"default-image-ubuntu2404-aarch64\",";

    assertThat(shown(new JsonProgress(out, true)))
        .containsExactly(
            start.formatted("skipped")
                + "\"stage\":\"plan\",\"reason\":\"finished by an earlier run\"}",
            start.formatted("started") + "\"stage\":\"unpack\"}",
            start.formatted("activity") + "\"stage\":\"unpack\",\"text\":\"bash\"}",
            start.formatted("progressed")
                + "\"stage\":\"unpack\",\"done\":1,\"total\":2,\"done_bytes\":1024}",
            start.formatted("warned") + "\"stage\":\"unpack\",\"text\":\"no time\"}",
            start.formatted("noted") + "\"stage\":\"unpack\",\"text\":\"noted\"}",
            start.formatted("logged") + "\"stage\":\"unpack\",\"text\":\"line\"}",
            start.formatted("succeeded") + "\"stage\":\"unpack\",\"elapsed_seconds\":3.0}",
            start.formatted("failed") + "\"stage\":\"verify\",\"message\":\"cannot verify\"}");
  }

  @Test
  void programsGetTheLogOnlyWhereTheyAskForIt() {
    assertThat(shown(new JsonProgress(out, false))).noneMatch(line -> line.contains("logged"));
  }

  @Test
  void logFilesGetALineForWhatEnded() {
    assertThat(shown(false, false))
        .containsExactly(
            "Creating software image default-image-ubuntu2404-aarch64",
            "  " + Stage.PLAN.label() + dots(Stage.PLAN) + "[ SKIP ]  finished by an earlier run",
            "  " + Stage.UNPACK.label() + ": 1/2 packages, 1.0 KiB: bash",
            "  warning: no time",
            "noted",
            "  " + Stage.UNPACK.label() + dots(Stage.UNPACK) + "[ OK ]  3.0 s",
            "  " + Stage.VERIFY.label() + dots(Stage.VERIFY) + "[FAILED]");
  }

  private static String dots(Stage stage) {
    return ".".repeat(64 - stage.label().length());
  }

  @Test
  void terminalsGetALineThatIsRewritten() {
    assertThat(shown(true, true))
        .contains("\u001b[K  warning: no time", "\u001b[Knoted", "\u001b[K  | line")
        .anyMatch(line -> line.contains("1/2 packages, 1.0 KiB, 85 B/s") && line.contains("bash"))
        .anyMatch(line -> line.endsWith("[ OK ]  3.0 s"))
        .anyMatch(line -> line.endsWith("[FAILED]"))
        .anyMatch(line -> line.endsWith("[ SKIP ]  finished by an earlier run"));
  }
}
