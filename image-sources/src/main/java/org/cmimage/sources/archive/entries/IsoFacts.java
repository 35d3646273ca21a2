package org.cmimage.sources.archive.entries;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The descriptive fields of an ISO 9660 image.
 *
 * @param file its path
 * @param label the volume label; empty if it has none
 * @param created the time of creation, if recorded
 * @param missing the number of bytes of the image that the file lacks
 * @param behind the number of bytes in the file after the image
 * @param starts the platforms whose firmware can boot it
 * @param partitions the partitions of a partition table, for messages
 */
public record IsoFacts(
    Path file,
    String label,
    Optional<Instant> created,
    long missing,
    long behind,
    List<String> starts,
    List<String> partitions) {
  public IsoFacts {
    starts = List.copyOf(starts);
    partitions = List.copyOf(partitions);
  }
}
