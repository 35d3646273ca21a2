package org.cmimage.sources.location;

import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.provider.FileNameParser;
import org.apache.commons.vfs2.provider.http5.Http5FileProvider;
import org.apache.commons.vfs2.provider.http5.Http5FileSystemConfigBuilder;

/**
 * A provider of HTTP and HTTPS for Commons VFS that verifies certificates as Java does. The
 * original one (2.10.0) accepts any certificate, with and without a key store.
 */
final class CertifiedHttpProvider extends Http5FileProvider {
  CertifiedHttpProvider(FileNameParser names) {
    setFileNameParser(names);
  }

  @Override
  protected SSLContext createSSLContext(
      Http5FileSystemConfigBuilder builder, FileSystemOptions options) throws FileSystemException {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new FileSystemException(
          "vfs.provider.http/connect.error", e, "the certificates of this machine");
    }
  }
}
