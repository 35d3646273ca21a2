package org.cmimage.qemu.emulation;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.CommandResult.End;
import org.cmimage.core.guest.GuestSession;

/**
 * A measurement of how fast QEMU runs a tree's own programs with each of several CPU models. The
 * tree's shell runs a computation with the same kind of load as the configuration of packages:
 * start and translation of a small program, many calls and little arithmetic.
 */
final class CpuMeasurement {
  /** The time limit for all rounds together; a first round is always finished. */
  private static final Duration BUDGET = Duration.ofMillis(1500);

  private static final Duration RUN_LIMIT = Duration.ofSeconds(5);

  /** A model that takes this many times as long as another is aborted. */
  private static final int HOPELESS = 3;

  private static final int ROUNDS = 3;
  private static final int STEPS = 2000;

  private static final String LOOP =
      "i=0; s=0; while [ $i -lt %d ]; do s=$(( (s * 3 + i) %% 9973 )); i=$((i + 1)); done; echo $s"
          .formatted(STEPS);

  /** The speed-up from which a model replaces the safest one: more than a tenth. */
  private static final double WORTH_IT = 1.1;

  private CpuMeasurement() {}

  /**
   * Measures every model and keeps the best of several rounds; models take turns, so that other
   * load on the machine slows all of them equally.
   *
   * @param session where programs are emulated
   * @param models in the form of {@code QEMU_CPU}; those likely to be fast first, because a model
   *     that takes several times as long as another is aborted and not eligible
   * @return the shortest time of each model with which the program succeeded and printed the right
   *     result, in the order given
   */
  static ImmutableMap<String, Duration> run(GuestSession session, List<String> models)
      throws IOException, InterruptedException {
    Map<String, Duration> best = new LinkedHashMap<>();
    List<String> eligible = new ArrayList<>(models);
    Duration total = Duration.ZERO;
    for (int round = 0; round < ROUNDS; round++) {
      for (String model : models) {
        if (!eligible.contains(model) || round > 0 && total.compareTo(BUDGET) > 0) {
          continue;
        }
        CommandResult result = session.run(command(model, limit(best)), line -> {});
        total = total.plus(result.elapsed());
        if (result.succeeded() && result.tail().equals(List.of(answer()))) {
          best.merge(model, result.elapsed(), (a, b) -> a.compareTo(b) < 0 ? a : b);
        } else if (!(best.containsKey(model) && result.end() instanceof End.TimedOut)) {
          eligible.remove(model);
          best.remove(model);
        }
      }
    }
    return ImmutableMap.copyOf(best);
  }

  private static Duration limit(Map<String, Duration> best) {
    return best.values().stream()
        .min(Comparator.naturalOrder())
        .map(shortest -> shortest.multipliedBy(HOPELESS))
        .orElse(RUN_LIMIT);
  }

  private static Command command(String model, Duration limit) {
    return new Command(
        List.of("/bin/sh", "-c", LOOP), EmulatorChoice.environment(model, ""), limit);
  }

  /** Returns the expected output of the computation. */
  static String answer() {
    int sum = 0;
    for (int i = 0; i < STEPS; i++) {
      sum = (sum * 3 + i) % 9973;
    }
    return Integer.toString(sum);
  }

  /**
   * Returns the model to use: the first, if it is eligible and no other is clearly faster; else the
   * fastest.
   */
  static Optional<String> choose(String first, Map<String, Duration> times) {
    Optional<Map.Entry<String, Duration>> fastest =
        times.entrySet().stream().min(Map.Entry.comparingByValue());
    if (fastest.isEmpty()) {
      return Optional.empty();
    }
    Duration own = times.get(first);
    boolean tie = own != null && own.toNanos() <= fastest.get().getValue().toNanos() * WORTH_IT;
    return Optional.of(tie ? first : fastest.get().getKey());
  }
}
