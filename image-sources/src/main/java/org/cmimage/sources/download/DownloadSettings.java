package org.cmimage.sources.download;

import java.time.Duration;

/**
 * The limits of fetching.
 *
 * @param connections the maximum open at once
 * @param connectLimit how long a server may take to accept a connection
 * @param stallLimit how long a server may be silent
 * @param attempts of each file before it counts as failed
 * @param pause before the second attempt; doubled before each further one
 */
public record DownloadSettings(
    int connections, Duration connectLimit, Duration stallLimit, int attempts, Duration pause) {
  /** The defaults, for mirrors near and far. */
  public static final DownloadSettings DEFAULT =
      new DownloadSettings(
          8, Duration.ofSeconds(10), Duration.ofSeconds(30), 4, Duration.ofMillis(500));
}
