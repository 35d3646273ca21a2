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
  public String preDependency(String packageName) {
    return "it pre-depends on " + waiting.get(packageName).iterator().next();
  }

  /**
   * Returns what the pre-installation script of a package does; empty where it makes no difference
   * when the package is unpacked. One that pre-depends on others may have to wait for them all the
   * same ({@link Prerequisites}).
   */
  public Optional<Preinst.Findings> preinst(
      String packageName, Map<String, ControlMember> control) {
    ControlMember preinst = control.get("preinst");
    return isBase(packageName) || preinst == null
        ? Optional.empty()
        : Optional.of(Preinst.read(packageName, preinst.content()));
  }

  /**
   * Returns why a pre-installation script demands that the image's own dpkg unpacks its package, in
   * its turn, whatever is in the package; empty where it does not.
   */
  public Optional<String> reasonForDpkg(String packageName, Preinst.Findings preinst) {
    if (waiting.containsKey(packageName) && !preinst.isIndependent()) {
      return Optional.of(preDependency(packageName));
    }
    return preinst.command().map(command -> "its pre-installation script runs " + command);
  }
}
