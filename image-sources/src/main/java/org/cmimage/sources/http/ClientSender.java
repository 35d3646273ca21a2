package org.cmimage.sources.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;
import org.cmimage.core.catalog.Login;
import org.cmimage.sources.access.ProxyServer;

/**
 * Sends by HttpClient: through tunnels of proxies that require a user and password, through proxies
 * over TLS, and through SOCKS. Keeps a client for each proxy.
 */
final class ClientSender implements Sender {
  private static final int CONNECTIONS = 16;

  private final Limits limits;
  private final ConcurrentMap<ProxyServer, CloseableHttpClient> clients = new ConcurrentHashMap<>();

  ClientSender(Limits limits) {
    this.limits = limits;
  }

  @Override
  public Answer send(Request request) throws IOException {
    ProxyServer proxy = request.proxy().orElseThrow();
    if (proxy.scheme() == ProxyServer.Scheme.SOCKS5H && proxy.login().isPresent()) {
      throw new RefusedException("a user and password for SOCKS are not supported");
    }
    URI uri = request.uri();
    HttpUriRequestBase message = new HttpUriRequestBase(request.method(), uri);
    request.headers().forEach(message::setHeader);
    HttpHost target =
        new HttpHost(uri.getScheme().toLowerCase(Locale.ROOT), uri.getHost(), uri.getPort());
    ClassicHttpResponse response =
        clients.computeIfAbsent(proxy, this::client).executeOpen(target, message, null);
    return new ClientAnswer(response);
  }

  private CloseableHttpClient client(ProxyServer proxy) {
    Timeout connect = Timeout.of(limits.connect());
    Timeout stall = Timeout.of(limits.stall());
    InetSocketAddress address = InetSocketAddress.createUnresolved(proxy.host(), proxy.port());
    PoolingHttpClientConnectionManagerBuilder connections =
        PoolingHttpClientConnectionManagerBuilder.create();
    SocketConfig.Builder socket = SocketConfig.custom().setSoTimeout(stall);
    HttpClientBuilder builder =
        HttpClients.custom()
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableContentCompression()
            .disableCookieManagement()
            .disableDefaultUserAgent()
            .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(stall).build());
    if (proxy.scheme() == ProxyServer.Scheme.SOCKS5H) {
      socket.setSocksProxyAddress(new InetSocketAddress(proxy.host(), proxy.port()));
      connections.setDnsResolver(new NamesAsTheyAre());
    } else {
      HttpHost host =
          new HttpHost(
              proxy.scheme().name().toLowerCase(Locale.ROOT),
              address.getHostString(),
              address.getPort());
      builder.setProxy(host);
      proxy.login().ifPresent(login -> builder.setDefaultCredentialsProvider(known(host, login)));
    }
    connections
        .setTlsSocketStrategy(new DefaultClientTlsStrategy(certificates()))
        .setMaxConnTotal(CONNECTIONS)
        .setMaxConnPerRoute(CONNECTIONS)
        .setDefaultSocketConfig(socket.build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom().setConnectTimeout(connect).setSocketTimeout(stall).build());
    return builder.setConnectionManager(connections.build()).build();
  }

  /** Leaves name resolution to the SOCKS proxy. */
  private static final class NamesAsTheyAre implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      throw new UnknownHostException(host);
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) {
      return List.of(InetSocketAddress.createUnresolved(host, port));
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }

  /** Returns the certificates that Java trusts, as everywhere. */
  private static SSLContext certificates() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  private static BasicCredentialsProvider known(HttpHost proxy, Login login) {
    BasicCredentialsProvider known = new BasicCredentialsProvider();
    known.setCredentials(
        new AuthScope(proxy),
        new UsernamePasswordCredentials(login.user(), login.password().toCharArray()));
    return known;
  }

  private record ClientAnswer(ClassicHttpResponse response) implements Answer {
    @Override
    public int status() {
      return response.getCode();
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
    }

    @Override
    public InputStream body() throws IOException {
      HttpEntity entity = response.getEntity();
      InputStream in = entity == null ? InputStream.nullInputStream() : entity.getContent();
      return new FilterInputStream(in) {
        @Override
        public void close() throws IOException {
          response.close();
        }
      };
    }

    @Override
    public void discard() {
      try (response) {
        HttpEntity entity = response.getEntity();
        if (entity != null) {
          entity.getContent().readNBytes(1 << 16);
        }
      } catch (IOException e) {
        return; // only the status matters
      }
    }
  }
}
