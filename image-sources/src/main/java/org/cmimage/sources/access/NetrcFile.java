package org.cmimage.sources.access;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cmimage.core.catalog.Login;

/**
 * A file of apt_auth.conf(5): {@code machine [SCHEME://]HOST[:PORT][/PATH] login USER password
 * PASSWORD}. A machine without a scheme applies to {@code https} alone, so that no password is sent
 * unencrypted unless the file asks for it.
 */
record NetrcFile(List<Machine> machines) {
  private static final Splitter WORDS = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();

  /** One entry. */
  record Machine(String name, Login login) {
    boolean isFor(URI uri) {
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      int separator = name.indexOf("://");
      String wanted = separator < 0 ? "https" : name.substring(0, separator);
      if (!wanted.equalsIgnoreCase(scheme)) {
        return false;
      }
      String place = separator < 0 ? name : name.substring(separator + 3);
      String host = String.valueOf(uri.getHost());
      String withPort = uri.getPort() < 0 ? host : host + ":" + uri.getPort();
      int slash = place.indexOf('/');
      if (slash < 0) {
        return place.equalsIgnoreCase(host) || place.equalsIgnoreCase(withPort);
      }
      String path = Optional.ofNullable(uri.getRawPath()).orElse("");
      return place.substring(0, slash).equalsIgnoreCase(withPort)
          && path.startsWith(place.substring(slash));
    }
  }

  static NetrcFile parse(String text) {
    List<Machine> machines = new ArrayList<>();
    List<String> words = new ArrayList<>();
    text.lines()
        .filter(line -> !line.strip().startsWith("#"))
        .forEach(line -> WORDS.split(line).forEach(words::add));
    Iterator<String> word = words.iterator();
    String machine = "";
    String user = "";
    String password = "";
    while (word.hasNext()) {
      String keyword = word.next();
      switch (keyword) {
        case "machine" -> {
          add(machines, machine, user, password);
          machine = next(word);
          user = "";
          password = "";
        }
        case "login" -> user = next(word);
        case "password" -> password = next(word);
        default -> {}
      }
    }
    add(machines, machine, user, password);
    return new NetrcFile(List.copyOf(machines));
  }

  private static void add(List<Machine> machines, String name, String user, String password) {
    if (!name.isEmpty() && !(user.isEmpty() && password.isEmpty())) {
      machines.add(new Machine(name, new Login(user, password)));
    }
  }

  private static String next(Iterator<String> words) {
    return words.hasNext() ? words.next() : "";
  }

  /** Returns the login of the first entry that matches a URI; empty if none does. */
  Optional<Login> login(URI uri) {
    return machines.stream().filter(machine -> machine.isFor(uri)).findFirst().map(Machine::login);
  }
}
