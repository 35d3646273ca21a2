package org.cmimage.sources.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.catalog.Login;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.fault.FaultException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerAccessTest {
  private static final URI HTTP = URI.create("http://deb.example.org/debian/x");
  private static final URI HTTPS = URI.create("https://deb.example.org/debian/x");

  @TempDir private Path apt;

  @ParameterizedTest
  @CsvSource({
    "http_proxy=http://p:3128, '', http://p:3128, http://p:3128",
    "HTTP_PROXY=http://p:3128, '', http://p:3128, http://p:3128",
    "http_proxy=http://p, https_proxy=http://s:8, http://p:80, http://s:8",
    "http_proxy=p:3128, HTTPS_PROXY=https://s, http://p:3128, https://s:443",
    "http_proxy=http://p:1, no_proxy=example.org, none, none",
    "http_proxy=http://p:1, no_proxy=.example.org, none, none",
    "http_proxy=http://p:1, NO_PROXY='*', none, none",
    "http_proxy=http://p:1, 'no_proxy=a.org, deb.example.org', none, none",
    "http_proxy=http://p:1, no_proxy=xample.org, http://p:1, http://p:1",
    "http_proxy=http://p:1, no_proxy=deb.example.org:443, http://p:1, none",
    "http_proxy=socks5h://p, no_proxy=, socks5h://p:1080, socks5h://p:1080",
    "http_proxy=, https_proxy=http://p:1, none, http://p:1"
  })
  void theEnvironmentNamesProxies(String one, String two, String http, String https)
      throws IOException {
    ServerAccess access = access(one, two);
    assertThat(proxy(access, HTTP)).isEqualTo(http);
    assertThat(proxy(access, HTTPS)).isEqualTo(https);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Acquire::http::Proxy \"http://a:1\";                                   | http://a:1 |"
            + " http://a:1",
        "acquire { HTTP { proxy \"http://a:1\"; }; };                           | http://a:1 |"
            + " http://a:1",
        "Acquire::https::Proxy \"http://a:1\";                                  | http://e:9 |"
            + " http://a:1",
        "Acquire::http::Proxy \"DIRECT\";                                       | none       |"
            + " none",
        "Acquire::http::Proxy \"false\";                                        | none       |"
            + " none",
        "Acquire::http::Proxy \"\";                                             | http://e:9 |"
            + " http://e:9",
        "Acquire::http::Proxy::deb.example.org \"DIRECT\";                      | none       |"
            + " none",
        "Acquire::http::Proxy::other.example.org \"DIRECT\";                    | http://e:9 |"
            + " http://e:9",
        "Acquire::http { Proxy \"http://a:1\"; Proxy::deb.example.org \"http://b:2\"; }; |"
            + " http://b:2 | http://b:2",
        "Acquire::https::Proxy::deb.example.org \"DIRECT\"; Acquire::http::Proxy \"http://a:1\"; |"
            + " http://a:1 | none",
        "// Acquire::http::Proxy \"http://a:1\";                                | http://e:9 |"
            + " http://e:9",
        "/* Acquire::http::Proxy \"http://a:1\"; */                             | http://e:9 |"
            + " http://e:9"
      })
  void aptsConfigurationComesFirst(String configuration, String http, String https)
      throws IOException {
    Files.createDirectories(apt.resolve("apt.conf.d"));
    Files.writeString(apt.resolve("apt.conf.d/10proxy"), configuration + "\n");
    ServerAccess access = access("http_proxy=http://e:9", "");
    assertThat(proxy(access, HTTP)).isEqualTo(http);
    assertThat(proxy(access, HTTPS)).isEqualTo(https);
  }

  @Test
  void laterFilesCountAndOthersAreNotRead() throws IOException {
    Files.createDirectories(apt.resolve("apt.conf.d"));
    Files.writeString(apt.resolve("apt.conf.d/10a"), "Acquire::http::Proxy \"http://a:1\";");
    Files.writeString(apt.resolve("apt.conf.d/20b.conf"), "Acquire::http::Proxy \"http://b:1\";");
    Files.writeString(apt.resolve("apt.conf.d/30c.bak"), "Acquire::http::Proxy \"http://c:1\";");
    assertThat(proxy(access("", ""), HTTP)).isEqualTo("http://b:1");
    Files.writeString(apt.resolve("apt.conf"), "#clear Acquire::http;\n");
    assertThat(proxy(access("", ""), HTTP)).isEqualTo("none");
  }

  @Test
  void detectionIsToldAsNotSupported() throws IOException {
    Files.writeString(apt.resolve("apt.conf"), "Acquire::http::ProxyAutoDetect \"/bin/x\";");
    ServerAccess access = access("", "");
    assertThat(access.notices(List.of(repository("http://a.example.org/debian"))))
        .singleElement()
        .asString()
        .contains("ProxyAutoDetect", "not supported");
    assertThat(access.notices(List.of(repository("file:/srv/debian")))).isEmpty();
  }

  @Test
  void whatIsNoProxyIsToldWithoutItsPassword() throws IOException {
    ServerAccess access = access("http_proxy=gopher://bob:secret@p", "");
    assertThatThrownBy(() -> access.proxy(HTTP))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("environment variable http_proxy: \"gopher://p\"");
  }

  @Test
  void aProxyKnowsItsLoginAndDoesNotShowIt() throws IOException {
    ProxyServer proxy = access("http_proxy=http://bob:s%40cret@p:1", "").proxy(HTTP).orElseThrow();
    assertThat(proxy.login()).contains(new Login("bob", "s@cret"));
    assertThat(proxy).hasToString("http://p:1");
    assertThat(proxy.login().toString()).doesNotContain("bob").doesNotContain("cret");
  }

  @ParameterizedTest
  @CsvSource({
    "no_proxy=10.0.0.0/8, http://10.1.2.3/, none",
    "no_proxy=10.0.0.0/8, http://11.1.2.3/, http://p:1",
    "no_proxy=10.0.0.0/33, http://10.0.0.0/, http://p:1",
    "no_proxy=fd00::/8, http://[fd12::1]/, none",
    "no_proxy=[::1], http://[::1]:80/, none",
    "no_proxy=10.0.0.0/8, http://ten.example.org/, http://p:1"
  })
  void networksAreAskedDirectly(String direct, String uri, String proxy) throws IOException {
    assertThat(proxy(access("http_proxy=http://p:1", direct), URI.create(uri))).isEqualTo(proxy);
  }

  @ParameterizedTest
  @CsvSource({
    "machine deb.example.org, http, none",
    "machine deb.example.org, https, bob",
    "machine http://deb.example.org, http, bob",
    "machine http://deb.example.org, https, none",
    "machine https://DEB.example.org/debian, https, bob",
    "machine deb.example.org/debian/, https, bob",
    "machine deb.example.org/ubuntu, https, none",
    "machine example.org, https, none",
    "machine deb.example.org:8443, https, none"
  })
  void machinesAreThoseOfApt(String machine, String scheme, String user) throws IOException {
    Files.writeString(
        apt.resolve("auth.conf"), "# ours\n" + machine + "\n  login bob\tpassword s#cret\n");
    Optional<Login> login =
        access("", "").login(URI.create(scheme + "://deb.example.org/debian/x"));
    assertThat(login.map(Login::user).orElse("none")).isEqualTo(user);
    login.ifPresent(l -> assertThat(l.password()).isEqualTo("s#cret"));
  }

  @Test
  void portsCountWhereTheyAreNamed() throws IOException {
    Files.createDirectories(apt.resolve("auth.conf.d"));
    Files.writeString(
        apt.resolve("auth.conf.d/a.conf"),
        "machine http://h:8080/x login one password 1 machine http://h login two password 2");
    Files.writeString(apt.resolve("auth.conf.d/b.txt"), "machine http://j login x password y");
    ServerAccess access = access("", "");
    assertThat(access.login(URI.create("http://h:8080/x/y")).map(Login::user)).contains("one");
    assertThat(access.login(URI.create("http://h:8080/z")).map(Login::user)).contains("two");
    assertThat(access.login(URI.create("http://h/x")).map(Login::user)).contains("two");
    assertThat(access.login(URI.create("http://j/x"))).isEmpty();
  }

  @Test
  void aRepositorysLoginIsForItsFilesAlone() throws IOException {
    Repository repository = repository("https://bob:p%40ss%2F@h.example.org/debian/");
    assertThat(repository.uri()).isEqualTo("https://h.example.org/debian");
    assertThat(repository.toString()).doesNotContain("bob", "p%40ss", "p@ss");
    ServerAccess access = access("", "").with(List.of(repository));
    Login login = new Login("bob", "p@ss/");
    assertThat(access.login(URI.create("https://h.example.org/debian/dists/x"))).contains(login);
    assertThat(access.login(URI.create("https://h.example.org:443/debian/pool"))).contains(login);
    assertThat(access.login(URI.create("https://h.example.org/debian-security/x"))).isEmpty();
    assertThat(access.login(URI.create("http://h.example.org/debian/x"))).isEmpty();
    assertThat(access.login(URI.create("https://x.example.org/debian/x"))).isEmpty();
  }

  private ServerAccess access(String... variables) throws IOException {
    Map<String, String> environment = new HashMap<>();
    for (String variable : variables) {
      int equals = variable.indexOf('=');
      if (equals > 0) {
        environment.put(
            variable.substring(0, equals), variable.substring(equals + 1).replace("'", ""));
      }
    }
    return ServerAccess.of(apt, environment);
  }

  private static String proxy(ServerAccess access, URI uri) throws FaultException {
    return access.proxy(uri).map(ProxyServer::toString).orElse("none");
  }

  private static Repository repository(String uri) {
    return new Repository(uri, "s", List.of("c"), List.of("k"), true);
  }
}
