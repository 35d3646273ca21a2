package org.cmimage.sources.iso.path;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.sources.iso.record.IsoNode;
import org.jspecify.annotations.Nullable;

/** The attributes of a file in an image. */
record NodeAttributes(IsoNode node) implements BasicFileAttributes {
  @Override
  public FileTime lastModifiedTime() {
    Attributes attributes = node.attributes();
    return FileTime.from(Instant.ofEpochSecond(attributes.mtimeSeconds(), attributes.mtimeNanos()));
  }

  @Override
  public FileTime lastAccessTime() {
    return lastModifiedTime();
  }

  @Override
  public FileTime creationTime() {
    return lastModifiedTime();
  }

  @Override
  public boolean isRegularFile() {
    return node.kind().type() == NodeType.REGULAR;
  }

  @Override
  public boolean isDirectory() {
    return node.isDirectory();
  }

  @Override
  public boolean isSymbolicLink() {
    return node.kind().type() == NodeType.SYMLINK;
  }

  @Override
  public boolean isOther() {
    return node.kind() instanceof Kind.Special;
  }

  @Override
  public long size() {
    return node.kind() instanceof Kind.Regular file ? file.size() : 0;
  }

  @Override
  public @Nullable Object fileKey() {
    return null;
  }
}
