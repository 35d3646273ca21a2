package org.cmimage.core.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.cmimage.core.event.StageRelay;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.finding.Finding;
import org.cmimage.core.finding.Origin;
import org.cmimage.core.identity.TreeIdentity;
import org.cmimage.core.manifest.TreeManifest;
import org.cmimage.core.plan.PipelinePorts;
import org.cmimage.core.record.Stage;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.verify.TreeVerifier;
import org.cmimage.core.verify.VerificationReport;
import org.cmimage.model.ComponentName;

/** The stage VERIFY of one component. */
record TreeCheck(PipelinePorts ports, ComponentName component, Origin origin, boolean isInPlace) {
  /**
   * Makes a check.
   *
   * @param isInPlace whether the tree is at its component's path already
   */
  TreeCheck {}

  /** Verifies the tree in {@code directory} and rejects it for any error. */
  VerificationReport run(Path directory, StageRelay relay) throws ImageException {
    return run(relay, () -> verify(directory), errors -> true);
  }

  /** Verifies an open tree in the same way; {@code manifest} visits its nodes on the same walk. */
  VerificationReport run(StagedTree staged, TreeManifest.Recorder manifest, StageRelay relay)
      throws ImageException {
    return run(
        relay,
        () -> TreeVerifier.verify(staged.get(), component, origin, manifest),
        errors -> true);
  }

  /**
   * Verifies a tree in the same way, but leaves one for another architecture or distribution to the
   * archOS stage, which reports all components together. Other defects may follow from that one.
   */
  VerificationReport runBeforeBinding(Path directory, StageRelay relay) throws ImageException {
    return run(relay, () -> verify(directory), errors -> !isOfAnother(errors));
  }

  /** A function that examines a tree. */
  private interface Examination {
    VerificationReport report() throws IOException;
  }

  private VerificationReport verify(Path directory) throws IOException {
    try (Rootfs tree = Rootfs.open(ports.calls(), directory)) {
      return TreeVerifier.verify(tree, component, origin);
    }
  }

  private static boolean isOfAnother(List<Finding> errors) {
    return errors.stream().anyMatch(error -> error.code() == ErrorCode.ARCH_OS_MISMATCH);
  }

  /** Verifies a tree; findings that do not reject it become warnings. */
  private VerificationReport run(
      StageRelay relay, Examination examination, Predicate<List<Finding>> isRefused)
      throws ImageException {
    return relay.run(
        Stage.VERIFY,
        progress -> {
          VerificationReport report = examination.report();
          List<Finding> errors = isRefused.test(report.errors()) ? report.errors() : List.of();
          report.findings().stream()
              .filter(finding -> !errors.contains(finding))
              .forEach(finding -> progress.warning(finding.toString()));
          refuse(errors, report.identity());
          return report;
        });
  }

  private void refuse(List<Finding> errors, TreeIdentity identity) throws FaultException {
    if (errors.isEmpty()) {
      return;
    }
    boolean mismatch = isOfAnother(errors);
    throw new FaultException(
        mismatch ? ErrorCode.ARCH_OS_MISMATCH : ErrorCode.IMAGE_INCOMPLETE,
        "cannot publish " + component,
        (mismatch ? "arch/OS does not match: " : "it is not what was asked for: ")
            + errors.stream().map(Finding::toString).collect(Collectors.joining("; ")),
        remedy(identity));
  }

  /**
   * Returns the remedy for a tree with defects: to correct it, as another archive would be no help.
   */
  private Remedy mend() {
    String tree = ports.layout().tree(component).toString();
    return new Remedy.Advice(
        isInPlace
            ? "correct that in " + tree + ", and run the same command again"
            : "correct that in the tree that the archive was made of, make the archive again (tar"
                + " --xattrs --acls --numeric-owner -C DIRECTORY -cf image.tar .), and run the"
                + " same command");
  }

  private Remedy remedy(TreeIdentity identity) {
    return switch (origin) {
      case MADE_HERE -> new Remedy.ReadLogAndResume(ports.layout().log(component));
      case MADE_ELSEWHERE ->
          identity.refusals(component).isEmpty()
              ? mend()
              : new Remedy.TakeAs(component, identity.orElse(component), isInPlace);
    };
  }
}
