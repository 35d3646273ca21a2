package org.cmimage.core.boot;

import java.util.List;

/**
 * A unit of systemd that failed.
 *
 * @param name such as {@code ssh.service}
 * @param result in systemd's words, such as {@code exit-code}; empty where unknown
 * @param log the last lines of its log
 */
public record FailedUnit(String name, String result, List<String> log) {
  public FailedUnit {
    log = List.copyOf(log);
  }

  @Override
  public String toString() {
    return result.isEmpty() ? name : name + " (" + result + ")";
  }
}
