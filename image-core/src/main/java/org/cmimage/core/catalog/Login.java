package org.cmimage.core.catalog;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A user and password for a server. Never shown: {@code toString} returns only that there is one.
 */
public final class Login {
  private static final Pattern IN_URI =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*:/+)([^/?#\\s]*)@");

  private final String user;
  private final String password;

  /** Makes a login by name. */
  public Login(String user, String password) {
    this.user = user;
    this.password = password;
  }

  /**
   * Returns the login in a URI, {@code scheme://USER:PASSWORD@HOST/}, special characters as %NN;
   * empty where there is none.
   */
  public static Optional<Login> in(String uri) {
    Matcher found = IN_URI.matcher(uri);
    if (!found.lookingAt()) {
      return Optional.empty();
    }
    String both = found.group(2);
    int colon = both.indexOf(':');
    return Optional.of(
        new Login(
            decoded(colon < 0 ? both : both.substring(0, colon)),
            colon < 0 ? "" : decoded(both.substring(colon + 1))));
  }

  /** Returns a text without the logins of the URIs in it. */
  public static String without(String text) {
    return text.indexOf('@') < 0 ? text : IN_URI.matcher(text).replaceAll("$1");
  }

  /** Returns a text in which the logins of URIs are replaced by {@code USER:PASSWORD}. */
  public static String masked(String text) {
    return text.indexOf('@') < 0 ? text : IN_URI.matcher(text).replaceAll("$1USER:PASSWORD@");
  }

  /** Returns the credentials for a server or proxy with the Basic scheme (RFC 7617). */
  public String basic() {
    String both = user + ":" + password;
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the name of the user. */
  public String user() {
    return user;
  }

  /** Returns the password. */
  public String password() {
    return password;
  }

  /** Decodes percent-encoded characters; a percent sign without two digits behind it stays. */
  private static String decoded(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] from = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < from.length; i++) {
      int high = i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
      int low = i + 2 < from.length ? Character.digit(from[i + 2], 16) : -1;
      if (from[i] == '%' && high >= 0 && low >= 0) {
        bytes.write(16 * high + low);
        i += 2;
      } else {
        bytes.write(from[i]);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Login login
        && user.equals(login.user)
        && password.equals(login.password);
  }

  @Override
  public int hashCode() {
    return user.hashCode();
  }

  @Override
  public String toString() {
    return "a user and a password";
  }
}
