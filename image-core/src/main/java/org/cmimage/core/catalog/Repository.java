package org.cmimage.core.catalog;

import java.util.List;

/**
 * One suite of a package repository.
 *
 * @param uri {@code http:}, {@code https:} or {@code file:}, without a trailing slash
 * @param suite as in an apt source, such as {@code bookworm-security}
 * @param components such as {@code main}
 * @param keyrings names of keyring files the signature is checked against, or absolute paths; never
 *     empty
 * @param checkValidUntil whether an index past its {@code Valid-Until} is refused; off only for
 *     archived releases
 */
public record Repository(
    String uri,
    String suite,
    List<String> components,
    List<String> keyrings,
    boolean checkValidUntil) {
  public Repository {
    uri = uri.replaceFirst("/+$", "");
    components = List.copyOf(components);
    keyrings = List.copyOf(keyrings);
    if (keyrings.isEmpty()) {
      throw new IllegalArgumentException(
          "repository " + uri + " " + suite + " has no keyring to check its signature against");
    }
  }
}
