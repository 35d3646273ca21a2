package org.cmimage.sources.deb.wanted;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.deb.pin.Pin;
import org.cmimage.sources.deb.pin.PreferencesReader;

/**
 * A requested package in apt-get's syntax: a name, {@code NAME=VERSION} (also a glob pattern), or
 * {@code NAME/RELEASE}.
 *
 * @param name of the package
 * @param pin the versions, in the syntax of apt_preferences(5)
 */
public record WantedPackage(String name, Optional<String> pin) {
  private static final Pattern FORM =
      Pattern.compile("([a-z0-9][a-z0-9+.-]*)(?:=([A-Za-z0-9.+:~*?-]+)|/([A-Za-z0-9._-]+))?");

  /** Parses a request. */
  public static WantedPackage parse(String text) throws FaultException {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new FaultException(
          ErrorCode.INVALID_REQUEST,
          "cannot install package \"" + text + "\"",
          "expected NAME, NAME=VERSION or NAME/RELEASE",
          new Remedy.None());
    }
    Optional<String> version = Optional.ofNullable(form.group(2)).map(v -> "version " + v);
    Optional<String> release = Optional.ofNullable(form.group(3)).map(r -> "release " + r);
    return new WantedPackage(form.group(1), version.or(() -> release));
  }

  /** Returns the pins that exclude all versions but the requested one. */
  public List<Pin> pins() throws FaultException {
    if (pin.isEmpty()) {
      return List.of();
    }
    String place = "of package " + name;
    return List.of(
        PreferencesReader.pin(name, pin.get(), String.valueOf(Short.MAX_VALUE), place),
        PreferencesReader.pin(name, "version *", "-1", place));
  }
}
