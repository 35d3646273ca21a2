package org.cmimage.core.catalog;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One suite of a package repository, or a flat repository.
 *
 * @param uri {@code http:}, {@code https:}, {@code file:}, or {@code iso:} inside an image of this
 *     machine; without a trailing slash
 * @param suite as in an apt source, such as {@code bookworm-security}; one that ends in {@code /}
 *     is the directory of a flat repository below the URI
 * @param components such as {@code main}; none for a flat repository
 * @param trust why its index is trusted; a {@link Trust.Local} one only for repositories on this
 *     machine
 * @param rules the checks of its Release file
 * @param login the credentials for its files; taken out of the URI where that has them
 */
public record Repository(
    String uri,
    String suite,
    List<String> components,
    Trust trust,
    ReleaseRules rules,
    Optional<Login> login) {
  private static final Pattern LOCAL = Pattern.compile("(?i)(?:file|iso):");

  public Repository {
    login = login.isPresent() ? login : Login.in(uri);
    uri = Login.without(uri).replaceFirst("/+$", "");
    components = List.copyOf(components);
    if (trust instanceof Trust.Local && !LOCAL.matcher(uri).lookingAt()) {
      throw new IllegalArgumentException("repository " + uri + " is not on this machine");
    }
  }

  /** Makes a repository whose URI may have a user and password in it. */
  public Repository(
      String uri,
      String suite,
      List<String> components,
      List<String> keyrings,
      ReleaseRules rules) {
    this(uri, suite, components, new Trust.Signed(keyrings), rules, Optional.empty());
  }

  /** Makes a repository with the default rules except for the check of its Release file's age. */
  public Repository(
      String uri,
      String suite,
      List<String> components,
      List<String> keyrings,
      boolean checkValidUntil) {
    this(uri, suite, components, keyrings, ReleaseRules.DEFAULT.withValidUntil(checkValidUntil));
  }

  /**
   * Returns the keyrings that its signature is checked against; none where signatures do not count.
   */
  public List<String> keyrings() {
    return trust.keyrings();
  }

  /** Returns whether it is a flat repository: a directory, without suites and components. */
  public boolean isFlat() {
    return suite.endsWith("/");
  }
}
