package org.cmimage.core.verify;

import java.io.IOException;
import java.util.Optional;
import org.cmimage.core.check.ApplicationChecks;
import org.cmimage.core.check.IdentityChecks;
import org.cmimage.core.check.InitramfsCheck;
import org.cmimage.core.check.KernelCheck;
import org.cmimage.core.check.PackageDatabaseCheck;
import org.cmimage.core.check.SystemChecks;
import org.cmimage.core.check.TreeCensus;
import org.cmimage.core.codec.InstalledCodecs;
import org.cmimage.core.finding.Check;
import org.cmimage.core.finding.Findings;
import org.cmimage.core.finding.Inspection;
import org.cmimage.core.finding.Origin;
import org.cmimage.core.format.KernelRelease;
import org.cmimage.core.identity.TreeEvidence;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;

/**
 * The verification of a tree without running any program of it. Stateless and thread-safe. Reads
 * the first bytes of every file, and a few files whole, and keeps none of them: memory is constant
 * except for hard links.
 */
public final class TreeVerifier {
  private TreeVerifier() {}

  /**
   * Compares a tree with the component it is to become. Reports every deviation, not only the
   * first.
   *
   * <p>Errors, which prevent publishing: another distribution than requested; programs, libraries
   * or kernel modules of another machine in the places of the tree's own code; no dynamic loader;
   * packages of another architecture or not completely installed; no kernel with its modules, no
   * initramfs for the newest, or either of another machine; no init program or accounts; in a tree
   * of applications, no marker or that of another component, an application without modulefile, or
   * a whole system. Only subjects of the component's kind are checked.
   *
   * <p>Warnings: links that lead above the root or, among applications, to nowhere; device nodes
   * outside {@code /dev}, nodes writable for all, data that {@link
   * org.cmimage.core.scrub.IdentityScrub} should have removed, and further private keys.
   *
   * @throws IOException only where the tree cannot be read; defects of its content are findings
   */
  public static VerificationReport verify(Rootfs tree, ComponentName component) throws IOException {
    return verify(tree, component, Origin.MADE_HERE);
  }

  /**
   * Verifies a tree of this origin. The identity of a tree made elsewhere has to be right: it is an
   * error if it is empty, another component, has no program of the architecture, or, for a tree of
   * applications without marker, mostly programs of another. Merely missing parts are warnings, see
   * {@link Origin#MADE_ELSEWHERE}.
   */
  public static VerificationReport verify(Rootfs tree, ComponentName component, Origin origin)
      throws IOException {
    return verify(tree, component, origin, (parent, path, status) -> {});
  }

  /**
   * Verifies a tree of this origin in the same way.
   *
   * @param beside visits every node on the one walk over the tree
   */
  public static VerificationReport verify(
      Rootfs tree, ComponentName component, Origin origin, Rootfs.Visitor beside)
      throws IOException {
    Findings findings = new Findings(origin, component.kind());
    Inspection inspection =
        new Inspection(tree, component, InstalledCodecs.decompression(), findings);
    return verify(inspection, origin, beside);
  }

  /**
   * Returns the newest kernel in a software image that nodes can boot: with its modules, and for
   * the architecture.
   */
  public static Optional<String> bootableKernel(Rootfs image, ArchOs archOs) throws IOException {
    ComponentName component = new ComponentName(ComponentKind.SOFTWARE_IMAGE, archOs);
    Findings unused = new Findings(Origin.MADE_ELSEWHERE, component.kind());
    Inspection inspection = new Inspection(image, component, compressed -> compressed, unused);
    return KernelCheck.run(inspection).map(KernelRelease::text);
  }

  static VerificationReport verify(Inspection inspection, Origin origin, Rootfs.Visitor beside)
      throws IOException {
    TreeEvidence evidence = new TreeEvidence();
    Inspection ofFiles = inspection.apart(origin);
    TreeCensus census;
    Optional<KernelRelease> kernel;
    try (BackgroundTask<Optional<KernelRelease>> files =
        new BackgroundTask<>("verify-files", () -> checkFiles(ofFiles))) {
      census = TreeCensus.of(inspection, evidence, beside);
      evidence.readFiles(inspection.tree());
      kernel = files.get();
    }
    if (origin == Origin.MADE_ELSEWHERE && evidence.isEmpty()) {
      kernel = Optional.empty();
      inspection
          .findings()
          .incomplete(
              Check.COMPONENT,
              TreePath.ROOT,
              inspection.component().kind().label(),
              "an empty directory");
    } else {
      inspection.findings().addAll(ofFiles.findings());
      census.report();
      checkIdentity(inspection, evidence, origin);
    }
    return new VerificationReport(
        inspection.findings().sorted(),
        kernel.map(KernelRelease::text),
        evidence.machines(),
        census.nodes(),
        census.bytes(),
        evidence.identity());
  }

  /** Runs the checks that need no evidence from the walk. */
  private static Optional<KernelRelease> checkFiles(Inspection inspection) throws IOException {
    SystemChecks.run(inspection);
    ApplicationChecks.run(inspection);
    Optional<KernelRelease> kernel = KernelCheck.run(inspection);
    if (kernel.isPresent()) {
      InitramfsCheck.run(inspection, kernel.get());
    }
    return kernel;
  }

  private static void checkIdentity(Inspection inspection, TreeEvidence evidence, Origin origin)
      throws IOException {
    IdentityChecks.marker(inspection, evidence);
    if (origin == Origin.MADE_ELSEWHERE) {
      IdentityChecks.identity(inspection, evidence);
    }
    PackageDatabaseCheck.run(inspection, evidence.clues());
  }
}
