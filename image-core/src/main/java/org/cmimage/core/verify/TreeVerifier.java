package org.cmimage.core.verify;

import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.Decompression;
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
   * should have removed.
   *
   * @throws IOException only where the tree cannot be read; what is wrong with its content is a
   *     finding
   */
  public static VerificationReport verify(Rootfs tree, ComponentName component) throws IOException {
    Decompression decompression =
        ServiceLoader.load(Decompression.class).findFirst().orElse(compressed -> compressed);
    return verify(tree, component, decompression);
  }

  static VerificationReport verify(
      Rootfs tree, ComponentName component, Decompression decompression) throws IOException {
    Findings findings = new Findings();
    Inspection inspection = new Inspection(tree, component, decompression, findings);
    TreeCensus census = TreeCensus.of(inspection);
    SystemChecks.run(inspection);
    ApplicationChecks.run(inspection);
    PackageDatabaseCheck.run(inspection);
    Optional<KernelRelease> kernel = KernelCheck.run(inspection);
    if (kernel.isPresent()) {
      InitramfsCheck.run(inspection, kernel.get());
    }
    return new VerificationReport(
        findings.sorted(),
        kernel.map(KernelRelease::text),
        census.machines(),
        census.nodes(),
        census.bytes());
  }
}
