package org.cmimage.core.boot;

import java.io.IOException;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode.Category;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.finding.Finding;
import org.cmimage.core.image.FinishedImage;
import org.cmimage.core.record.TreeAudit;

/**
 * The result of verifying a tree, with a boot of it as a further check.
 *
 * @param audit the result, with a finding where it does not boot
 * @param report what came of the boot; empty where the tree has nothing to boot
 */
public record BootAudit(TreeAudit audit, Optional<BootReport> report) {
  /**
   * Boots the image of a tree that was verified.
   *
   * @throws FaultException as {@link ImageBoot#run}, except where the tree is the reason
   */
  public static BootAudit of(
      TreeAudit audit, ImageBoot boot, FinishedImage image, BootListener listener)
      throws IOException, InterruptedException {
    BootRequest request =
        new BootRequest(BootRequest.LIMIT, BootRequest.MEMORY_MIB, false, Optional.empty(), false);
    try {
      BootReport report = boot.run(image, request, listener);
      Optional<Finding> finding = report.finding();
      return new BootAudit(
          finding.isPresent() ? audit.with(finding.get()) : audit, Optional.of(report));
    } catch (FaultException e) {
      if (e.code().category() != Category.MISMATCH) {
        throw e;
      }
      return new BootAudit(audit.with(BootReport.finding(e.fault().fact())), Optional.empty());
    }
  }
}
