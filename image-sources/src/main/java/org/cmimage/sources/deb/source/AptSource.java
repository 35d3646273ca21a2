package org.cmimage.sources.deb.source;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.catalog.ReleaseRules.ByHash;

/**
 * One line or stanza of a sources file: packages of every suite at every URI.
 *
 * @param place file and line, for messages
 * @param uris as written; not all of them need be usable
 * @param suites as written; one that ends in {@code /} is a directory of a repository without
 *     suites
 * @param components empty only for such directories
 * @param architectures Debian names of the architectures it is restricted to; empty for no
 *     restriction
 * @param withoutArchitectures Debian names of architectures it does not serve
 * @param signedBy whose signatures count; empty for the distribution's
 * @param checkValidUntil whether its age counts; empty for the distribution's habit
 * @param trusted whether it asks for its signatures not to be checked
 * @param limits how else its Release file is judged
 * @param unsupported the fields that apt knows and that are not honoured
 */
public record AptSource(
    String place,
    List<String> uris,
    List<String> suites,
    List<String> components,
    Set<String> architectures,
    Set<String> withoutArchitectures,
    Optional<SignedBy> signedBy,
    Optional<Boolean> checkValidUntil,
    boolean trusted,
    Limits limits,
    List<String> unsupported) {

  /** A source with the fields that most have. */
  AptSource(
      String place,
      List<String> uris,
      List<String> suites,
      List<String> components,
      Set<String> architectures,
      Set<String> withoutArchitectures,
      Optional<SignedBy> signedBy,
      Optional<Boolean> checkValidUntil,
      boolean trusted) {
    this(
        place,
        uris,
        suites,
        components,
        architectures,
        withoutArchitectures,
        signedBy,
        checkValidUntil,
        trusted,
        Limits.NONE,
        List.of());
  }

  /**
   * How a Release file is judged, beside its age.
   *
   * @param checkDate whether its time is compared with this machine's
   * @param future how far in the future it may have been made, where that is said
   * @param byHash how its indices are addressed
   */
  public record Limits(boolean checkDate, Optional<Duration> future, ByHash byHash) {
    /** Nothing is said. */
    static final Limits NONE = new Limits(true, Optional.empty(), ByHash.AS_OFFERED);
  }

  public AptSource {
    uris = ImmutableList.copyOf(uris);
    suites = ImmutableList.copyOf(suites);
    components = ImmutableList.copyOf(components);
    architectures = ImmutableSet.copyOf(architectures);
    withoutArchitectures = ImmutableSet.copyOf(withoutArchitectures);
    unsupported = ImmutableList.copyOf(unsupported);
  }

  /** Whether it has packages for an architecture. */
  public boolean serves(String debianArchitecture) {
    return (architectures.isEmpty() || architectures.contains(debianArchitecture))
        && !withoutArchitectures.contains(debianArchitecture);
  }

  /** Whose signatures count. */
  public sealed interface SignedBy {
    /**
     * Those of keys in files.
     *
     * @param files by absolute path; none for the keyrings that are trusted in any case
     * @param fingerprints the only keys that count, in upper case, with {@code !} behind one that
     *     does not stand for its subkeys; none for all
     */
    record Keyrings(List<String> files, Set<String> fingerprints) implements SignedBy {
      public Keyrings {
        files = ImmutableList.copyOf(files);
        fingerprints = ImmutableSet.copyOf(fingerprints);
      }

      Keyrings(List<String> files) {
        this(files, Set.of());
      }
    }

    /** Those of the keys in this block of ASCII armour. */
    record Key(String armor) implements SignedBy {}
  }
}
