package org.cmimage.sources.deb.unpack.database;

import com.google.common.collect.ImmutableSetMultimap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.archive.ControlMember;
import org.cmimage.sources.deb.script.Preinst;
import org.cmimage.sources.deb.unpack.Prerequisites;

/**
 * The rules for which packages are unpacked here, and how.
 *
 * @param base packages that programs of the system need before any package is configured: always
 *     unpacked here, with their conffiles in place
 * @param waiting packages that pre-depend on others beyond the base, each with the names of all
 *     that must be configured before it is unpacked, those that it names itself first
 * @param guarded conffiles of any package that are in place, because a guard covers them while
 *     packages are configured
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

  /** Returns the reason why a package waits, for messages. */
  public String preDependency(String packageName) {
    return "it pre-depends on " + waiting.get(packageName).iterator().next();
  }

  /**
   * Returns the effects of a package's pre-installation script; empty if they do not depend on when
   * the package is unpacked. A package that pre-depends on others may still have to wait for them
   * ({@link Prerequisites}).
   */
  public Optional<Preinst.Findings> preinst(
      String packageName, Map<String, ControlMember> control) {
    ControlMember preinst = control.get("preinst");
    return isBase(packageName) || preinst == null
        ? Optional.empty()
        : Optional.of(Preinst.read(packageName, preinst.content()));
  }

  /**
   * Returns the reason why the image's own dpkg must unpack a package in its turn because of its
   * pre-installation script, whatever its files are; empty for none.
   */
  public Optional<String> reasonForDpkg(String packageName, Preinst.Findings preinst) {
    if (waiting.containsKey(packageName) && !preinst.isIndependent()) {
      return Optional.of(preDependency(packageName));
    }
    return preinst.command().map(command -> "its pre-installation script runs " + command);
  }
}
