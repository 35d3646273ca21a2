package org.cmimage.core.verify;

import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.finding.Finding;
import org.cmimage.core.identity.TreeIdentity;

/**
 * What a tree is, and what is wrong with it.
 *
 * @param findings all of them, errors first
 * @param kernelRelease the newest kernel it can boot, such as {@code 6.1.0-49-arm64}
 * @param machines how many ELF files there are of each machine type, by names such as {@code
 *     aarch64}
 * @param files number of nodes in it
 * @param bytes sum of its regular files' sizes, hard links counted once
 * @param identity what it is by itself, whatever it is to be, and why
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

  /** The findings that forbid publishing. */
  public List<Finding> errors() {
    return findings.stream().filter(f -> f.severity() == Finding.Severity.ERROR).toList();
  }
}
