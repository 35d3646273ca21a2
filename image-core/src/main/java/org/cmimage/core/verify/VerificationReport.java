package org.cmimage.core.verify;

import com.google.common.collect.ImmutableSortedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.finding.Finding;
import org.cmimage.core.identity.TreeIdentity;

/**
 * The identity of a tree, and its defects.
 *
 * @param findings all findings, errors first
 * @param kernelRelease the newest kernel it can boot, such as {@code 6.1.0-49-arm64}
 * @param machines the number of ELF files of each machine type, by names such as {@code aarch64}
 * @param files number of nodes in it
 * @param bytes sum of its regular files' sizes, hard links counted once
 * @param identity the identity concluded from its content, with reasons
 */
public record VerificationReport(
    List<Finding> findings,
    Optional<String> kernelRelease,
    Map<String, Long> machines,
    long files,
    long bytes,
    TreeIdentity identity) {
  public VerificationReport {
    findings = List.copyOf(findings);
    machines = ImmutableSortedMap.copyOf(machines);
  }

  /** Returns the same result with a further finding, which comes first. */
  public VerificationReport with(Finding finding) {
    List<Finding> all = new ArrayList<>(List.of(finding));
    all.addAll(findings);
    return new VerificationReport(all, kernelRelease, machines, files, bytes, identity);
  }

  /** Returns the findings that prevent publishing. */
  public List<Finding> errors() {
    return findings.stream().filter(f -> f.severity() == Finding.Severity.ERROR).toList();
  }
}
