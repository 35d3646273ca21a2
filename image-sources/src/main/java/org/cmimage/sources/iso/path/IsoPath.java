package org.cmimage.sources.iso.path;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.bytes.OpenBytes;
import org.jspecify.annotations.Nullable;

/**
 * A path inside an image. Written {@code IMAGE!/data/packages}, and as an address {@code
 * iso:/path/of/IMAGE!/data/packages}.
 */
public final class IsoPath implements Path {
  /** The scheme of addresses. */
  public static final String SCHEME = "iso";

  private static final String INSIDE = "!/";

  private final MediumFiles files;
  private final boolean absolute;
  private final ImmutableList<String> names;

  private IsoPath(MediumFiles files, boolean absolute, List<String> names) {
    this.files = files;
    this.absolute = absolute;
    this.names = ImmutableList.copyOf(names);
  }

  /** Returns the root directory of an image. */
  public static IsoPath rootOf(Path image) {
    return new IsoPath(new MediumFiles(image.toAbsolutePath().normalize()), true, List.of());
  }

  /**
   * Returns the path of an address, which need not exist.
   *
   * @throws IllegalArgumentException if it is not such an address
   */
  public static IsoPath of(URI address) {
    String path = address.getPath();
    if (!SCHEME.equalsIgnoreCase(address.getScheme()) || path == null) {
      throw new IllegalArgumentException("no address inside an image: " + address);
    }
    // A directory on the way to the image may end with an exclamation mark.
    int at = path.indexOf(INSIDE);
    while (at >= 0 && !Files.isRegularFile(Path.of(path.substring(0, at)))) {
      at = path.indexOf(INSIDE, at + 1);
    }
    int end = at >= 0 ? at : path.indexOf(INSIDE);
    if (end < 0) {
      throw new IllegalArgumentException("no address inside an image, IMAGE!/PATH: " + address);
    }
    IsoPath root = rootOf(Path.of(path.substring(0, end)));
    return root.parse(path.substring(end + 1));
  }

  /** Returns the image that contains it. */
  public Path image() {
    return files.image();
  }

  /** Opens the file for reading at any position. */
  public OpenBytes open() throws IOException {
    return IsoPathProvider.open(this);
  }

  IsoPath parse(String text) {
    String prefix = files.image() + "!";
    String inside = text.startsWith(prefix + "/") ? text.substring(prefix.length()) : text;
    return new IsoPath(
        files, inside.startsWith("/"), Splitter.on('/').omitEmptyStrings().splitToList(inside));
  }

  /** Returns the path from the image's root. */
  TreePath inside() {
    return TreePath.of(String.join("/", toAbsolutePath().normalized().names));
  }

  MediumFiles files() {
    return files;
  }

  private IsoPath with(boolean rooted, List<String> other) {
    return new IsoPath(files, rooted, other);
  }

  private IsoPath checked(Path other) {
    if (other instanceof IsoPath path && path.files.equals(files)) {
      return path;
    }
    throw new ProviderMismatchException(other + " is not in " + files.image());
  }

  @Override
  public FileSystem getFileSystem() {
    return files;
  }

  @Override
  public boolean isAbsolute() {
    return absolute;
  }

  @Override
  public @Nullable Path getRoot() {
    return absolute ? with(true, List.of()) : null;
  }

  @Override
  public @Nullable Path getFileName() {
    return names.isEmpty() ? null : with(false, names.subList(names.size() - 1, names.size()));
  }

  @Override
  public @Nullable Path getParent() {
    return names.isEmpty() || names.size() == 1 && !absolute
        ? null
        : with(absolute, names.subList(0, names.size() - 1));
  }

  @Override
  public int getNameCount() {
    return names.size();
  }

  @Override
  public Path getName(int index) {
    return subpath(index, index + 1);
  }

  @Override
  public Path subpath(int beginIndex, int endIndex) {
    if (beginIndex < 0 || endIndex > names.size() || beginIndex >= endIndex) {
      throw new IllegalArgumentException(beginIndex + " to " + endIndex + " of " + this);
    }
    return with(false, names.subList(beginIndex, endIndex));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof IsoPath path
        && path.files.equals(files)
        && path.absolute == absolute
        && path.names.size() <= names.size()
        && names.subList(0, path.names.size()).equals(path.names);
  }

  @Override
  public boolean endsWith(Path other) {
    return other instanceof IsoPath path
        && path.files.equals(files)
        && (path.absolute
            ? equals(path)
            : path.names.size() <= names.size()
                && names
                    .subList(names.size() - path.names.size(), names.size())
                    .equals(path.names));
  }

  @Override
  public Path normalize() {
    return normalized();
  }

  private IsoPath normalized() {
    List<String> result = new ArrayList<>();
    for (String name : names) {
      boolean up = name.equals("..");
      if (up && !result.isEmpty() && !result.get(result.size() - 1).equals("..")) {
        result.remove(result.size() - 1);
      } else if (!name.equals(".") && !(up && absolute)) {
        result.add(name);
      }
    }
    return with(absolute, result);
  }

  @Override
  public Path resolve(Path other) {
    IsoPath path = checked(other);
    if (path.absolute) {
      return path;
    }
    return with(absolute, ImmutableList.<String>builder().addAll(names).addAll(path.names).build());
  }

  @Override
  public Path resolve(String other) {
    return resolve(parse(other));
  }

  @Override
  public Path relativize(Path other) {
    IsoPath path = checked(other);
    if (path.absolute != absolute) {
      throw new IllegalArgumentException("one is absolute, and one is not: " + this + ", " + path);
    }
    int common = 0;
    while (common < names.size()
        && common < path.names.size()
        && names.get(common).equals(path.names.get(common))) {
      common++;
    }
    List<String> result = new ArrayList<>();
    for (int i = common; i < names.size(); i++) {
      result.add("..");
    }
    result.addAll(path.names.subList(common, path.names.size()));
    return with(false, result);
  }

  /** Returns the path as an address; that of a directory has no slash at its end either. */
  @Override
  public URI toUri() {
    try {
      return new URI(SCHEME, null, toAbsolutePath().toString(), null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public IsoPath toAbsolutePath() {
    return with(true, names);
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    files.provider().checkAccess(this);
    return toAbsolutePath().normalized();
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("an image does not change");
  }

  @Override
  public int compareTo(Path other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IsoPath path
        && path.files.equals(files)
        && path.absolute == absolute
        && path.names.equals(names);
  }

  @Override
  public int hashCode() {
    return Objects.hash(files, absolute, names);
  }

  @Override
  public String toString() {
    String inside = String.join("/", names);
    return absolute ? files.image() + INSIDE + inside : inside;
  }
}
