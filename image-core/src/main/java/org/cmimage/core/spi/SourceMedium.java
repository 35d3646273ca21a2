package org.cmimage.core.spi;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * The content of a source for images.
 *
 * @param description the kind, for display, such as {@code a base archive (debian12 aarch64)}
 * @param base a tree to start from, where it has one
 * @param repositories locations of repositories, as {@link org.cmimage.core.PackageSources#base()};
 *     none where it has no packages except the base's
 */
public record SourceMedium(String description, Optional<BaseTree> base, List<String> repositories) {
  public SourceMedium {
    repositories = ImmutableList.copyOf(repositories);
  }
}
