package org.cmimage.sources.iso.path;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.bytes.FileBytes;
import org.cmimage.sources.bytes.OpenBytes;
import org.cmimage.sources.bytes.RandomAccessBytes;
import org.cmimage.sources.iso.IsoFiles;
import org.cmimage.sources.iso.IsoImage;
import org.cmimage.sources.iso.record.IsoNode;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of images. Each call opens the image and closes it again, so that callers need not.
 * Links are followed inside the image. Thread-safe.
 */
final class IsoPathProvider extends FileSystemProvider {
  static final IsoPathProvider INSTANCE = new IsoPathProvider();

  private IsoPathProvider() {}

  private interface Look<T> {
    T at(IsoImage image) throws IOException;
  }

  private static <T> T look(IsoPath path, Look<T> look) throws IOException {
    try (FileBytes bytes = FileBytes.open(path.files().image())) {
      return look.at(IsoImage.open(bytes));
    }
  }

  private static IsoPath of(Path path) {
    return (IsoPath) path;
  }

  /**
   * Returns the node of a path; with {@code follow} unset, a link itself if it is the last part.
   */
  private static IsoNode node(IsoPath path, boolean follow) throws IOException {
    Optional<IsoNode> kept = path.files().kept(path.inside());
    return kept.isPresent() && !(follow && kept.get().kind() instanceof Kind.Symlink)
        ? kept.get()
        : look(path, image -> node(image, path, follow));
  }

  private static IsoNode node(IsoImage image, IsoPath path, boolean follow) throws IOException {
    TreePath inside = path.inside();
    IsoFiles files = new IsoFiles(image);
    Optional<IsoNode> found;
    if (follow || inside.isRoot()) {
      found = files.find(inside);
    } else {
      SortedMap<TreePath, IsoNode> nodes = files.nodes(inside.parent());
      path.files().keep(inside.parent(), nodes);
      found = Optional.ofNullable(nodes.get(inside));
    }
    return found.orElseThrow(() -> new NoSuchFileException(path.toString()));
  }

  /** Opens a file; closing it closes the image. */
  static OpenBytes open(IsoPath path) throws IOException {
    FileBytes image = FileBytes.open(path.files().image());
    try {
      return new MediumBytes(path.toString(), content(IsoImage.open(image), path), image);
    } catch (IOException | RuntimeException e) {
      image.close();
      throw e;
    }
  }

  @Override
  public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
    requireReading(Set.of(options));
    OpenBytes bytes = open(of(path));
    return new FilterInputStream(bytes.stream()) {
      @Override
      public void close() throws IOException {
        bytes.close();
      }
    };
  }

  private static RandomAccessBytes content(IsoImage image, IsoPath path) throws IOException {
    IsoNode node = node(image, path, true);
    if (!(node.kind() instanceof Kind.Regular)) {
      throw new IOException(path + " is not a regular file");
    }
    return image.content(node);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    requireReading(options);
    return new ContentChannel(open(of(path)));
  }

  private static void requireReading(Set<? extends OpenOption> options) {
    if (!options.isEmpty() && !options.equals(Set.of(StandardOpenOption.READ))) {
      throw new ReadOnlyFileSystemException();
    }
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    TreePath inside = of(directory).inside();
    SortedMap<TreePath, IsoNode> nodes =
        look(
            of(directory),
            image -> {
              if (!node(image, of(directory), true).isDirectory()) {
                throw new NotDirectoryException(directory.toString());
              }
              return new IsoFiles(image).nodes(inside);
            });
    of(directory).files().keep(inside, nodes);
    List<Path> accepted = new ArrayList<>();
    for (TreePath child : nodes.keySet()) {
      String name = new String(child.name(), StandardCharsets.UTF_8);
      // A name that is not UTF-8 has no path: a similar one would lead to no file.
      boolean hasPath = Arrays.equals(name.getBytes(StandardCharsets.UTF_8), child.name());
      if (hasPath && filter.accept(directory.resolve(name))) {
        accepted.add(directory.resolve(name));
      }
    }
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return accepted.iterator();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    if (Arrays.asList(modes).contains(AccessMode.WRITE)) {
      throw new ReadOnlyFileSystemException();
    }
    node(of(path), true);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (type != BasicFileAttributes.class) {
      throw new UnsupportedOperationException(type.getName());
    }
    boolean follow = !Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS);
    return type.cast(new NodeAttributes(node(of(path), follow)));
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return null;
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) {
    throw new UnsupportedOperationException("attributes by name");
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return path.toRealPath().equals(other.toRealPath());
  }

  @Override
  public boolean isHidden(Path path) {
    return false;
  }

  @Override
  public FileStore getFileStore(Path path) {
    throw new UnsupportedOperationException("no store");
  }

  @Override
  public String getScheme() {
    return IsoPath.SCHEME;
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    return getFileSystem(uri);
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return IsoPath.of(uri).getFileSystem();
  }

  @Override
  public Path getPath(URI uri) {
    return IsoPath.of(uri);
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void delete(Path path) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
    throw new ReadOnlyFileSystemException();
  }
}
