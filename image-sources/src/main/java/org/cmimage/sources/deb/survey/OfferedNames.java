package org.cmimage.sources.deb.survey;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSetMultimap;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.survey.SurveyedName;
import org.cmimage.core.survey.SurveyedTwin;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.DebVersion;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.deb.control.Provenance;
import org.cmimage.sources.deb.control.Relation;
import org.cmimage.sources.deb.resolve.universe.LibraryClosure;

/** The packages that some lists offer, by name. */
public final class OfferedNames {
  private final ImmutableListMultimap<String, Placed> packages;
  private final ImmutableSetMultimap<String, String> providers;

  /** A package and where it is offered. */
  private record Placed(BinaryPackage binary, String place) {
    SurveyedName.Version version() {
      return new SurveyedName.Version(
          binary.version().toString(),
          binary.architecture(),
          place,
          binary.archive().size(),
          binary.traits().phase());
    }
  }

  private OfferedNames(
      ImmutableListMultimap<String, Placed> packages,
      ImmutableSetMultimap<String, String> providers) {
    this.packages = packages;
    this.providers = providers;
  }

  /** Returns the names in lists. */
  public static OfferedNames of(List<PackageList> lists) throws FaultException {
    ImmutableListMultimap.Builder<String, Placed> packages = ImmutableListMultimap.builder();
    ImmutableSetMultimap.Builder<String, String> providers = ImmutableSetMultimap.builder();
    for (PackageList list : lists) {
      String place = place(list.provenance());
      for (BinaryPackage binary : list.packages()) {
        packages.put(binary.name(), new Placed(binary, place));
        for (Dependency provided : binary.provides()) {
          for (Relation relation : provided.alternatives()) {
            providers.put(relation.name(), binary.name());
          }
        }
      }
    }
    return new OfferedNames(packages.build(), providers.build());
  }

  private static String place(Provenance from) {
    String suite = from.suite().isEmpty() ? from.codename() : from.suite();
    String component = from.place().component();
    return component.isEmpty() ? suite : suite + "/" + component;
  }

  /** Returns what is offered of a package. */
  public SurveyedName find(String name) {
    List<SurveyedName.Version> versions = packages.get(name).stream().map(Placed::version).toList();
    return new SurveyedName(
        name,
        versions,
        versions.isEmpty() ? providers.get(name).stream().sorted().toList() : List.of());
  }

  /**
   * Returns what the head node is offered of a package with programs; empty where there is no such
   * package for the image's architecture.
   *
   * @param head the packages for the head node
   * @param closure over the same packages
   */
  public Optional<SurveyedTwin> twin(String name, OfferedNames head, LibraryClosure closure) {
    Optional<DebVersion> newest =
        packages.get(name).stream()
            .map(Placed::binary)
            .filter(binary -> !binary.architecture().equals("all"))
            .map(BinaryPackage::version)
            .max(Comparator.naturalOrder());
    return newest.map(
        version ->
            new SurveyedTwin(
                name,
                version.toString(),
                head.packages.get(name).stream()
                    .map(placed -> placed.binary().version().toString())
                    .distinct()
                    .toList(),
                closure.find(name, version).isPresent()));
  }
}
