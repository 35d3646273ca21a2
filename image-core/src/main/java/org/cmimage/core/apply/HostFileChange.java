package org.cmimage.core.apply;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/**
 * A file of the head node that is not as the cluster's entities want it.
 *
 * @param path absolute, in the cluster
 * @param before its whole text, a character for each byte; empty where there is no such file
 * @param after its whole text afterwards; empty where it is to be deleted
 */
public record HostFileChange(String path, Optional<String> before, Optional<String> after) {
  /** Returns the same change as text for people; what is not UTF-8 is shown as unknown. */
  public HostFileChange readable() {
    return new HostFileChange(
        path, before.map(HostFileChange::decode), after.map(HostFileChange::decode));
  }

  private static String decode(String bytes) {
    return new String(bytes.getBytes(ISO_8859_1), UTF_8);
  }
}
