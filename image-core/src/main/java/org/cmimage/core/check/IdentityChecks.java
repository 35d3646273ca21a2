package org.cmimage.core.check;

import java.util.Optional;
import org.cmimage.core.finding.Check;
import org.cmimage.core.finding.Findings;
import org.cmimage.core.finding.Inspection;
import org.cmimage.core.identity.ComponentMarker;
import org.cmimage.core.identity.TreeEvidence;
import org.cmimage.core.identity.TreeIdentity;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.rule.ArchOsMatcher;
import org.cmimage.model.rule.Mismatch;

/** The checks whether a tree is the required component: by its marker, else by its content. */
public final class IdentityChecks {
  private static final String MARKER = "a file that names distribution and architecture";

  private final Inspection inspection;
  private final Findings findings;
  private final TreeEvidence evidence;

  private IdentityChecks(Inspection inspection, TreeEvidence evidence) {
    this.inspection = inspection;
    this.findings = inspection.findings();
    this.evidence = evidence;
  }

  /** Compares the marker, which only trees of applications must have. */
  public static void marker(Inspection inspection, TreeEvidence evidence) {
    new IdentityChecks(inspection, evidence).marker();
  }

  /**
   * Compares the identity concluded from the content, where the origin of the tree does not
   * guarantee it.
   */
  public static void identity(Inspection inspection, TreeEvidence evidence) {
    if (evidence.clues().marker().isEmpty()) {
      IdentityChecks checks = new IdentityChecks(inspection, evidence);
      TreeIdentity identity = evidence.identity();
      checks.kind(identity);
      if (inspection.component().kind() == ComponentKind.CM_SHARED) {
        checks.architecture(identity);
      }
    }
  }

  private void marker() {
    Optional<ComponentMarker> marker = evidence.clues().marker();
    if (marker.isEmpty()) {
      if (inspection.applies(Check.MARKER)) {
        String found = evidence.clues().markerFault().orElse("none");
        findings.incomplete(Check.MARKER, ComponentMarker.PATH, MARKER, found);
      }
      return;
    }
    if (marker.get().kind() != inspection.component().kind()) {
      findings.mismatch(
          Check.MARKER,
          ComponentMarker.PATH,
          inspection.component().kind().label(),
          marker.get().kind().label());
    }
    ArchOs requested = inspection.component().archOs();
    for (Mismatch refusal : ArchOsMatcher.refusals(marker.get().archOs(), requested)) {
      findings.mismatch(
          Check.MARKER,
          ComponentMarker.PATH,
          refusal.expected(),
          refusal.found() + " (another " + refusal.what() + ")");
    }
  }

  private void kind(TreeIdentity identity) {
    ComponentKind requested = inspection.component().kind();
    identity
        .kind()
        .value()
        .filter(found -> !TreeIdentity.mayBe(found, requested))
        .ifPresent(
            found ->
                findings.mismatch(
                    Check.COMPONENT,
                    TreePath.ROOT,
                    requested.label(),
                    found.label() + " (" + String.join("; ", identity.kind().why()) + ")"));
  }

  /**
   * Compares the architecture by the programs alone, as there is no marker; accepts a tree without
   * programs.
   */
  private void architecture(TreeIdentity identity) {
    Architecture requested = inspection.architecture();
    String expected = requested + " programs, or " + ComponentMarker.PATH;
    if (identity.programs().isEmpty()) {
      findings.incomplete(Check.MACHINE_TYPE, TreePath.ROOT, expected, "neither");
    } else if (!identity.architecture().value().equals(Optional.of(requested))) {
      TreeIdentity.Programs most = identity.programs().get(0);
      String found = most.machine() + " in " + String.join(", ", most.first());
      findings.mismatch(Check.MACHINE_TYPE, TreePath.ROOT, expected, "mostly " + found);
    }
  }
}
