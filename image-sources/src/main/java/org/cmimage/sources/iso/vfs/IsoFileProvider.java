package org.cmimage.sources.iso.vfs;

import java.util.Collection;
import java.util.List;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystem;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.provider.AbstractLayeredFileProvider;
import org.apache.commons.vfs2.provider.LayeredFileName;

/**
 * Opens ISO 9660 images for reading, as {@code iso:FILE!/PATH}. A standard manager of Commons VFS
 * discovers it; other managers need {@code manager.addProvider("iso", new IsoFileProvider())}. An
 * image that is not a local file is copied to one first, by the manager.
 */
public final class IsoFileProvider extends AbstractLayeredFileProvider {
  static final List<Capability> CAPABILITIES =
      List.of(
          Capability.GET_LAST_MODIFIED,
          Capability.GET_TYPE,
          Capability.LIST_CHILDREN,
          Capability.READ_CONTENT,
          Capability.RANDOM_ACCESS_READ,
          Capability.ATTRIBUTES,
          Capability.URI);

  /** Creates a provider, for the manager. */
  public IsoFileProvider() {}

  @Override
  protected FileSystem doCreateFileSystem(String scheme, FileObject file, FileSystemOptions options)
      throws FileSystemException {
    LayeredFileName root =
        new LayeredFileName(scheme, file.getName(), FileName.ROOT_PATH, FileType.FOLDER);
    return new IsoFileSystem(root, file, options);
  }

  @Override
  public Collection<Capability> getCapabilities() {
    return CAPABILITIES;
  }
}
