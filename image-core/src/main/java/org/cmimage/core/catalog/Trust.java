package org.cmimage.core.catalog;

import java.util.List;

/**
 * Why what the index of a repository says is believed.
 *
 * <p>Closed on purpose: whoever reads an index handles every case.
 */
public sealed interface Trust {
  /** Returns the keyrings that a signature is checked against; none where no signature counts. */
  List<String> keyrings();

  /**
   * A key of one of these keyrings signed it.
   *
   * @param keyrings names of keyring files, or absolute paths; never empty
   */
  record Signed(List<String> keyrings) implements Trust {
    public Signed {
      keyrings = List.copyOf(keyrings);
      if (keyrings.isEmpty()) {
        throw new IllegalArgumentException("no keyring to check a signature against");
      }
    }
  }

  /**
   * It is a directory of this machine, and whoever names it vouches for it. Not for what comes over
   * a network.
   *
   * @param why who says so, for people, such as {@code local.list:1 says trusted}
   * @param keyrings what a signature is checked against where there is one by a key in them; none
   *     where no signature counts
   */
  record Local(String why, List<String> keyrings) implements Trust {
    public Local {
      keyrings = List.copyOf(keyrings);
    }
  }
}
