package org.cmimage.core.guest;

import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The number of starts of foreign programs in a session, by absolute path in the tree.
 *
 * @param natively starts of their native twins
 * @param emulated all other starts
 */
public record ProgramStarts(Map<String, Long> natively, Map<String, Long> emulated) {
  /** The starts of a session that does not count them. */
  public static final ProgramStarts NONE = new ProgramStarts(Map.of(), Map.of());

  public ProgramStarts {
    natively = ImmutableMap.copyOf(natively);
    emulated = ImmutableMap.copyOf(emulated);
  }

  /** Adds the starts of several sessions. */
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
   * The number of starts of one program.
   *
   * @param path absolute in the tree
   */
  public record Program(String path, long natively, long emulated) {
    /** Returns the total number of starts. */
    public long total() {
      return natively + emulated;
    }
  }

  /** Returns all programs, the one started most often first. */
  public List<Program> mostOften() {
    return Sets.union(natively.keySet(), emulated.keySet()).stream()
        .map(
            path ->
                new Program(path, natively.getOrDefault(path, 0L), emulated.getOrDefault(path, 0L)))
        .sorted(comparing(Program::total).reversed().thenComparing(Program::path))
        .collect(ImmutableList.toImmutableList());
  }

  /** Returns the number of native starts. */
  public long nativeTotal() {
    return total(natively);
  }

  /** Returns the number of emulated starts. */
  public long emulatedTotal() {
    return total(emulated);
  }

  private static long total(Map<String, Long> starts) {
    return starts.values().stream().mapToLong(Long::longValue).sum();
  }
}
