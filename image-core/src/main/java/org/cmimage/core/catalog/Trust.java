package org.cmimage.core.catalog;

import java.util.List;

/**
 * The reason to trust the index of a repository.
 *
 * <p>Sealed, so that every reader of an index handles all cases.
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
   * It is in a directory of this machine that a user or configuration file declares trusted. Not
   * for repositories on a network.
   *
   * @param why the declaration, for display, such as {@code local.list:1 says trusted}
   * @param keyrings the keyrings that a signature is checked against where there is one by a key in
   *     them; none where no signature counts
   */
  record Local(String why, List<String> keyrings) implements Trust {
    public Local {
      keyrings = List.copyOf(keyrings);
    }
  }
}
