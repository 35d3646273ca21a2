package org.cmimage.sources.access;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.cmimage.core.catalog.Login;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;

/** The proxy and the login with which servers are contacted. Immutable; thread-safe. */
public final class ServerAccess {
  /** Direct connections without a login. */
  public static final ServerAccess PLAIN =
      new ServerAccess(
          new Proxies(AptConfiguration.of(List.of()), Map.of()), ImmutableList.of(), List.of());

  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_FILES = 500;

  private final Proxies proxies;
  private final ImmutableList<NetrcFile> netrc;
  private final ImmutableList<Repository> repositories;

  private ServerAccess(
      Proxies proxies, Collection<NetrcFile> netrc, Collection<Repository> repositories) {
    this.proxies = proxies;
    this.netrc = ImmutableList.copyOf(netrc);
    this.repositories = ImmutableList.copyOf(repositories);
  }

  /**
   * Reads the settings of this machine. Files that cannot be read are ignored.
   *
   * @param apt the directory of apt's configuration, which need not exist
   * @param environment the variables that may name proxies, and {@code APT_CONFIG}
   */
  public static ServerAccess of(Path apt, Map<String, String> environment) {
    List<Path> configuration = new ArrayList<>();
    Optional.ofNullable(environment.get("APT_CONFIG")).map(Path::of).ifPresent(configuration::add);
    configuration.addAll(parts(apt.resolve("apt.conf.d"), "[A-Za-z0-9_-]+|[A-Za-z0-9_.-]+\\.conf"));
    configuration.add(apt.resolve("apt.conf"));
    List<Path> logins = new ArrayList<>();
    logins.add(apt.resolve("auth.conf"));
    logins.addAll(parts(apt.resolve("auth.conf.d"), "[A-Za-z0-9_.-]+\\.conf"));
    return new ServerAccess(
        new Proxies(AptConfiguration.of(texts(configuration)), environment),
        texts(logins).stream().map(NetrcFile::parse).toList(),
        List.of());
  }

  /** Returns this access with the logins of repositories added. */
  public ServerAccess with(Collection<Repository> others) {
    return new ServerAccess(
        proxies,
        netrc,
        others.stream().filter(repository -> repository.login().isPresent()).distinct().toList());
  }

  /**
   * Returns the login for a URI: that of its repository, else that of apt's configuration; empty
   * for none.
   */
  public Optional<Login> login(URI uri) {
    for (Repository repository : repositories) {
      URI base = URI.create(repository.uri() + "/");
      if (sameServer(base, uri) && uri.getRawPath().startsWith(base.getRawPath())) {
        return repository.login();
      }
    }
    return netrc.stream().flatMap(file -> file.login(uri).stream()).findFirst();
  }

  /**
   * Returns whether two URIs have the same server, so that a login for one may be used for the
   * other.
   */
  public static boolean sameServer(URI one, URI other) {
    return String.valueOf(one.getScheme()).equalsIgnoreCase(other.getScheme())
        && String.valueOf(one.getHost()).equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI uri) {
    int usual = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    return uri.getPort() < 0 ? usual : uri.getPort();
  }

  /**
   * Returns the proxy for a URI; empty for a direct connection.
   *
   * @throws FaultException if the configured address of the proxy is invalid
   */
  public Optional<ProxyServer> proxy(URI uri) throws FaultException {
    try {
      return proxies.of(uri);
    } catch (IllegalArgumentException e) {
      throw new FaultException(
          ErrorCode.INVALID_CONFIGURATION,
          "cannot find the proxy for " + uri.getHost(),
          String.valueOf(e.getMessage()),
          new Remedy.Advice("correct it, or unset it"),
          e);
    }
  }

  /**
   * Returns the settings of apt for the schemes of repositories that are not supported, a sentence
   * each.
   */
  public List<String> notices(Collection<Repository> used) {
    List<String> notices = new ArrayList<>();
    for (String scheme : List.of("http", "https")) {
      if (used.stream()
          .anyMatch(r -> r.uri().toLowerCase(java.util.Locale.ROOT).startsWith(scheme + ":"))) {
        notices.addAll(proxies.notices(scheme));
      }
    }
    return notices;
  }

  private static List<Path> parts(Path directory, String names) {
    TreeSet<Path> files = new TreeSet<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(
              directory, file -> String.valueOf(file.getFileName()).matches(names))) {
        entries.forEach(files::add);
      } catch (IOException | DirectoryIteratorException e) {
        return List.of();
      }
    }
    return files.stream().limit(MAX_FILES).toList();
  }

  private static List<String> texts(List<Path> files) {
    List<String> texts = new ArrayList<>();
    for (Path file : files) {
      if (Files.isRegularFile(file)) {
        try (InputStream in = Files.newInputStream(file)) {
          texts.add(new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
        } catch (IOException e) {
          continue; // apt itself reports it
        }
      }
    }
    return texts;
  }
}
