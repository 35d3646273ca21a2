package org.cmimage.core.format.deb822;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The fields that a reader keeps. Looking a name up among bytes allocates nothing: a large index
 * has a million of them.
 */
final class FieldNames {
  private final String[] names;
  private final byte[][] lowerCase;

  /** Creates the set of these names, or of all if there are none. */
  FieldNames(List<String> names) {
    this.names = names.toArray(String[]::new);
    this.lowerCase =
        names.stream()
            .map(name -> name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);
  }

  /** Returns the name to store for a field of the source; empty if it is not kept. */
  Optional<String> find(byte[] source, int from, int to) {
    if (names.length == 0) {
      return Optional.of(new String(source, from, to - from, StandardCharsets.US_ASCII));
    }
    for (int i = 0; i < names.length; i++) {
      if (lowerCase[i].length == to - from && matches(lowerCase[i], source, from)) {
        return Optional.of(names[i]);
      }
    }
    return Optional.empty();
  }

  private static boolean matches(byte[] lower, byte[] source, int from) {
    for (int i = 0; i < lower.length; i++) {
      byte b = source[from + i];
      if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != lower[i]) {
        return false;
      }
    }
    return true;
  }
}
