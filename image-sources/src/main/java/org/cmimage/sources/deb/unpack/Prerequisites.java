package org.cmimage.sources.deb.unpack;

import com.google.common.collect.ImmutableSetMultimap;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.cmimage.sources.deb.archive.ControlMember;
import org.jspecify.annotations.Nullable;

/**
 * Determines, for packages whose own scripts cannot tell the difference, whether a pre-dependency
 * makes one: it may be unpacked in turn itself, or its scripts may set where files of others go and
 * who owns them. Thread-safe.
 */
public final class Prerequisites {
  private static final List<String> SCRIPTS = List.of("preinst", "postinst", "config");
  private static final Pattern COMMENT = Pattern.compile("(?m)^[ \t]*#.*$");
  private static final Pattern PLACES = Pattern.compile("dpkg-(?:divert|statoverride).*");

  /** Uses that apply to existing files, too, or change nothing. */
  private static final Pattern AT_ONCE =
      Pattern.compile(".*--(?:rename|update|list|listpackage|truename|remove)\\b.*");

  private final ImmutableSetMultimap<String, String> before;

  /** Whether packages that pre-depend on a package have to wait for it. */
  private final Map<String, Boolean> decided = new HashMap<>();

  /**
   * Creates an instance without decisions.
   *
   * @param before names of the packages that must be configured before one is unpacked
   */
  Prerequisites(ImmutableSetMultimap<String, String> before) {
    this.before = before;
  }

  /** Records a package that is unpacked here, with the effects of its scripts. */
  synchronized void unpacked(String packageName, Map<String, ControlMember> control) {
    decided.put(packageName, SCRIPTS.stream().anyMatch(name -> places(control.get(name))));
  }

  /** Records a package that is left to dpkg. */
  synchronized void left(String packageName) {
    decided.put(packageName, true);
  }

  /** Returns whether everything is known that a package waits for. */
  synchronized boolean isSettled(String packageName) {
    return decided.keySet().containsAll(before.get(packageName));
  }

  /** Returns whether a package must be unpacked after its pre-dependencies are configured. */
  synchronized boolean makeADifference(String packageName) {
    return before.get(packageName).stream().anyMatch(name -> decided.getOrDefault(name, false));
  }

  private static boolean places(@Nullable ControlMember script) {
    if (script == null) {
      return false;
    }
    String text = new String(script.content(), StandardCharsets.ISO_8859_1);
    String commands = COMMENT.matcher(text).replaceAll("").replace("\\\n", " ");
    return PLACES
        .matcher(commands)
        .results()
        .anyMatch(use -> !AT_ONCE.matcher(use.group()).matches());
  }
}
