package org.cmimage.core.check;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cmimage.core.finding.Check;
import org.cmimage.core.finding.Findings;
import org.cmimage.core.finding.Inspection;
import org.cmimage.core.format.rpm.RpmInventory;
import org.cmimage.core.format.rpm.RpmPackage;
import org.cmimage.core.identity.Clues;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.rule.ArchOsMatcher;
import org.cmimage.model.rule.Mismatch;

/**
 * The check whether rpm's database can be read, and is for the architecture and the distribution.
 */
final class RpmDatabaseCheck {
  private static final TreePath PLACE = TreePath.of("var/lib/rpm");

  /**
   * Vendors whose systems must have such a database; that of another system is checked if present.
   */
  private static final ImmutableSet<String> RPM_VENDORS =
      ImmutableSet.of(
          "almalinux", "centos", "fedora", "opensuse", "oraclelinux", "rhel", "rocky", "sles");

  private static final String ANY = "noarch";

  private final Findings findings;
  private final ArchOs requested;

  private RpmDatabaseCheck(Inspection inspection) {
    this.findings = inspection.findings();
    this.requested = inspection.component().archOs();
  }

  static void run(Inspection inspection, Clues clues) {
    RpmDatabaseCheck check = new RpmDatabaseCheck(inspection);
    if (clues.rpmFault().isPresent()) {
      check.findings.incomplete(
          Check.PACKAGE_DATABASE,
          PLACE,
          "a database in order",
          "a damaged one: " + clues.rpmFault().get());
      return;
    }
    Optional<RpmInventory> inventory = clues.rpm();
    if (inventory.isPresent()) {
      check.compare(inventory.get());
    } else if (RPM_VENDORS.contains(check.requested.distribution().vendor())) {
      check.findings.incomplete(Check.PACKAGE_DATABASE, PLACE, "rpm's database", "none");
    }
  }

  private void compare(RpmInventory inventory) {
    TreePath path = inventory.database();
    if (inventory.packages() == 0) {
      findings.incomplete(Check.PACKAGE_DATABASE, path, "installed packages", "none");
    }
    for (TreePath other : inventory.others()) {
      findings.warning(Check.PACKAGE_DATABASE, other, "one database", "another beside " + path);
    }
    inventory.byArchitecture().keySet().forEach(name -> compare(inventory, name));
    inventory
        .distribution()
        .ifPresent(
            found -> {
              ArchOs named = new ArchOs(requested.architecture(), found);
              for (Mismatch refusal : ArchOsMatcher.refusals(named, requested)) {
                findings.mismatch(
                    Check.PACKAGE_DATABASE,
                    path,
                    refusal.expected(),
                    refusal.found() + ", as " + inventory.release().orElseThrow() + " says");
              }
            });
  }

  private void compare(RpmInventory inventory, String name) {
    Architecture wanted = requested.architecture();
    if (name.equals(ANY) || isNative(name, wanted)) {
      return;
    }
    String what = name.equals(RpmPackage.NO_ARCHITECTURE) ? "no architecture" : name;
    String found = what + ": " + names(inventory, name);
    if (wanted == Architecture.X86_64 && name.matches("i[3-6]86|athlon|pentium[34]|geode")) {
      // 64-bit repositories offer 32-bit packages beside their own; the architecture's kernels run
      // them.
      findings.warning(
          Check.PACKAGE_DATABASE, inventory.database(), wanted.unameName(), "further " + found);
    } else {
      findings.mismatch(Check.PACKAGE_DATABASE, inventory.database(), wanted.unameName(), found);
    }
  }

  /**
   * Returns whether the name is rpm's for the architecture, or for a level of it as {@code
   * x86_64_v2}.
   */
  private static boolean isNative(String name, Architecture wanted) {
    String plain = name.toLowerCase(Locale.ROOT).replaceFirst("_v[2-4]$", "");
    return Architecture.find(plain).filter(found -> found == wanted).isPresent();
  }

  private static String names(RpmInventory inventory, String architecture) {
    List<String> first = inventory.firstOf().getOrDefault(architecture, List.of());
    int more = inventory.byArchitecture().getOrDefault(architecture, 0) - first.size();
    return String.join(", ", first) + (more > 0 ? " and " + more + " more" : "");
  }
}
