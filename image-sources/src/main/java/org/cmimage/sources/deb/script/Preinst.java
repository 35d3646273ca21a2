package org.cmimage.sources.deb.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pre-installation script, as it is run at a first installation: {@code preinst install}. */
public final class Preinst {
  private static final int MAX_LENGTH = 256 << 10;
  private static final Pattern SHELL =
      Pattern.compile("#! ?/bin/(?:ba|da)?sh(?: -[eux]+)?[ \t]*\n(?s:.*)");

  private Preinst() {}

  /**
   * Returns the first command of a script that may notice whether its package is unpacked already,
   * or what else is; empty where the script does the same in any case, which for most is nothing.
   *
   * @param packageName whose script it is
   */
  public static Optional<String> firstThatMatters(String packageName, byte[] script) {
    return first(packageName, script, true);
  }

  /** Returns whether a script does nothing at all, so that it need not be run. */
  public static boolean isIdle(String packageName, byte[] script) {
    return first(packageName, script, false).isEmpty();
  }

  private static Optional<String> first(String packageName, byte[] script, boolean active) {
    String text = new String(script, ISO_8859_1);
    Matcher shell = SHELL.matcher(text);
    if (script.length > MAX_LENGTH || !shell.matches()) {
      return Optional.of("its interpreter");
    }
    Expansion known =
        new Expansion(
            List.of("install"),
            Map.of(
                "DPKG_ROOT", "",
                "DPKG_MAINTSCRIPT_NAME", "preinst",
                "DPKG_MAINTSCRIPT_PACKAGE", packageName));
    try {
      return DryRun.firstThatMatters(ShellParser.parse(text), known, active);
    } catch (ShellSyntaxException e) {
      return Optional.of("syntax that is not understood: " + e.getMessage());
    }
  }
}
