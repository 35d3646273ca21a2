package org.cmimage.core.check;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.finding.Check;
import org.cmimage.core.finding.Findings;
import org.cmimage.core.finding.Inspection;
import org.cmimage.core.format.KernelPlaces;
import org.cmimage.core.format.KernelRelease;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.tree.TreePath;

/** The check whether the newest kernel has an initramfs, and for which machine its programs are. */
public final class InitramfsCheck {
  private final Inspection inspection;
  private final Findings findings;
  private final KernelRelease kernel;

  private InitramfsCheck(Inspection inspection, KernelRelease kernel) {
    this.inspection = inspection;
    this.findings = inspection.findings();
    this.kernel = kernel;
  }

  /** Checks the initramfs of a kernel. */
  public static void run(Inspection inspection, KernelRelease kernel) throws IOException {
    if (inspection.applies(Check.INITRAMFS)) {
      new InitramfsCheck(inspection, kernel).run();
    }
  }

  private void run() throws IOException {
    List<TreePath> candidates = KernelPlaces.initramfs(kernel.text());
    for (TreePath path : candidates) {
      Optional<InputStream> file = inspection.tree().openFile(path);
      if (file.isPresent()) {
        try (InputStream in = file.get()) {
          read(path, in);
        }
        return;
      }
    }
    findings.incomplete(
        Check.INITRAMFS, candidates.get(0), "the initramfs of kernel " + kernel, "none");
  }

  private void read(TreePath path, InputStream in) throws IOException {
    try {
      report(
          path, InitramfsContent.read(in, inspection.architecture(), inspection.decompression()));
    } catch (HostCallException e) {
      throw e;
    } catch (InitramfsContent.UnknownFormat e) {
      findings.warning(Check.INITRAMFS, path, "an initramfs that can be examined", message(e));
    } catch (EOFException e) {
      findings.incomplete(Check.INITRAMFS, path, "a whole initramfs", "one that is cut short");
    } catch (FaultException e) {
      // Anything but damage is an error of the host, not of the tree.
      if (e.code() != ErrorCode.SOURCE_CORRUPT) {
        throw e;
      }
      findings.incomplete(Check.INITRAMFS, path, "a whole initramfs", message(e));
    } catch (IOException e) {
      findings.incomplete(Check.INITRAMFS, path, "a whole initramfs", message(e));
    }
  }

  private static String message(IOException e) {
    return String.valueOf(e.getMessage());
  }

  private void report(TreePath path, InitramfsContent content) {
    String wanted = inspection.architecture().unameName();
    content
        .foreign()
        .forEach(
            (machine, paths) ->
                findings.mismatch(Check.INITRAMFS, path, wanted, machine + " in its " + paths));
    if (content.wantedPrograms() == 0) {
      findings.mismatch(Check.INITRAMFS, path, wanted + " programs", "none");
    }
    if (content.keys().first().isPresent()) {
      findings.warning(
          Check.INITRAMFS,
          path,
          "no private keys, which all nodes would share",
          "its " + content.keys());
    }
    if (!content.hasInit()) {
      findings.incomplete(Check.INITRAMFS, path, "/init", "none");
    }
    boolean hasModules = !content.moduleReleases().isEmpty();
    if (hasModules && !content.moduleReleases().contains(kernel.text())) {
      findings.incomplete(
          Check.INITRAMFS,
          path,
          "modules of " + kernel,
          "those of " + String.join(", ", content.moduleReleases().stream().sorted().toList()));
    }
  }
}
