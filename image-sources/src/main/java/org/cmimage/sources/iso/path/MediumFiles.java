package org.cmimage.sources.iso.path;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.ImmutableSet;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.iso.record.IsoNode;
import org.jspecify.annotations.Nullable;

/**
 * The file system of one image; equal for the same image. Always open, because it holds no file
 * open.
 */
final class MediumFiles extends FileSystem {
  private static final int MOST_NODES = 100_000;

  private final Path image;

  /** Saves a traversal from searching the directory again for each of its files. */
  private final Cache<TreePath, SortedMap<TreePath, IsoNode>> listed =
      CacheBuilder.newBuilder()
          .concurrencyLevel(1)
          .maximumWeight(MOST_NODES)
          .<TreePath, SortedMap<TreePath, IsoNode>>weigher((path, nodes) -> nodes.size() + 1)
          .build();

  MediumFiles(Path image) {
    this.image = image;
  }

  Path image() {
    return image;
  }

  /** Caches the nodes of a directory for a while. */
  void keep(TreePath directory, SortedMap<TreePath, IsoNode> nodes) {
    listed.put(directory, nodes);
  }

  /**
   * Returns the node of a path, a link itself if it is one; empty if its directory is not cached.
   */
  Optional<IsoNode> kept(TreePath path) {
    return path.isRoot()
        ? Optional.empty()
        : Optional.ofNullable(listed.getIfPresent(path.parent())).map(nodes -> nodes.get(path));
  }

  @Override
  public IsoPathProvider provider() {
    return IsoPathProvider.INSTANCE;
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("nothing is open");
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return true;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(IsoPath.rootOf(image));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return ImmutableSet.of("basic");
  }

  @Override
  public Path getPath(String first, String... more) {
    return IsoPath.rootOf(image).parse(String.join("/", first, String.join("/", more)));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(Path.of(path.toString()));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException("owners are not told");
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException("an image does not change");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MediumFiles files && files.image.equals(image);
  }

  @Override
  public int hashCode() {
    return image.hashCode();
  }
}
