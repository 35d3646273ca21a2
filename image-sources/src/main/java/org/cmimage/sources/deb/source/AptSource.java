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
 * @param uris as written; some of them may be unusable
 * @param suites as written; one that ends in {@code /} is a directory of a repository without
 *     suites
 * @param components empty only for such directories
 * @param architectures Debian names of the architectures it is restricted to; empty for no
 *     restriction
 * @param withoutArchitectures Debian names of architectures it does not serve
 * @param signedBy the accepted signers; empty for the distribution's
 * @param checkValidUntil whether expiry is checked; empty for the distribution's default
 * @param trusted whether it requests that signatures are not checked
 * @param limits further checks of its Release file
 * @param unsupported the fields that apt supports and this program does not
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

  /** Creates a source with the fields that most sources have. */
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
   * The checks of a Release file, beside its expiry.
   *
   * @param checkDate whether its date is compared with this machine's time
   * @param future how far in the future its date may be, if specified
   * @param byHash how its indices are addressed
   */
  public record Limits(boolean checkDate, Optional<Duration> future, ByHash byHash) {
    /** The defaults. */
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

  /** Returns whether it has packages for an architecture. */
  public boolean serves(String debianArchitecture) {
    return (architectures.isEmpty() || architectures.contains(debianArchitecture))
        && !withoutArchitectures.contains(debianArchitecture);
  }

  /** The accepted signers. */
  public sealed interface SignedBy {
    /**
     * Keys in files.
     *
     * @param files by absolute path; empty for the keyrings that are trusted in any case
     * @param fingerprints the only accepted keys, in upper case, with {@code !} at the end of one
     *     whose subkeys are not accepted; empty for all
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

    /** The keys in this block of ASCII armour. */
    record Key(String armor) implements SignedBy {}
  }
}
