package org.cmimage.core.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.finding.Check;
import org.cmimage.core.finding.Findings;
import org.cmimage.core.finding.Inspection;
import org.cmimage.core.format.ElfHeader;
import org.cmimage.core.format.OsRelease;
import org.cmimage.core.scrub.IdentityScrub;
import org.cmimage.core.scrub.Residue;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Distribution;
import org.cmimage.model.rule.ArchOsMatcher;
import org.cmimage.model.rule.Mismatch;

/** The checks of single files of a system. */
public final class SystemChecks {
  private static final int OS_RELEASE_LIMIT = 64 * 1024;
  private static final List<TreePath> OS_RELEASE =
      List.of(TreePath.of("etc/os-release"), TreePath.of("usr/lib/os-release"));
  private static final List<TreePath> INIT =
      List.of(
          TreePath.of("sbin/init"),
          TreePath.of("usr/lib/systemd/systemd"),
          TreePath.of("lib/systemd/systemd"));
  private static final TreePath PASSWD = TreePath.of("etc/passwd");

  private final Inspection inspection;
  private final Findings findings;

  private SystemChecks(Inspection inspection) {
    this.inspection = inspection;
    this.findings = inspection.findings();
  }

  /** Runs the checks that apply to the component. */
  public static void run(Inspection inspection) throws IOException {
    SystemChecks checks = new SystemChecks(inspection);
    if (inspection.applies(Check.OS_RELEASE)) {
      checks.osRelease();
    }
    if (inspection.applies(Check.LOADER)) {
      checks.loader();
    }
    if (inspection.applies(Check.INIT)) {
      checks.init();
    }
    if (inspection.applies(Check.ACCOUNTS) && !inspection.hasFile(PASSWD)) {
      checks.findings.incomplete(Check.ACCOUNTS, PASSWD, "a file", "none");
    }
    if (inspection.applies(Check.RESIDUE)) {
      for (Residue residue : IdentityScrub.audit(inspection.tree())) {
        checks.findings.warning(
            Check.RESIDUE,
            residue.path(),
            residue.isOfSite()
                ? "only what is meant for all nodes"
                : "nothing that nodes must not share",
            residue.why());
      }
    }
  }

  private void osRelease() throws IOException {
    for (TreePath path : OS_RELEASE) {
      Optional<byte[]> file = inspection.head(path, OS_RELEASE_LIMIT + 1);
      if (file.isPresent()) {
        compare(path, file.get());
        return;
      }
    }
    findings.incomplete(
        Check.OS_RELEASE, OS_RELEASE.get(0), "a file that names the distribution", "none");
  }

  private void compare(TreePath path, byte[] file) {
    ArchOs requested = inspection.component().archOs();
    if (file.length > OS_RELEASE_LIMIT) {
      String limit = "at most " + OS_RELEASE_LIMIT + " bytes";
      findings.incomplete(Check.OS_RELEASE, path, limit, "more");
      return;
    }
    OsRelease release = OsRelease.parse(file);
    Optional<Distribution> found = release.distribution();
    if (found.isEmpty()) {
      findings.mismatch(Check.OS_RELEASE, path, requested.distribution().id(), release.toString());
      return;
    }
    // The file does not contain the architecture; the machine types of programs show it.
    ArchOs named = new ArchOs(requested.architecture(), found.get());
    for (Mismatch refusal : ArchOsMatcher.refusals(named, requested)) {
      findings.mismatch(
          Check.OS_RELEASE,
          path,
          refusal.expected(),
          refusal.found() + " (another " + refusal.what() + ")");
    }
  }

  private void loader() throws IOException {
    TreePath path = TreePath.of(inspection.architecture().loaderPath());
    String expected = "the dynamic loader of " + inspection.architecture();
    Optional<byte[]> head = inspection.head(path, ElfHeader.LENGTH);
    if (head.isEmpty()) {
      findings.incomplete(Check.LOADER, path, expected, "no such file");
      return;
    }
    Optional<ElfHeader> header = ElfHeader.parse(ByteBuffer.wrap(head.get()));
    if (header.isEmpty()) {
      findings.incomplete(Check.LOADER, path, expected, "no ELF file");
    } else if (!header.get().isFor(inspection.architecture())) {
      findings.mismatch(Check.LOADER, path, expected, "one of " + header.get().machineName());
    }
  }

  private void init() throws IOException {
    for (TreePath path : INIT) {
      if (inspection.hasFile(path)) {
        return;
      }
    }
    findings.incomplete(Check.INIT, INIT.get(0), "a program, or systemd", "none");
  }
}
