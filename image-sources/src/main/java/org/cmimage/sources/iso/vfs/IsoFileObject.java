package org.cmimage.sources.iso.vfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.commons.vfs2.FileNotFoundException;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.RandomAccessContent;
import org.apache.commons.vfs2.provider.AbstractFileName;
import org.apache.commons.vfs2.provider.AbstractFileObject;
import org.apache.commons.vfs2.provider.UriParser;
import org.apache.commons.vfs2.util.RandomAccessMode;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.bytes.RandomAccessBytes;
import org.cmimage.sources.iso.IsoFiles;
import org.cmimage.sources.iso.record.DirectoryCursor;
import org.cmimage.sources.iso.record.IsoNode;

/** A file or directory of an image; links are followed. */
final class IsoFileObject extends AbstractFileObject<IsoFileSystem> {
  private final IsoFileSystem fileSystem;
  private Optional<IsoNode> node = Optional.empty();

  IsoFileObject(AbstractFileName name, IsoFileSystem fileSystem) {
    super(name, fileSystem);
    this.fileSystem = fileSystem;
  }

  @Override
  protected void doAttach() throws IOException {
    node = new IsoFiles(fileSystem.image()).find(TreePath.of(getName().getPathDecoded()));
  }

  @Override
  protected void doDetach() {
    node = Optional.empty();
  }

  @Override
  protected FileType doGetType() {
    if (node.isEmpty()) {
      return FileType.IMAGINARY;
    } else if (node.get().isDirectory()) {
      return FileType.FOLDER;
    }
    return node.get().kind() instanceof Kind.Regular ? FileType.FILE : FileType.IMAGINARY;
  }

  private IsoNode node() throws FileSystemException {
    return node.orElseThrow(() -> new FileNotFoundException(getName()));
  }

  private RandomAccessBytes content() throws IOException {
    return fileSystem.image().content(node());
  }

  @Override
  protected long doGetContentSize() throws FileSystemException {
    return node().kind() instanceof Kind.Regular file ? file.size() : 0;
  }

  @Override
  protected InputStream doGetInputStream(int bufferSize) throws IOException {
    return content().stream();
  }

  @Override
  protected RandomAccessContent doGetRandomAccessContent(RandomAccessMode mode) throws IOException {
    if (mode.requestWrite()) {
      throw new FileSystemException("vfs.provider/random-access-write-not-supported.error");
    }
    return new IsoRandomAccess(content());
  }

  @Override
  protected long doGetLastModifiedTime() throws FileSystemException {
    Attributes attributes = node().attributes();
    return TimeUnit.SECONDS.toMillis(attributes.mtimeSeconds())
        + TimeUnit.NANOSECONDS.toMillis(attributes.mtimeNanos());
  }

  @Override
  protected boolean doIsWriteable() {
    return false;
  }

  /** Returns {@code mode}, {@code uid} and {@code gid}, as {@link Integer}s. */
  @Override
  protected Map<String, Object> doGetAttributes() throws FileSystemException {
    Attributes attributes = node().attributes();
    return Map.of("mode", attributes.mode(), "uid", attributes.uid(), "gid", attributes.gid());
  }

  @Override
  protected String[] doListChildren() throws IOException {
    List<String> names = new ArrayList<>();
    DirectoryCursor cursor = fileSystem.image().list(node());
    for (Optional<IsoNode> next = cursor.next(); next.isPresent(); next = cursor.next()) {
      names.add(UriParser.encode(new String(next.get().name(), StandardCharsets.UTF_8)));
    }
    return names.toArray(String[]::new);
  }
}
