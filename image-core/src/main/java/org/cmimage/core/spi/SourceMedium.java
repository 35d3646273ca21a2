package org.cmimage.core.spi;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * What a source offers to make images of.
 *
 * @param description what it is, for people, such as {@code a base archive (debian12 aarch64)}
 * @param base a tree to begin with, where it has one
 * @param repositories locations of repositories, as {@link org.cmimage.core.PackageSources#base()};
 *     none where it has packages of no other kind than the base's
 */
public record SourceMedium(String description, Optional<BaseTree> base, List<String> repositories) {
  public SourceMedium {
    repositories = ImmutableList.copyOf(repositories);
  }
}
