package org.cmimage.qemu.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.CommandResult.End;
import org.cmimage.core.guest.GuestSession;
import org.junit.jupiter.api.Test;

class CpuMeasurementTest {
  private static final String SAFE = CpuModels.DEFAULT;

  /** What the shell does with a model; times in ms, one for each run. */
  private record Behaviour(End end, String prints, List<Integer> times) {
    static Behaviour right(Integer... times) {
      return new Behaviour(new End.Exited(0), CpuMeasurement.answer(), List.of(times));
    }
  }

  /** Plays behaviours by the command's CPU model. */
  private static final class Shell implements GuestSession {
    private final Map<String, Behaviour> behaviours = new HashMap<>();
    private final Map<String, Integer> runs = new HashMap<>();
    private final List<String> order = new ArrayList<>();
    private final List<Long> limits = new ArrayList<>();

    Shell with(String model, Behaviour behaviour) {
      behaviours.put(model, behaviour);
      return this;
    }

    @Override
    public CommandResult run(Command command, Consumer<String> output) {
      String model = command.environment().getOrDefault("QEMU_CPU", CpuModels.DEFAULT);
      Behaviour behaviour = behaviours.get(model);
      int run = runs.merge(model, 1, Integer::sum);
      order.add(model);
      limits.add(command.limit().toMillis());
      output.accept(behaviour.prints());
      return new CommandResult(
          behaviour.end(),
          List.of(behaviour.prints()),
          Duration.ofMillis(behaviour.times().get(run - 1)));
    }

    @Override
    public void close() {}
  }

  private static ImmutableMap<String, Duration> measure(Shell shell, String... models)
      throws Exception {
    return CpuMeasurement.run(shell, List.of(models));
  }

  @Test
  void theShortestOfSeveralTurnsCounts() throws Exception {
    Shell shell =
        new Shell()
            .with(SAFE, Behaviour.right(90, 80, 85))
            .with("fast", Behaviour.right(50, 40, 60));
    assertThat(measure(shell, SAFE, "fast"))
        .containsExactly(
            Map.entry(SAFE, Duration.ofMillis(80)), Map.entry("fast", Duration.ofMillis(40)));
    assertThat(shell.order).containsExactly(SAFE, "fast", SAFE, "fast", SAFE, "fast");
  }

  @Test
  void aModelThatFailsOrMiscalculatesIsNotAskedAgain() throws Exception {
    Shell shell =
        new Shell()
            .with(SAFE, Behaviour.right(90, 90, 90))
            .with(
                "unknown", new Behaviour(new End.Exited(1), "unable to find CPU model", List.of(1)))
            .with(
                "crashes", new Behaviour(new End.Signalled(4), CpuMeasurement.answer(), List.of(1)))
            .with("hangs", new Behaviour(new End.TimedOut(), CpuMeasurement.answer(), List.of(1)))
            .with("wrong", new Behaviour(new End.Exited(0), "7", List.of(1)));
    assertThat(measure(shell, SAFE, "unknown", "crashes", "hangs", "wrong")).containsOnlyKeys(SAFE);
  }

  /** The session kills it; here it is the scripted end. */
  @Test
  void aSlowModelIsGivenUp() throws Exception {
    Shell shell =
        new Shell()
            .with("fast", Behaviour.right(50, 40, 60))
            .with(SAFE, new Behaviour(new End.TimedOut(), "", List.of(150)));
    assertThat(measure(shell, "fast", SAFE)).containsOnlyKeys("fast");
    assertThat(shell.limits).containsExactly(5000L, 150L, 150L, 120L);
  }

  @Test
  void noMoreTurnsThanTheBudgetAllows() throws Exception {
    Shell slow = new Shell().with(SAFE, Behaviour.right(1000)).with("fast", Behaviour.right(900));
    assertThat(measure(slow, SAFE, "fast")).hasSize(2);
    assertThat(slow.order).containsExactly(SAFE, "fast");
  }

  @Test
  void theSafestWinsTies() {
    assertThat(choose(Map.of(SAFE, 110, "fast", 100))).isEqualTo(SAFE);
    assertThat(choose(Map.of(SAFE, 112, "fast", 100))).isEqualTo("fast");
    assertThat(choose(Map.of("fast", 100))).isEqualTo("fast");
    assertThat(CpuMeasurement.choose(SAFE, Map.of())).isEmpty();
  }

  /** The model for times in ms. */
  static String choose(Map<String, Integer> milliseconds) {
    Map<String, Duration> times = new HashMap<>();
    milliseconds.forEach((model, time) -> times.put(model, Duration.ofMillis(time)));
    return CpuMeasurement.choose(SAFE, times).orElseThrow();
  }
}
