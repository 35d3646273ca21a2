package org.cmimage.core.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.format.DpkgInventory;
import org.cmimage.core.format.KernelImage;
import org.cmimage.core.format.KernelRelease;
import org.cmimage.core.format.OsRelease;
import org.cmimage.core.format.rpm.RpmInventory;
import org.cmimage.core.format.rpm.RpmPackage;
import org.cmimage.core.identity.TreeIdentity.Conclusion;
import org.cmimage.core.identity.TreeIdentity.Programs;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;

/**
 * The conclusions from the evidence. The content that a node would run and read has priority: the
 * machine types of the code over every database, the release file over the marker.
 */
final class Conclusions {
  private final Clues clues;
  private final List<Programs> programs;

  private Conclusions(Clues clues, List<Programs> programs) {
    this.clues = clues;
    this.programs = programs;
  }

  static TreeIdentity of(Clues clues, ProgramCensus census, boolean isEmpty) {
    Conclusions conclusions = new Conclusions(clues, census.programs());
    return new TreeIdentity(
        conclusions.kind(),
        conclusions.distribution(),
        conclusions.architecture(),
        conclusions.programs,
        clues.releases().descendingSet().stream().map(KernelRelease::text).toList(),
        isEmpty);
  }

  private Conclusion<ComponentKind> kind() {
    if (clues.marker().isPresent()) {
      ComponentMarker marker = clues.marker().get();
      return found(
          marker.kind(), "component: " + ComponentMarker.PATH + " says " + marker.kind().label());
    }
    Optional<TreePath> installer = clues.at(Landmark.NODE_INSTALLER);
    if (installer.isPresent()) {
      return found(ComponentKind.NODE_INSTALLER, "component: has " + installer.get());
    }
    Optional<TreePath> init = clues.at(Landmark.INIT);
    if (clues.at(Landmark.OS_RELEASE).isPresent()) {
      return system(init);
    }
    List<String> applications = new ArrayList<>();
    clues.at(Landmark.APPLICATIONS).ifPresent(path -> applications.add(path.toString()));
    clues.at(Landmark.MODULEFILES).ifPresent(path -> applications.add(path.toString()));
    return applications.isEmpty()
        ? unknown(
            "component: has neither "
                + Landmark.OS_RELEASE.paths().get(0)
                + " nor /apps or /modulefiles")
        : found(
            ComponentKind.CM_SHARED,
            "component: has " + String.join(" and ", applications) + ", and no os-release file");
  }

  private Conclusion<ComponentKind> system(Optional<TreePath> init) {
    List<String> has = new ArrayList<>();
    init.ifPresent(path -> has.add("the init program " + path));
    clues.kernels().keySet().stream().findFirst().ifPresent(path -> has.add("the kernel " + path));
    return has.isEmpty()
        ? unknown("component: a system without kernel and init program")
        : found(
            ComponentKind.SOFTWARE_IMAGE, "component: a system with " + String.join(" and ", has));
  }

  private Conclusion<Distribution> distribution() {
    List<String> why = new ArrayList<>();
    Optional<Distribution> found = Optional.empty();
    if (clues.osRelease().isPresent()) {
      OsRelease release = clues.osRelease().get();
      why.add("distribution: " + clues.osReleasePath().orElseThrow() + " has " + release);
      found = release.distribution();
    }
    if (clues.marker().isPresent()) {
      Distribution named = clues.marker().get().archOs().distribution();
      why.add("distribution: " + ComponentMarker.PATH + " says " + named);
      found = found.or(() -> Optional.of(named));
    }
    if (clues.rpm().isPresent()) {
      RpmInventory rpm = clues.rpm().get();
      String release = rpm.release().map(RpmPackage::toString).orElse("no release package");
      why.add("distribution: " + rpm.database() + " has " + release);
      found = found.or(rpm::distribution);
    }
    clues
        .markerFault()
        .ifPresent(fault -> why.add("distribution: " + ComponentMarker.PATH + ": " + fault));
    clues
        .rpmFault()
        .ifPresent(fault -> why.add("distribution: the database of rpm is damaged: " + fault));
    if (why.isEmpty()) {
      why.add("distribution: no os-release file and no " + ComponentMarker.PATH);
    }
    return new Conclusion<>(found, why);
  }

  private Conclusion<Architecture> architecture() {
    List<String> why = new ArrayList<>();
    for (Programs machine : programs) {
      String places =
          machine.inPlace() > 0 ? machine.inPlace() + " of them where code is run, " : "";
      why.add(
          "architecture: ELF files for "
              + machine.machine()
              + ": "
              + machine.count()
              + ", "
              + places
              + "first "
              + String.join(", ", machine.first()));
    }
    clues.dpkg().ifPresent(dpkg -> why.add(packages(dpkg)));
    clues.rpm().ifPresent(rpm -> why.add(packages(rpm)));
    clues.kernels().forEach((path, kernel) -> kernel.ifPresent(k -> why.add(kernel(path, k))));
    clues
        .marker()
        .ifPresent(
            marker ->
                why.add(
                    "architecture: "
                        + ComponentMarker.PATH
                        + " says "
                        + marker.archOs().architecture()));
    if (why.isEmpty()) {
      why.add("architecture: no ELF file, no package database, and no " + ComponentMarker.PATH);
    }
    return new Conclusion<>(mostCode(), why);
  }

  /**
   * Returns the architecture of most of the code; empty where that is for a machine of no known
   * architecture.
   */
  private Optional<Architecture> mostCode() {
    if (!programs.isEmpty()) {
      return ProgramCensus.architecture(programs.get(0).machine());
    }
    Optional<Architecture> own =
        clues.dpkg().flatMap(DpkgInventory::own).flatMap(Architecture::find);
    return own.or(() -> clues.rpm().flatMap(Conclusions::mostPackages))
        .or(() -> clues.marker().map(marker -> marker.archOs().architecture()));
  }

  private static Optional<Architecture> mostPackages(RpmInventory rpm) {
    return rpm.byArchitecture().entrySet().stream()
        .filter(entry -> ProgramCensus.architecture(entry.getKey()).isPresent())
        .max(Map.Entry.comparingByValue())
        .flatMap(entry -> ProgramCensus.architecture(entry.getKey()));
  }

  private static String packages(DpkgInventory dpkg) {
    String own = dpkg.own().orElse("no architecture");
    return "architecture: dpkg lists " + dpkg.packages() + " packages, itself for " + own;
  }

  private static String packages(RpmInventory rpm) {
    return "architecture: " + rpm.database() + " lists packages for " + rpm.byArchitecture();
  }

  private static String kernel(TreePath path, KernelImage kernel) {
    return "architecture: " + path + " is for " + kernel.machine() + " (" + kernel.format() + ")";
  }

  private static Conclusion<ComponentKind> found(ComponentKind kind, String why) {
    return new Conclusion<>(Optional.of(kind), List.of(why));
  }

  private static Conclusion<ComponentKind> unknown(String why) {
    return new Conclusion<>(Optional.empty(), List.of(why));
  }
}
