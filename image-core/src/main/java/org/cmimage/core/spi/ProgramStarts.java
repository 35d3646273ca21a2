package org.cmimage.core.spi;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

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
