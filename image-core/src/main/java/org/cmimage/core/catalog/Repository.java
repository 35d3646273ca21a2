package org.cmimage.core.catalog;

import java.util.List;

/**
 * One suite of a package repository, or a flat repository.
 *
 * @param uri {@code http:}, {@code https:} or {@code file:}, without a trailing slash
 * @param suite as in an apt source, such as {@code bookworm-security}; one that ends in {@code /}
 *     is the directory of a flat repository below the URI
 * @param components such as {@code main}; none for a flat repository
 * @param keyrings names of keyring files the signature is checked against, or absolute paths; never
 *     empty
 * @param rules what its Release file is held to
 */
public record Repository(
    String uri, String suite, List<String> components, List<String> keyrings, ReleaseRules rules) {
  public Repository {
    uri = uri.replaceFirst("/+$", "");
    components = List.copyOf(components);
    keyrings = List.copyOf(keyrings);
    if (keyrings.isEmpty()) {
      throw new IllegalArgumentException(
          "repository " + uri + " " + suite + " has no keyring to check its signature against");
    }
  }

  /** A repository with the usual rules, but for the age of its Release file. */
  public Repository(
      String uri,
      String suite,
      List<String> components,
      List<String> keyrings,
      boolean checkValidUntil) {
    this(uri, suite, components, keyrings, ReleaseRules.DEFAULT.withValidUntil(checkValidUntil));
  }

  /** Returns whether it is a flat repository: a directory, without suites and components. */
  public boolean isFlat() {
    return suite.endsWith("/");
  }
}
