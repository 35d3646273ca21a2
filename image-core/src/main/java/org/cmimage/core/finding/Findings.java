package org.cmimage.core.finding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.finding.Finding.Severity;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ComponentKind;

/** A collection of findings. Not thread-safe: walks add theirs when they have ended. */
public final class Findings {
  private static final Comparator<Finding> WITHIN_A_CHECK =
      Comparator.comparing(Finding::path)
          .thenComparing(Finding::expected)
          .thenComparing(Finding::found);

  private final Map<Check, List<Finding>> found = new EnumMap<>(Check.class);
  private final Origin origin;
  private final ComponentKind kind;

  /** Makes an empty collection for a tree that is to become a component of this kind. */
  public Findings(Origin origin, ComponentKind kind) {
    this.origin = origin;
    this.kind = kind;
  }

  /** Adds a finding: the tree is for another architecture or distribution. */
  public void mismatch(Check check, TreePath path, String expected, String found) {
    add(check, error(ErrorCode.ARCH_OS_MISMATCH, check, path, expected, found));
  }

  /**
   * Adds a finding: something in the tree is missing or damaged; a warning where the tree's origin
   * allows that.
   */
  public void incomplete(Check check, TreePath path, String expected, String found) {
    if (origin.forgives(check, kind)) {
      warning(check, path, expected, found);
      return;
    }
    add(check, error(ErrorCode.IMAGE_INCOMPLETE, check, path, expected, found));
  }

  /** Adds a warning: the tree can be used nevertheless. */
  public void warning(Check check, TreePath path, String expected, String found) {
    add(
        check,
        new Finding(
            Severity.WARNING,
            ErrorCode.IMAGE_INCOMPLETE,
            check.label(),
            path.toString(),
            expected,
            found));
  }

  /** Adds the findings of another thread that has ended. */
  public void addAll(Findings others) {
    others.found.forEach((check, all) -> all.forEach(finding -> add(check, finding)));
  }

  private void add(Check check, Finding finding) {
    found.computeIfAbsent(check, key -> new ArrayList<>()).add(finding);
  }

  private static Finding error(
      ErrorCode code, Check check, TreePath path, String expected, String found) {
    return new Finding(Severity.ERROR, code, check.label(), path.toString(), expected, found);
  }

  /** Returns all findings: errors first, then by check, then by path. */
  public List<Finding> sorted() {
    List<Finding> sorted = new ArrayList<>();
    for (List<Finding> ofOneCheck : found.values()) {
      ofOneCheck.stream().sorted(WITHIN_A_CHECK).forEach(sorted::add);
    }
    sorted.sort(Comparator.comparing(Finding::severity));
    return sorted;
  }
}
