package org.cmimage.sources.access;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The choice of the proxy for a server, as apt's http method makes it: the configuration of apt for
 * the host, else for all hosts, else {@code http_proxy} and {@code https_proxy}; {@code no_proxy}
 * overrides all of them. Settings for {@code http} are the default for {@code https}. Variables in
 * lower case take precedence over those in upper case.
 */
final class Proxies {
  private final AptConfiguration apt;
  private final Map<String, String> environment;
  private final NoProxy direct;

  Proxies(AptConfiguration apt, Map<String, String> environment) {
    this.apt = apt;
    this.environment = Map.copyOf(environment);
    this.direct = NoProxy.parse(variable("no_proxy").orElse(""));
  }

  /**
   * Returns the proxy for a URI; empty for a direct connection.
   *
   * @throws IllegalArgumentException if the configured address is invalid; the message names where
   *     it comes from
   */
  Optional<ProxyServer> of(URI uri) {
    if (direct.covers(uri)) {
      return Optional.empty();
    }
    String host = Optional.ofNullable(uri.getHost()).orElse("");
    boolean tls = "https".equalsIgnoreCase(uri.getScheme());
    List<String> keys = new ArrayList<>();
    for (String level : List.of("Proxy::" + host, "Proxy")) {
      if (tls) {
        keys.add("Acquire::https::" + level);
      }
      keys.add("Acquire::http::" + level);
    }
    for (String key : keys) {
      Optional<String> value = apt.get(key);
      if (value.isPresent()) {
        return parse(value.get(), key + " of the apt configuration");
      }
    }
    for (String name : tls ? List.of("https_proxy", "http_proxy") : List.of("http_proxy")) {
      Optional<String> value = variable(name);
      if (value.isPresent()) {
        return parse(value.get(), "environment variable " + name);
      }
    }
    return Optional.empty();
  }

  /** Returns the settings of apt for a scheme that are not supported, a sentence each. */
  List<String> notices(String scheme) {
    List<String> notices = new ArrayList<>();
    for (String name : List.of("Proxy-Auto-Detect", "ProxyAutoDetect")) {
      String key = "Acquire::" + scheme + "::" + name;
      if (apt.get(key).isPresent()) {
        notices.add(
            key
                + " of the apt configuration is not supported; set Acquire::"
                + scheme
                + "::Proxy or "
                + scheme
                + "_proxy");
      }
    }
    return notices;
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name))
        .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private static Optional<ProxyServer> parse(String value, String origin) {
    if (value.matches("(?i)direct|false|none|no")) {
      return Optional.empty();
    }
    try {
      return Optional.of(ProxyServer.parse(value));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(origin + ": " + e.getMessage(), e);
    }
  }
}
