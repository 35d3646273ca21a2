package org.cmimage.sources.archive.entries;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an ISO 9660 image says of itself.
 *
 * @param file where it is
 * @param label what it is called; empty where it has no name
 * @param created when it was made, where that is recorded
 * @param missing how many bytes of it the file lacks
 * @param behind how many bytes of the file are behind it
 * @param starts the platforms whose firmware starts it
 * @param partitions parts that a partition table describes, for people
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
