package org.cmimage.core.guest;

import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often foreign programs were started in a session, by absolute path in the tree.
 *
 * @param natively those that ran as their native twin
 * @param emulated the others
 */
public record ProgramStarts(Map<String, Long> natively, Map<String, Long> emulated) {
  /** Of a session that does not count. */
  public static final ProgramStarts NONE = new ProgramStarts(Map.of(), Map.of());

  public ProgramStarts {
    natively = ImmutableMap.copyOf(natively);
    emulated = ImmutableMap.copyOf(emulated);
  }

  /** The starts of several sessions together. */
  public static ProgramStarts sum(Iterable<ProgramStarts> sessions) {
    Map<String, Long> natively = new TreeMap<>();
    Map<String, Long> emulated = new TreeMap<>();
    for (ProgramStarts starts : sessions) {
      starts.natively().forEach((program, times) -> natively.merge(program, times, Long::sum));
      starts.emulated().forEach((program, times) -> emulated.merge(program, times, Long::sum));
    }
    return new ProgramStarts(natively, emulated);
  }

  /**
   * How often one program was started.
   *
   * @param path absolute in the tree
   */
  public record Program(String path, long natively, long emulated) {
    /** How often in all. */
    public long total() {
      return natively + emulated;
    }
  }

  /** All programs, the one started most often first. */
  public List<Program> mostOften() {
    return Sets.union(natively.keySet(), emulated.keySet()).stream()
        .map(
            path ->
                new Program(path, natively.getOrDefault(path, 0L), emulated.getOrDefault(path, 0L)))
        .sorted(comparing(Program::total).reversed().thenComparing(Program::path))
        .collect(ImmutableList.toImmutableList());
  }

  /** How many ran natively. */
  public long nativeTotal() {
    return total(natively);
  }

  /** How many were emulated. */
  public long emulatedTotal() {
    return total(emulated);
  }

  private static long total(Map<String, Long> starts) {
    return starts.values().stream().mapToLong(Long::longValue).sum();
  }
}
