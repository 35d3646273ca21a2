package org.cmimage.core.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.ElfHeader;
import org.cmimage.core.format.OsRelease;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.model.rule.ArchOsMatcher;
import org.cmimage.model.rule.Mismatch;

/**
 * A check that refuses an archive of another component before all of it is read. It uses only
 * evidence that no later entry can change. Not thread-safe.
 */
final class EarlyRefusal {
  /**
   * The number of programs for another machine from which the architecture is conclusive; fewer are
   * left to verification.
   */
  private static final int ENOUGH = 10;

  private final ComponentName component;
  private final Clues clues;
  private final ForeignCode foreignCode;

  EarlyRefusal(ComponentName component, Clues clues) {
    this.component = component;
    this.clues = clues;
    this.foreignCode =
        new ForeignCode(
            component.archOs().architecture(), component.kind() == ComponentKind.CM_SHARED);
  }

  /**
   * Checks the evidence after each entry.
   *
   * @throws FaultException where it is conclusive
   */
  void check(TreePath path, Optional<ElfHeader> header) throws FaultException {
    header.ifPresent(program -> foreignCode.add(path, program));
    if (header.isEmpty() && !Clues.tellsOfAll(path)) {
      return;
    }
    List<String> reasons = new ArrayList<>();
    clues.marker().ifPresent(marker -> marker(marker, reasons));
    osRelease(reasons);
    foreignCode
        .foreign()
        .forEach(
            (machine, paths) -> {
              if (paths.count() >= ENOUGH) {
                String expected = component.archOs().architecture().unameName();
                reasons.add(new Mismatch("architecture", expected, machine) + " in " + paths);
              }
            });
    if (!reasons.isEmpty()) {
      throw new FaultException(
          ErrorCode.ARCH_OS_MISMATCH,
          "cannot take this as " + component,
          "arch/OS does not match: " + String.join("; ", reasons),
          remedy());
    }
  }

  /** Returns a remedy with the archive's identity, as far as it is known. */
  private Remedy remedy() {
    Optional<Architecture> machine =
        foreignCode.foreign().entrySet().stream()
            .filter(entry -> entry.getValue().count() >= ENOUGH)
            .findFirst()
            .map(entry -> Architecture.find(entry.getKey()))
            .orElse(Optional.of(component.archOs().architecture()));
    if (machine.isEmpty()) {
      return new Remedy.ImportArchive(component);
    }
    Optional<ComponentMarker> marker = clues.marker();
    Optional<Distribution> release =
        clues
            .osRelease()
            .flatMap(OsRelease::distribution)
            .or(() -> marker.map(m -> m.archOs().distribution()));
    return new Remedy.TakeAs(
        component,
        new ComponentName(
            marker.map(ComponentMarker::kind).orElse(component.kind()),
            new ArchOs(
                marker.map(m -> m.archOs().architecture()).orElse(machine.get()),
                release.orElse(component.archOs().distribution()))),
        false);
  }

  private void marker(ComponentMarker marker, List<String> reasons) {
    if (marker.kind() != component.kind()) {
      String expected = component.kind().label();
      reasons.add(
          new Mismatch("component", expected, marker.kind().label())
              + " in "
              + ComponentMarker.PATH);
    }
    refuse(marker.archOs(), ComponentMarker.PATH, reasons);
  }

  /** Checks the release file with the highest priority, or the one it is a link to. */
  private void osRelease(List<String> reasons) {
    boolean isSystem = component.kind() != ComponentKind.CM_SHARED;
    boolean isFirst =
        clues.at(Landmark.OS_RELEASE).equals(Optional.of(Landmark.OS_RELEASE.paths().get(0)));
    if (!isSystem || !isFirst || clues.osRelease().isEmpty()) {
      return;
    }
    clues
        .osRelease()
        .flatMap(OsRelease::distribution)
        .ifPresent(
            found ->
                refuse(
                    new ArchOs(component.archOs().architecture(), found),
                    clues.osReleasePath().orElseThrow(),
                    reasons));
  }

  private void refuse(ArchOs found, TreePath path, List<String> reasons) {
    List<Mismatch> refusals = ArchOsMatcher.refusals(found, component.archOs());
    if (!refusals.isEmpty()) {
      reasons.add(
          refusals.stream().map(Mismatch::toString).collect(Collectors.joining(", "))
              + " in "
              + path);
    }
  }
}
