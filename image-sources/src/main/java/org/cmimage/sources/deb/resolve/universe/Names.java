package org.cmimage.sources.deb.resolve.universe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.yaml.NearMatches;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Relation;

/** Looks up packages by name, and collects all unknown names. */
public final class Names {
  private final Universe universe;
  private final List<Fault> faults = new ArrayList<>();
  private final List<String> meant = new ArrayList<>();

  /** Creates a lookup in a universe. */
  public Names(Universe universe) {
    this.universe = universe;
  }

  /**
   * Returns the package of a name, or the only one that provides it; empty if the name is unknown.
   */
  public Optional<BinaryPackage> requireInstallable(String name) {
    Optional<BinaryPackage> candidate = universe.candidate(name);
    if (candidate.isPresent()) {
      return candidate;
    }
    List<BinaryPackage> providers =
        universe.satisfying(new Relation(name, Optional.empty(), Optional.empty(), List.of()));
    List<String> provided =
        providers.stream().map(BinaryPackage::name).distinct().sorted().toList();
    if (provided.size() == 1) {
      return Optional.of(providers.get(0));
    }
    List<String> ruledOut = universe.ruledOut(name);
    if (!ruledOut.isEmpty()) {
      add(
          "cannot install package " + name,
          "the version or release asked for, or a preference, allows none of those offered:"
              + " "
              + String.join(", ", ruledOut),
          new Remedy.Choose("package", ruledOut.stream().map(v -> name + "=" + v).toList()));
    } else if (!provided.isEmpty()) {
      add(
          "cannot install package " + name,
          "it is virtual; it is provided by " + String.join(", ", provided),
          new Remedy.Choose("package", provided));
    } else {
      addUnknown("cannot install package ", name, "no repository has it");
    }
    return Optional.empty();
  }

  /** Looks up an excluded package: it need not exist if another depends on it. */
  public void requireMentioned(String name) {
    boolean known =
        universe.candidate(name).isPresent()
            || !universe.ruledOut(name).isEmpty()
            || isMentioned(name);
    if (!known) {
      addUnknown("cannot leave out package ", name, "no repository has it, and nothing needs it");
    }
  }

  /** Looks up a package to remove: one that is installed, or at least exists. */
  public void requireInstalled(String name) {
    if (!universe.installed().containsKey(name) && universe.candidate(name).isEmpty()) {
      List<String> near = NearMatches.amongMany(name, universe.installed().keySet());
      addMissing("cannot remove package ", name, "it is not installed", near, new Remedy.None());
    }
  }

  /** Looks up a package to update, which must be installed. */
  public void requirePresent(String name) {
    if (!universe.installed().containsKey(name)) {
      add(
          "cannot update package " + name,
          "it is not installed",
          new Remedy.Advice("to install it: --install " + name));
    }
  }

  private boolean isMentioned(String name) {
    Pattern word = Pattern.compile("(?<![a-z0-9+.-])" + Pattern.quote(name) + "(?![a-z0-9+.-])");
    for (String each : universe.names()) {
      for (BinaryPackage binary : universe.versions(each)) {
        BinaryPackage.Relations relations = binary.relations();
        for (String field :
            List.of(relations.depends(), relations.preDepends(), relations.provides())) {
          if (field.contains(name) && word.matcher(field).find()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private void addUnknown(String verb, String name, String fact) {
    addMissing(
        verb,
        name,
        fact,
        NearMatches.amongMany(name, universe.names()),
        new Remedy.ExcludePackages(List.of(name)));
  }

  private void addMissing(
      String verb, String name, String fact, List<String> near, Remedy otherwise) {
    if (near.isEmpty()) {
      add(verb + name, fact, otherwise);
      return;
    }
    meant.add(near.get(0) + " for " + name);
    add(
        verb + name,
        fact + "; similar are " + String.join(", ", near),
        new Remedy.Choose("package", near));
  }

  private void add(String attempt, String fact, Remedy cure) {
    faults.add(Fault.of(ErrorCode.PACKAGE_UNKNOWN, attempt, fact, cure));
  }

  /** Fails if a name was unknown, with a line for each. */
  public void failIfUnknown() throws FaultException {
    if (faults.isEmpty()) {
      return;
    }
    Remedy several =
        new Remedy.Advice(
            meant.isEmpty()
                ? "correct these names, or leave them out"
                : "did you mean " + String.join(", ", meant) + "?");
    throw new FaultException(Fault.all(faults, several));
  }
}
