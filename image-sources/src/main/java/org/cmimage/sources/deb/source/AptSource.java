package org.cmimage.sources.deb.source;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    boolean trusted) {

  public AptSource {
    uris = ImmutableList.copyOf(uris);
    suites = ImmutableList.copyOf(suites);
    components = ImmutableList.copyOf(components);
    architectures = ImmutableSet.copyOf(architectures);
    withoutArchitectures = ImmutableSet.copyOf(withoutArchitectures);
  }

  /** Whether it has packages for an architecture. */
  public boolean serves(String debianArchitecture) {
    return (architectures.isEmpty() || architectures.contains(debianArchitecture))
        && !withoutArchitectures.contains(debianArchitecture);
  }

  /** Whose signatures count. */
  public sealed interface SignedBy {
    /** Those of the keys in these files, given by absolute path. */
    record Keyrings(List<String> files) implements SignedBy {
      public Keyrings {
        files = ImmutableList.copyOf(files);
      }
    }

    /** Those of the keys in this block of ASCII armour. */
    record Key(String armor) implements SignedBy {}
  }
}
