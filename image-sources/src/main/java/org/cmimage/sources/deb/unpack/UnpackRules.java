package org.cmimage.sources.deb.unpack;

import com.google.common.collect.ImmutableSetMultimap;
import java.io.IOException;
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
 * @param waiting packages that pre-depend on others beyond the base, each with the names of all
 *     that have to be configured before it is unpacked, first of those that it names
 * @param guarded conffiles that are in place whatever package they are of, as something is laid
 *     over them while packages are configured
 */
public record UnpackRules(
    Set<String> base, ImmutableSetMultimap<String, String> waiting, Set<TreePath> guarded) {
  public UnpackRules {
    base = Set.copyOf(base);
    guarded = Set.copyOf(guarded);
  }

  boolean isBase(String packageName) {
    return base.contains(packageName);
  }

  /** Returns the words for what a package waits for. */
  String preDependency(String packageName) {
    return "it pre-depends on " + waiting.get(packageName).iterator().next();
  }

  /**
   * Returns why the scripts of a package demand that the image's own dpkg unpacks it, in its turn;
   * empty where they make no difference. A package that pre-depends on others may have to wait for
   * them all the same ({@link Prerequisites}).
   *
   * @param content what the package has
   */
  Optional<String> reasonForDpkg(
      String packageName, Map<String, ControlMember> control, ArchiveContent content)
      throws IOException {
    ControlMember preinst = control.get("preinst");
    if (isBase(packageName) || preinst == null) {
      return Optional.empty();
    }
    Preinst.Findings findings = Preinst.read(packageName, preinst.content());
    if (waiting.containsKey(packageName) && !findings.isIndependent()) {
      return Optional.of(preDependency(packageName));
    }
    if (findings.command().isPresent()) {
      return findings.command().map(command -> "its pre-installation script runs " + command);
    }
    for (String pattern : findings.paths()) {
      if (content.has(pattern)) {
        return Optional.of("its pre-installation script looks at " + pattern);
      }
    }
    return Optional.empty();
  }
}
