package org.cmimage.core.scrub;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.scrub.ScrubRule.Scope;
import org.cmimage.core.tree.TreePath;

/**
 * The removal of data that nodes must not share: identities, secrets made on one machine, logs,
 * caches, and leftovers of the build. The tree is hostile input: patterns are matched without
 * following links. Stateless and thread-safe.
 */
public final class IdentityScrub {
  private IdentityScrub() {}

  /** Returns all rules, each with its reason. */
  public static ImmutableList<ScrubRule> rules() {
    ImmutableList.Builder<ScrubRule> rules = ImmutableList.builder();
    HostIdentities.ALL.forEach(identity -> rules.addAll(identity.rules()));
    return rules.addAll(ScrubRules.ALL).build();
  }

  /**
   * Scrubs a tree made of packages. Scrubbing twice has no further effect.
   *
   * @return what was removed or reset, in the order of the rules
   */
  public static List<Residue> scrub(Rootfs tree) throws IOException {
    return new Run(tree, Optional.empty()).scrub().removed();
  }

  /**
   * Scrubs a tree made of packages, except for some paths.
   *
   * @param kept paths that an earlier audit found, and that were left on purpose
   * @return what was removed or reset, in the order of the rules
   */
  public static List<Residue> scrubBut(Rootfs tree, Set<TreePath> kept) throws IOException {
    return new Run(tree, Optional.empty(), kept).scrub().removed();
  }

  /**
   * Scrubs a tree made elsewhere. Data that may be meant for all nodes is kept. Where keys are
   * removed that a service needs, and the tree has systemd and the program that makes them, a unit
   * is added that makes them at a node's boot.
   */
  public static ScrubReport scrubImported(Rootfs tree) throws IOException {
    return new Run(tree, Optional.of(Scope.EVERY_TREE)).scrub();
  }

  /**
   * Returns the matches of the rules, without changing anything; empty for a scrubbed tree. Missing
   * data is no match.
   */
  public static List<Residue> audit(Rootfs tree) throws IOException {
    List<Residue> found = new ArrayList<>();
    for (HostIdentity identity : HostIdentities.ALL) {
      found.addAll(residues(tree, identity.rules(), renewal(tree, identity, false)));
    }
    found.addAll(residues(tree, ScrubRules.ALL, ""));
    return found;
  }

  private static List<Residue> residues(Rootfs tree, List<ScrubRule> rules, String renewal)
      throws IOException {
    List<Residue> found = new ArrayList<>();
    for (ScrubRule rule : rules) {
      for (TreePath path : new RuleAction(tree, rule).find()) {
        found.add(residue(path, rule, renewal));
      }
    }
    return found;
  }

  private static Residue residue(TreePath path, ScrubRule rule, String renewal) {
    return new Residue(path, rule.reason(), renewal, rule.scope() == Scope.OWN_TREES);
  }

  /**
   * Returns how a node of this tree gets its own.
   *
   * @param isAdded whether a service that the tree lacks will be added
   */
  private static String renewal(Rootfs tree, HostIdentity identity, boolean isAdded)
      throws IOException {
    if (identity.renewal() instanceof Renewal.AtBoot boot) {
      NodeService service = boot.service();
      return service.isIn(tree) || isAdded && service.isUsefulIn(tree)
          ? boot.text()
          : service.hasEqualIn(tree)
              ? service.unless() + " makes new ones"
              : "nothing in the tree makes new ones";
    }
    return identity.renewal().text();
  }

  /**
   * One run over a tree.
   *
   * @param only the rules of this scope remove; all where it is empty
   * @param untouched paths to leave unchanged, whatever the rules say
   * @param removed receives what was removed
   * @param kept receives what was left
   */
  private record Run(
      Rootfs tree,
      Optional<Scope> only,
      Set<TreePath> untouched,
      List<Residue> removed,
      List<Residue> kept,
      List<String> services) {
    Run(Rootfs tree, Optional<Scope> only) {
      this(tree, only, Set.of());
    }

    Run(Rootfs tree, Optional<Scope> only, Set<TreePath> untouched) {
      this(tree, only, untouched, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    ScrubReport scrub() throws IOException {
      for (HostIdentity identity : HostIdentities.ALL) {
        String renewal = renewal(tree, identity, only.isPresent());
        if (only.isPresent() && identity.renewal() instanceof Renewal.AtBoot boot) {
          addIfNeeded(identity, boot.service());
        }
        apply(identity.rules(), renewal);
      }
      apply(ScrubRules.ALL, "");
      return new ScrubReport(removed, kept, services);
    }

    /**
     * Adds the service before anything is removed, so that the next run can complete an interrupted
     * one.
     */
    private void addIfNeeded(HostIdentity identity, NodeService service) throws IOException {
      for (ScrubRule rule : identity.rules()) {
        boolean isRemoved = isApplied(rule) && !new RuleAction(tree, rule).find().isEmpty();
        if (isRemoved && !service.isIn(tree) && service.isUsefulIn(tree)) {
          service.add(tree);
          services.add(service.name());
        }
      }
    }

    private boolean isApplied(ScrubRule rule) {
      return only.isEmpty() || rule.scope() == only.get();
    }

    private void apply(List<ScrubRule> rules, String renewal) throws IOException {
      for (ScrubRule rule : rules) {
        RuleAction action = new RuleAction(tree, rule);
        for (TreePath path : action.find()) {
          Residue residue = residue(path, rule, renewal);
          if (isApplied(rule) && !untouched.contains(path)) {
            action.apply(path);
            removed.add(residue);
          } else {
            kept.add(residue);
          }
        }
        action.complete();
      }
    }
  }
}
