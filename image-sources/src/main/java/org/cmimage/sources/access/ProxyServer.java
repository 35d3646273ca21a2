package org.cmimage.sources.access;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.cmimage.core.catalog.Login;

/**
 * A proxy server.
 *
 * @param scheme the protocol spoken with it
 * @param host its name or address
 * @param port its port
 * @param login the user that authenticates to it
 */
public record ProxyServer(Scheme scheme, String host, int port, Optional<Login> login) {
  /** The protocol spoken with a proxy. */
  public enum Scheme {
    HTTP(80),
    HTTPS(443),
    /** SOCKS 5 with name resolution by the proxy. */
    SOCKS5H(1080);

    private final int port;

    Scheme(int port) {
      this.port = port;
    }
  }

  /**
   * Parses the address of a proxy, {@code http://USER:PASSWORD@HOST:PORT}; {@code HOST:PORT} means
   * HTTP.
   *
   * @throws IllegalArgumentException if it is invalid; the message does not contain the password
   */
  static ProxyServer parse(String address) {
    String whole = address.contains("://") ? address : "http://" + address;
    String shown = Login.without(whole);
    String name = whole.substring(0, whole.indexOf(':')).toUpperCase(Locale.ROOT);
    try {
      Scheme scheme = Scheme.valueOf(name.equals("SOCKS5") ? "SOCKS5H" : name);
      URI uri = URI.create(shown);
      if (uri.getHost() == null) {
        throw new IllegalArgumentException("it has no host");
      }
      int port = uri.getPort() < 0 ? scheme.port : uri.getPort();
      return new ProxyServer(scheme, uri.getHost(), port, Login.in(whole));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + shown + "\" is not the address of a proxy; expected one such as http://HOST:PORT");
    }
  }

  /** Returns the address without user and password. */
  @Override
  public String toString() {
    return scheme.name().toLowerCase(Locale.ROOT) + "://" + host + ":" + port;
  }
}
