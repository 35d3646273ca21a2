package org.cmimage.core.verify;

import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;
import org.cmimage.core.check.ApplicationChecks;
import org.cmimage.core.check.IdentityChecks;
import org.cmimage.core.check.InitramfsCheck;
import org.cmimage.core.check.KernelCheck;
import org.cmimage.core.check.PackageDatabaseCheck;
import org.cmimage.core.check.SystemChecks;
import org.cmimage.core.check.TreeCensus;
import org.cmimage.core.codec.Decompression;
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
 * Examines a tree without running anything of it. Stateless and thread-safe. Reads the first bytes
 * of every file, a few files whole, and holds none of them: memory does not grow with the tree but
 * for hard links.
 */
public final class TreeVerifier {
  private TreeVerifier() {}

  /**
   * Compares a tree with what it is to be. Reports every deviation, not the first.
   *
   * <p>Errors, which forbid publishing: another distribution than requested; programs, libraries or
   * kernel modules of another machine where the tree's own kernel, loader and services run them; no
   * dynamic loader; packages that are of another architecture or not wholly installed; no kernel
   * with its modules, no initramfs for the newest, or either of another machine; no init program or
   * accounts; of a tree of applications, no marker or one of something else, an application without
   * modulefile, or a whole system in its place. What a component of its kind does not have is not
   * looked for.
   *
   * <p>Warnings: links above the root or, among applications, to nowhere; device nodes outside
   * {@code /dev}, what everybody may change, and what {@link org.cmimage.core.scrub.IdentityScrub}
   * should have removed, and further private keys.
   *
   * @throws IOException only where the tree cannot be read; what is wrong with its content is a
   *     finding
   */
  public static VerificationReport verify(Rootfs tree, ComponentName component) throws IOException {
    return verify(tree, component, Origin.MADE_HERE);
  }

  /**
   * Does the same for a tree of this origin. Of a tree made elsewhere, what it is has to be right:
   * it is an error if it is empty, another component, holds no program of the architecture, or, in
   * a tree of applications without marker, programs mostly of another. What it merely lacks is a
   * warning, see {@link Origin#MADE_ELSEWHERE}.
   */
  public static VerificationReport verify(Rootfs tree, ComponentName component, Origin origin)
      throws IOException {
    return verify(tree, component, origin, (parent, path, status) -> {});
  }

  /**
   * Does the same.
   *
   * @param beside is shown every node on the one walk over the tree
   */
  public static VerificationReport verify(
      Rootfs tree, ComponentName component, Origin origin, Rootfs.Visitor beside)
      throws IOException {
    Decompression decompression =
        ServiceLoader.load(Decompression.class).findFirst().orElse(compressed -> compressed);
    Findings findings = new Findings(origin, component.kind());
    return verify(new Inspection(tree, component, decompression, findings), origin, beside);
  }

  /**
   * The newest kernel in a software image that nodes can boot: with its modules, and for the
   * architecture.
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
    try (Aside<Optional<KernelRelease>> files =
        new Aside<>("verify-files", () -> checkFiles(ofFiles))) {
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

  /** What can be looked at without knowing what else there is. */
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
