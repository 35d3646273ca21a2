package org.cmimage.sources.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.cmimage.core.catalog.Login;

/** Configuration files of apt with arbitrary content. */
class AccessProperties {
  @Property(tries = 500)
  void anyConfigurationIsRead(
      @ForAll
          @StringLength(max = 120)
          @AlphaChars
          @Chars({'{', '}', ';', '"', '/', '*', '#', ':', ' ', '\n'})
          String text) {
    AptConfiguration read =
        AptConfiguration.of(List.of(text, "}; Acquire::http::Proxy \"http://last:1\";"));
    assertThat(read.get("acquire::HTTP::proxy")).contains("http://last:1");
  }

  @Property(tries = 300)
  void anyLoginFileIsRead(
      @ForAll @StringLength(max = 80) @AlphaChars @Chars({' ', '\n', '\t', ':', '/'}) String text) {
    NetrcFile read = NetrcFile.parse(text + "\nmachine https://h login u password p\n");
    assertThat(read.machines()).isNotEmpty();
  }

  @Property(tries = 500)
  void aLoginIsTakenOutOfAUriWhole(
      @ForAll @StringLength(min = 1, max = 20) @AlphaChars @Chars({'@', ':', '%', '+', '!'})
          String password) {
    String quoted = password.replace("%", "%25").replace("@", "%40").replace(":", "%3A");
    for (String written : List.of(quoted, password.replace("%", "%25"))) {
      String uri = "https://bob:" + written + "@h.example.org/x@2/";
      assertThat(Login.in(uri)).contains(new Login("bob", password));
      assertThat(Login.without(uri)).isEqualTo("https://h.example.org/x@2/");
      assertThat(URI.create(Login.without(uri)).getHost()).isEqualTo("h.example.org");
    }
  }
}
