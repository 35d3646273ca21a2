package org.cmimage.sources.deb.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pre-installation script, as it is run at a first installation: {@code preinst install}. */
public final class Preinst {
  private static final int MAX_LENGTH = 256 << 10;
  private static final Pattern SHELL =
      Pattern.compile("#! ?/bin/(?:ba|da)?sh(?: -[eux]+)?[ \t]*\n(?s:.*)");

  private Preinst() {}

  /**
   * The largest possible effects of a script.
   *
   * @param command the first command that may detect whether its package is unpacked already, or
   *     what else is; empty if there is none
   * @param paths absolute patterns of the shell for the paths that the script examines or changes
   *     up to that command; if the package has one of them, the script can detect it
   * @param made directories that the script makes or whose programs it runs
   */
  public record Findings(Optional<String> command, Set<String> paths, Set<String> made) {
    /** Policy 12.3: scripts must not depend on files here. */
    private static final String DOCUMENTATION = "/usr/share/doc/";

    public Findings {
      paths = ImmutableSet.copyOf(paths);
      made = ImmutableSet.copyOf(made);
    }

    /** Returns whether the script has the same effect whatever is configured before it runs. */
    public boolean isIndependent() {
      return command.isEmpty()
          && made.isEmpty()
          && paths.stream().allMatch(path -> path.startsWith(DOCUMENTATION));
    }
  }

  /**
   * Returns the effects of a script.
   *
   * @param packageName the package of the script
   */
  public static Findings read(String packageName, byte[] script) {
    return read(packageName, script, true);
  }

  /** Returns whether a script does nothing at all, so that it need not be run. */
  public static boolean isIdle(String packageName, byte[] script) {
    return read(packageName, script, false).command().isEmpty();
  }

  private static Findings read(String packageName, byte[] script, boolean active) {
    String text = new String(script, ISO_8859_1);
    Matcher shell = SHELL.matcher(text);
    if (script.length > MAX_LENGTH || !shell.matches()) {
      return any("its interpreter");
    }
    Expansion known =
        new Expansion(
            List.of("install"),
            Map.of(
                "DPKG_ROOT", "",
                "DPKG_MAINTSCRIPT_NAME", "preinst",
                "DPKG_MAINTSCRIPT_PACKAGE", packageName));
    try {
      return DryRun.of(ShellParser.parse(text), known, active);
    } catch (ShellSyntaxException e) {
      return any("syntax that is not understood: " + e.getMessage());
    }
  }

  private static Findings any(String command) {
    return new Findings(Optional.of(command), Set.of(), Set.of());
  }
}
