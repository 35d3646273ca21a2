package org.cmimage.core.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cmimage.core.finding.Check;
import org.cmimage.core.finding.Finding;
import org.cmimage.core.finding.Findings;
import org.cmimage.core.identity.OffendingPaths;
import org.cmimage.core.tree.TreePath;

/**
 * Private keys in the places of configuration and state: all nodes would share them, whatever
 * program made them. Reported are those that no rule of {@link
 * org.cmimage.core.scrub.IdentityScrub} covers. Thread-safe.
 */
final class PrivateKeys {
  private static final int MOST = 1000;
  private static final List<TreePath> PLACES =
      List.of(TreePath.of("etc"), TreePath.of("var/lib"), TreePath.of("root"));

  /** PEM (RFC 7468) and OpenSSH's form of it; {@code openssl ecparam} writes parameters first. */
  private static final Pattern BEGIN =
      Pattern.compile("-----BEGIN (?:(?:[A-Z]+ )?PRIVATE KEY|EC PARAMETERS-)");

  private final Set<TreePath> found = ConcurrentHashMap.newKeySet();

  static boolean isPlace(TreePath path) {
    return PLACES.stream().anyMatch(path::startsWith);
  }

  /** Records a file if its first bytes are those of a key. */
  void see(TreePath path, ByteBuffer beginning) {
    if (found.size() < MOST
        && beginning.hasRemaining()
        && beginning.get(beginning.position()) == '-' // true for nearly no other file
        && BEGIN.matcher(ISO_8859_1.decode(beginning.duplicate())).lookingAt()) {
      found.add(path);
    }
  }

  /** Adds one finding for all keys that other findings do not name. */
  void report(Findings findings) {
    Set<String> told =
        findings.sorted().stream()
            .filter(finding -> finding.check().equals(Check.RESIDUE.label()))
            .map(Finding::path)
            .collect(Collectors.toSet());
    OffendingPaths keys = new OffendingPaths();
    found.stream().filter(path -> !told.contains(path.toString())).forEach(keys::add);
    keys.first()
        .ifPresent(
            first ->
                findings.warning(
                    Check.PRIVATE_KEYS,
                    first,
                    "no private key that is not meant for all nodes",
                    keys.toString()));
  }
}
