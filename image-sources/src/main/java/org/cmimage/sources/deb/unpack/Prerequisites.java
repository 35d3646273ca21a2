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
 * Finds for packages whose own scripts cannot tell the difference whether what they pre-depend on
 * makes one: it may be unpacked in turn itself, or its scripts may say where files of others go and
 * whose they are. Thread-safe.
 */
public final class Prerequisites {
  private static final List<String> SCRIPTS = List.of("preinst", "postinst", "config");
  private static final Pattern COMMENT = Pattern.compile("(?m)^[ \t]*#.*$");
  private static final Pattern PLACES = Pattern.compile("dpkg-(?:divert|statoverride).*");

  /** Uses that change what is there already, too, or nothing. */
  private static final Pattern AT_ONCE =
      Pattern.compile(".*--(?:rename|update|list|listpackage|truename|remove)\\b.*");

  private final ImmutableSetMultimap<String, String> before;

  /** Whether those that pre-depend on a package have to wait for it. */
  private final Map<String, Boolean> decided = new HashMap<>();

  /**
   * Nothing is decided yet.
   *
   * @param before names of the packages that must be configured before one is unpacked
   */
  Prerequisites(ImmutableSetMultimap<String, String> before) {
    this.before = before;
  }

  /** Takes note of a package that is unpacked here, and of what its scripts do. */
  synchronized void unpacked(String packageName, Map<String, ControlMember> control) {
    decided.put(packageName, SCRIPTS.stream().anyMatch(name -> places(control.get(name))));
  }

  /** Takes note of a package that is left to dpkg. */
  synchronized void left(String packageName) {
    decided.put(packageName, true);
  }

  /** Returns whether all is known that a package waits for. */
  synchronized boolean isSettled(String packageName) {
    return decided.keySet().containsAll(before.get(packageName));
  }

  /** Returns whether a package has to be unpacked when what it pre-depends on is configured. */
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
