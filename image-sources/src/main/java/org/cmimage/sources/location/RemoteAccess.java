package org.cmimage.sources.location;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.UserAuthenticationData;
import org.apache.commons.vfs2.UserAuthenticator;
import org.apache.commons.vfs2.impl.DefaultFileSystemConfigBuilder;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.UriParser;
import org.apache.commons.vfs2.provider.http5.Http5FileNameParser;
import org.apache.commons.vfs2.provider.http5.Http5FileSystemConfigBuilder;
import org.apache.commons.vfs2.provider.http5s.Http5sFileNameParser;
import org.apache.commons.vfs2.provider.sftp.IdentityInfo;
import org.apache.commons.vfs2.provider.sftp.SftpFileProvider;
import org.apache.commons.vfs2.provider.sftp.SftpFileSystemConfigBuilder;
import org.cmimage.core.catalog.Login;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.access.ProxyServer;
import org.cmimage.sources.access.ServerAccess;

/**
 * Configures Commons VFS for the supported kinds of addresses: time limits, the user and password
 * of an {@code http:} URL, host keys and the user's own keys for {@code sftp:}.
 */
final class RemoteAccess {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Pattern WITH_USER =
      Pattern.compile("(https?://)([^/@:]*)(?::([^/]*))?@(.*)", Pattern.CASE_INSENSITIVE);

  private RemoteAccess() {}

  /** Starts a manager; to be closed. */
  static DefaultFileSystemManager start() throws FileSystemException {
    DefaultFileSystemManager manager = new DefaultFileSystemManager();
    manager.addProvider("http", new CertifiedHttpProvider(Http5FileNameParser.getInstance()));
    manager.addProvider("https", new CertifiedHttpProvider(Http5sFileNameParser.getInstance()));
    manager.addProvider("sftp", new SftpFileProvider());
    manager.init();
    return manager;
  }

  /** Returns the file at a URL; does not contact its server. */
  static FileObject resolve(DefaultFileSystemManager manager, String url) throws IOException {
    return resolve(manager, url, ServerAccess.of(Path.of("/etc/apt"), System.getenv()));
  }

  /** Returns the file at a URL, to be reached as {@code access} specifies. */
  static FileObject resolve(DefaultFileSystemManager manager, String url, ServerAccess access)
      throws IOException {
    FileSystemOptions options = new FileSystemOptions();
    // by RFC 3986 in any case of letters, which Commons VFS does not find
    int scheme = url.indexOf(':');
    String address = url.substring(0, scheme).toLowerCase(Locale.ROOT) + url.substring(scheme);
    if (address.startsWith("sftp:")) {
      forSftp(options);
      return manager.resolveFile(withUser(address), options);
    }
    Http5FileSystemConfigBuilder http = Http5FileSystemConfigBuilder.getInstance();
    http.setConnectionTimeout(options, TIMEOUT);
    http.setSoTimeout(options, TIMEOUT);
    http.setHostnameVerificationEnabled(options, true);
    Matcher user = WITH_USER.matcher(address);
    String plain = user.matches() ? user.group(1) + user.group(4) : address;
    Optional<URI> uri = parsed(plain);
    if (uri.isPresent()) {
      setProxy(options, access.proxy(uri.get()));
    }
    // As a part of the address they would be part of the request, which HttpClient refuses.
    Optional<UrlCredentials> login =
        user.matches()
            ? Optional.of(
                new UrlCredentials(
                    decoded(user.group(2)), decoded(user.group(3) == null ? "" : user.group(3))))
            : uri.flatMap(access::login).map(UrlCredentials::of);
    if (login.isPresent()) {
      DefaultFileSystemConfigBuilder.getInstance().setUserAuthenticator(options, login.get());
    }
    return manager.resolveFile(plain, options);
  }

  /** Parses a URL; empty if it is invalid, which Commons VFS reports itself. */
  private static Optional<URI> parsed(String url) {
    try {
      return Optional.of(URI.create(url)).filter(uri -> uri.getHost() != null);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void setProxy(FileSystemOptions options, Optional<ProxyServer> proxy)
      throws FaultException {
    if (proxy.isEmpty()) {
      return;
    }
    ProxyServer server = proxy.get();
    if (server.scheme() == ProxyServer.Scheme.SOCKS5H) {
      throw new FaultException(
          ErrorCode.INVALID_CONFIGURATION,
          "cannot fetch a file through proxy " + server,
          "SOCKS is for packages alone",
          new Remedy.Advice("fetch the file by hand and give its path"));
    }
    Http5FileSystemConfigBuilder http = Http5FileSystemConfigBuilder.getInstance();
    http.setProxyScheme(options, server.scheme().name().toLowerCase(Locale.ROOT));
    http.setProxyHost(options, server.host());
    http.setProxyPort(options, server.port());
    if (server.login().isPresent()) {
      http.setProxyAuthenticator(options, UrlCredentials.of(server.login().get()));
    }
  }

  /** The user and password of a URL. */
  private record UrlCredentials(String user, String password) implements UserAuthenticator {
    static UrlCredentials of(Login login) {
      return new UrlCredentials(login.user(), login.password());
    }

    @Override
    public UserAuthenticationData requestAuthentication(UserAuthenticationData.Type[] types) {
      UserAuthenticationData credentials =
          new UserAuthenticationData() {
            @Override
            public void cleanup() {
              // VFS-861: the password would be wiped before the first request.
            }
          };
      credentials.setData(UserAuthenticationData.USERNAME, user.toCharArray());
      credentials.setData(UserAuthenticationData.PASSWORD, password.toCharArray());
      return credentials;
    }
  }

  private static String decoded(String text) throws FileSystemException {
    return UriParser.decode(text);
  }

  /**
   * Returns an address with a user: that of this process, as by ssh(1), unless the address names
   * one.
   */
  private static String withUser(String sftpUrl) {
    return sftpUrl.replaceFirst(
        "^([a-zA-Z]+://)(?=[^/@]*(/|$))",
        "$1" + Matcher.quoteReplacement(System.getProperty("user.name")) + "@");
  }

  private static void forSftp(FileSystemOptions options) throws IOException {
    SftpFileSystemConfigBuilder sftp = SftpFileSystemConfigBuilder.getInstance();
    sftp.setStrictHostKeyChecking(options, "yes");
    sftp.setUserDirIsRoot(options, false);
    sftp.setConnectTimeout(options, TIMEOUT);
    sftp.setSessionTimeout(options, TIMEOUT);
    sftp.setIdentityProvider(options, ownKeys().toArray(IdentityInfo[]::new));
  }

  /** Returns the user's own keys; without them only {@code id_rsa} would be tried. */
  private static List<IdentityInfo> ownKeys() throws IOException {
    Path directory = Path.of(System.getProperty("user.home"), ".ssh");
    List<IdentityInfo> keys = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "id_*")) {
        for (Path file : files) {
          File key = file.toFile();
          if (!key.getName().endsWith(".pub") && key.canRead()) {
            keys.add(new IdentityInfo(key));
          }
        }
      }
    }
    return keys;
  }
}
