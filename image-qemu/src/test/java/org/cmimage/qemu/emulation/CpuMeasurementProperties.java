package org.cmimage.qemu.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CpuMeasurementProperties {
  @Property
  void nothingIneligibleIsChosenAndNothingFarFromTheBest(
      @ForAll @Size(min = 1, max = 5)
          Map<@IntRange(max = 5) Integer, @IntRange(min = 1, max = 10_000) Integer> times) {
    Map<String, Integer> named = new HashMap<>();
    times.forEach(
        (model, time) -> named.put(model == 0 ? CpuModels.DEFAULT : "model" + model, time));
    String chosen = CpuMeasurementTest.choose(named);
    assertThat(named).containsKey(chosen);
    int best = named.values().stream().mapToInt(Integer::intValue).min().orElseThrow();
    assertThat(named.get(chosen) * 10).isLessThanOrEqualTo(best * 11);
  }
}
