package org.cmimage.sources.deb.unpack;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.spi.TreePath;
import org.cmimage.sources.deb.archive.ControlMember;
import org.cmimage.sources.deb.script.Preinst;

/**
 * Which packages are unpacked here, and how.
 *
 * @param base packages that programs of the system need before any package is configured: always
 *     unpacked here, their conffiles in place
 * @param waiting packages that must not be unpacked before others are configured, each with the
 *     name of one of these
 * @param guarded conffiles that are in place whatever package they are of, as something is laid
 *     over them while packages are configured
 */
public record UnpackRules(Set<String> base, Map<String, String> waiting, Set<TreePath> guarded) {
  public UnpackRules {
    base = Set.copyOf(base);
    waiting = Map.copyOf(waiting);
    guarded = Set.copyOf(guarded);
  }

  boolean isBase(String packageName) {
    return base.contains(packageName);
  }

  /**
   * Returns why a package has to be unpacked by the image's own dpkg, in its turn; empty where it
   * makes no difference.
   */
  Optional<String> reasonForDpkg(String packageName, Map<String, ControlMember> control) {
    if (isBase(packageName)) {
      return Optional.empty();
    }
    String before = waiting.get(packageName);
    if (before != null) {
      return Optional.of("it pre-depends on " + before);
    }
    ControlMember preinst = control.get("preinst");
    return preinst == null
        ? Optional.empty()
        : Preinst.firstThatMatters(packageName, preinst.content())
            .map(command -> "its pre-installation script runs " + command);
  }
}
