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
   * What a script does at most.
   *
   * @param command the first that may notice whether its package is unpacked already, or what else
   *     is; empty where there is none
   * @param paths absolute patterns of the shell, for what the script looks for or changes up to
   *     there; where the package has something there, the script can tell
   * @param made directories that the script makes or whose programs it runs
   */
  public record Findings(Optional<String> command, Set<String> paths, Set<String> made) {
    /** Policy 12.3: what is there has no use for scripts. */
    private static final String DOCUMENTATION = "/usr/share/doc/";

    public Findings {
      paths = ImmutableSet.copyOf(paths);
      made = ImmutableSet.copyOf(made);
    }

    /** Returns whether the script does the same whatever is configured before it is run. */
    public boolean isIndependent() {
      return command.isEmpty()
          && made.isEmpty()
          && paths.stream().allMatch(path -> path.startsWith(DOCUMENTATION));
    }
  }

  /**
   * Returns what a script does.
   *
   * @param packageName whose script it is
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
