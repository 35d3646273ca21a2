package org.cmimage.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.cmimage.cli.render.Quantity;
import org.cmimage.cli.render.RemedyText;
import org.cmimage.core.boot.BootAudit;
import org.cmimage.core.finding.Finding;
import org.cmimage.core.manifest.TreeDifference;
import org.cmimage.core.manifest.TreeDifference.Change;
import org.cmimage.core.manifest.TreeDifferences;
import org.cmimage.core.record.TreeAudit;
import org.cmimage.core.verify.VerificationReport;

/**
 * The result of verifying a tree again, as text and as JSON.
 *
 * @param all whether each finding and difference is printed, not only the first of each kind
 */
public record VerificationText(TreeAudit audit, boolean all) {
  /** The number printed of each kind unless all are requested. */
  public static final int EXAMPLES = 5;

  /** Returns the findings, the differences from the manifest, and the result. */
  public List<String> lines() {
    VerificationReport report = audit.report();
    List<String> lines = new ArrayList<>();
    Map<String, List<Finding>> kinds =
        report.findings().stream()
            .collect(
                Collectors.groupingBy(
                    finding -> severity(finding) + ": " + finding.check(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    kinds.forEach(
        (kind, findings) ->
            add(
                lines,
                findings.stream().map(finding -> severity(finding) + ": " + finding).toList(),
                findings.size(),
                kind));
    audit
        .changes()
        .ifPresentOrElse(
            changes -> addChanges(lines, changes),
            () -> lines.add("No manifest recorded; contents not compared."));
    audit.byHand().ifPresent(time -> lines.add("changed by hand: last on " + time));
    int errors = report.errors().size();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %s; %d errors, %d warnings; %d files, %s%s",
            audit.component(),
            audit.isRight() ? "OK" : "FAILED",
            errors,
            report.findings().size() - errors,
            report.files(),
            Quantity.bytes(report.bytes()),
            report.kernelRelease().map(kernel -> ", kernel " + kernel).orElse("")));
    return lines;
  }

  private void addChanges(List<String> lines, TreeDifferences changes) {
    add(lines, differences(changes, Change.CHANGED), changes.changed(), "changed");
    add(lines, differences(changes, Change.MISSING), changes.missing(), "missing");
    add(lines, differences(changes, Change.EXTRA), changes.extra(), "added");
    lines.add(
        String.format(
            Locale.ROOT,
            "Since it was published: %d changed, %d missing, %d added, of %d",
            changes.changed(),
            changes.missing(),
            changes.extra(),
            changes.compared()));
  }

  private static List<String> differences(TreeDifferences changes, Change kind) {
    return changes.first().stream()
        .filter(change -> change.change() == kind)
        .map(VerificationText::line)
        .toList();
  }

  private static String line(TreeDifference change) {
    return switch (change.change()) {
      case CHANGED -> "changed: " + change.path() + ": " + String.join("; ", change.facts());
      case MISSING -> "missing: " + change.path();
      case EXTRA -> "added: " + change.path();
    };
  }

  private void add(List<String> lines, List<String> found, long count, String kind) {
    int shown = all ? found.size() : Math.min(EXAMPLES, found.size());
    lines.addAll(found.subList(0, shown));
    if (count > shown) {
      lines.add(kind + ": and " + (count - shown) + " more; for all of them add --all");
    }
  }

  private static Map<String, Object> toMap(TreeDifferences changes) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("compared_count", changes.compared());
    map.put("changed_count", changes.changed());
    map.put("missing_count", changes.missing());
    map.put("added_count", changes.extra());
    map.put("differences", changes.first().stream().map(VerificationText::toMap).toList());
    return map;
  }

  private static Map<String, Object> toMap(TreeDifference change) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("path", change.path().toString());
    map.put("change", change.change().name().toLowerCase(Locale.ROOT));
    map.put("facts", change.facts());
    return map;
  }

  /** Returns everything, for JSON. */
  private static Map<String, Object> toMap(TreeAudit audit) {
    VerificationReport report = audit.report();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("component", audit.component().name());
    map.put("tree", audit.tree().toString());
    map.put("ok", audit.isRight());
    report.kernelRelease().ifPresent(kernel -> map.put("kernel_release", kernel));
    map.put("file_count", report.files());
    map.put("size_bytes", report.bytes());
    map.put("machines", report.machines());
    audit.changes().ifPresent(changes -> map.put("changes", toMap(changes)));
    audit.byHand().ifPresent(time -> map.put("manual_change_time", time));
    map.put("findings", report.findings().stream().map(VerificationText::toMap).toList());
    return map;
  }

  /** Returns everything, for JSON, with what came of a boot. */
  public static Map<String, Object> toMap(BootAudit result, RemedyText remedies) {
    Map<String, Object> map = toMap(result.audit());
    result.report().ifPresent(report -> map.put("boot", new BootText(remedies, report).toMap()));
    return map;
  }

  private static Map<String, Object> toMap(Finding finding) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("severity", severity(finding));
    map.put("code", finding.code().name());
    map.put("check", finding.check());
    map.put("path", finding.path());
    map.put("expected", finding.expected());
    map.put("found", finding.found());
    return map;
  }

  private static String severity(Finding finding) {
    return finding.severity().name().toLowerCase(Locale.ROOT);
  }
}
