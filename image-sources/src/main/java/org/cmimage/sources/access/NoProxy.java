package org.cmimage.sources.access;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.net.InetAddresses;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The hosts that are contacted without a proxy ({@code no_proxy}): names, which include their
 * subdomains, addresses, networks such as {@code 10.0.0.0/8}, each with or without a port, or
 * {@code *}.
 */
record NoProxy(List<String> entries) {
  private static final Splitter LIST = Splitter.on(CharMatcher.anyOf(", \t\n")).omitEmptyStrings();

  static NoProxy parse(String text) {
    return new NoProxy(LIST.splitToList(text.toLowerCase(Locale.ROOT)));
  }

  /** Returns whether the server of a URI is contacted without a proxy. */
  boolean covers(URI uri) {
    String host =
        Optional.ofNullable(uri.getHost())
            .orElse("")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[\\[\\]]", "");
    int usual = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    int port = uri.getPort() < 0 ? usual : uri.getPort();
    return entries.stream().anyMatch(entry -> covers(entry, host, port));
  }

  private static boolean covers(String entry, String host, int port) {
    int slash = entry.indexOf('/');
    if (entry.equals("*")) {
      return true;
    }
    if (slash > 0) {
      return InetAddresses.isInetAddress(host)
          && isIn(entry.substring(0, slash), entry.substring(slash + 1), host);
    }
    int colon = entry.indexOf(':');
    boolean hasPort = colon > 0 && colon == entry.lastIndexOf(':');
    String name = hasPort ? entry.substring(0, colon) : entry.replaceAll("[\\[\\]]", "");
    String domain = name.replaceFirst("^\\*?\\.", "");
    boolean named = host.equals(domain) || host.endsWith("." + domain);
    return named && (!hasPort || entry.substring(colon + 1).equals(String.valueOf(port)));
  }

  private static boolean isIn(String network, String prefix, String host) {
    if (!InetAddresses.isInetAddress(network) || !prefix.matches("\\d{1,3}")) {
      return false;
    }
    byte[] base = InetAddresses.forString(network).getAddress();
    byte[] address = InetAddresses.forString(host).getAddress();
    int bits = Integer.parseInt(prefix);
    if (base.length != address.length || bits > 8 * base.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> i % 8;
      if ((base[i / 8] & mask) != (address[i / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
