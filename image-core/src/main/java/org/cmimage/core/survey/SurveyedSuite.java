package org.cmimage.core.survey;

import com.google.common.collect.ImmutableSortedSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.model.Architecture;

/**
 * One suite of a repository.
 *
 * @param repository its address, suite and components, and who named it
 * @param architecture whose packages were looked for
 * @param date the time when its Release file was made; empty where none was verified
 * @param signers the fingerprints of the keys that signed it, sorted
 * @param indices its lists of packages
 * @param notices what is unusual, and why it could not be read where it could not; a sentence each
 */
public record SurveyedSuite(
    String repository,
    Architecture architecture,
    Optional<Instant> date,
    Set<String> signers,
    List<Index> indices,
    List<String> notices) {
  public SurveyedSuite {
    signers = ImmutableSortedSet.copyOf(signers);
    indices = List.copyOf(indices);
    notices = List.copyOf(notices);
  }

  /**
   * A list of packages.
   *
   * @param release the names of the release, such as {@code Ubuntu noble-updates 24.04 (noble)}
   * @param component such as {@code main}; empty in a flat repository
   * @param architecture such as {@code arm64} or {@code all}; empty in a flat repository
   * @param packages their number
   * @param required the number of those of priority {@code required}
   * @param important the number of those of priority {@code important}
   * @param phased the number of those that are offered to some systems only
   */
  public record Index(
      String release,
      String component,
      String architecture,
      int packages,
      int required,
      int important,
      int phased) {}
}
