package org.cmimage.sources.iso.vfs;

import java.io.IOException;
import java.util.Collection;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.Selectors;
import org.apache.commons.vfs2.provider.AbstractFileName;
import org.apache.commons.vfs2.provider.AbstractFileSystem;
import org.cmimage.sources.bytes.FileBytes;
import org.cmimage.sources.iso.IsoImage;
import org.jspecify.annotations.Nullable;

/** The file system of one image. The manager closes it, and may open it again. */
final class IsoFileSystem extends AbstractFileSystem {
  private final FileObject file;
  private @Nullable FileBytes bytes;
  private @Nullable IsoImage image;

  IsoFileSystem(AbstractFileName root, FileObject file, FileSystemOptions options) {
    super(root, file, options);
    this.file = file;
  }

  /** Opens the image at its first use, and returns it. */
  synchronized IsoImage image() throws IOException {
    if (image == null) {
      FileBytes opened =
          FileBytes.open(file.getFileSystem().replicateFile(file, Selectors.SELECT_SELF).toPath());
      try {
        image = IsoImage.open(opened);
        bytes = opened;
      } catch (IOException e) {
        opened.close();
        throw e;
      }
    }
    return image;
  }

  @Override
  protected synchronized void doCloseCommunicationLink() {
    FileBytes opened = bytes;
    image = null;
    bytes = null;
    if (opened != null) {
      try {
        opened.close();
      } catch (IOException e) {
        throw new IllegalStateException("cannot close " + opened.name(), e);
      }
    }
  }

  @Override
  protected FileObject createFile(AbstractFileName name) throws FileSystemException {
    return new IsoFileObject(name, this);
  }

  @Override
  protected void addCapabilities(Collection<Capability> capabilities) {
    capabilities.addAll(IsoFileProvider.CAPABILITIES);
  }
}
