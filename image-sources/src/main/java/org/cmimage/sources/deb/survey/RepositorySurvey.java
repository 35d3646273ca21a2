package org.cmimage.sources.deb.survey;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.survey.SurveyedSuite;
import org.cmimage.core.survey.SurveyedSuite.Index;
import org.cmimage.model.Architecture;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.deb.control.Provenance;
import org.cmimage.sources.deb.repository.Offered;
import org.cmimage.sources.deb.repository.Offered.SignedRelease;
import org.cmimage.sources.deb.source.RepositorySelection.Located;

/**
 * The repositories for one architecture, read one by one.
 *
 * @param suites what each is
 * @param lists the packages of all that could be read
 */
public record RepositorySurvey(List<SurveyedSuite> suites, List<PackageList> lists) {
  public RepositorySurvey {
    suites = List.copyOf(suites);
    lists = List.copyOf(lists);
  }

  /** Reads the verified packages of one repository. */
  @FunctionalInterface
  public interface Reading {
    /** Returns the packages. */
    Offered read(Repository repository) throws IOException, InterruptedException;
  }

  /**
   * Reads repositories.
   *
   * @param reading reads one
   */
  public static RepositorySurvey of(
      List<Located> repositories, Architecture architecture, Reading reading)
      throws IOException, InterruptedException {
    List<SurveyedSuite> suites = new ArrayList<>();
    List<PackageList> lists = new ArrayList<>();
    for (Located located : repositories) {
      try {
        Offered offered = reading.read(located.repository());
        lists.addAll(offered.lists());
        suites.add(suite(located, architecture, offered));
      } catch (FaultException e) {
        suites.add(
            new SurveyedSuite(
                located.text(),
                architecture,
                Optional.empty(),
                Set.of(),
                List.of(),
                List.of(e.getMessage())));
      }
    }
    return new RepositorySurvey(suites, lists);
  }

  private static SurveyedSuite suite(Located located, Architecture architecture, Offered offered) {
    Optional<Instant> date = offered.releases().stream().map(SignedRelease::date).findFirst();
    Set<String> signers = new TreeSet<>();
    offered.releases().forEach(release -> signers.addAll(release.signers()));
    return new SurveyedSuite(
        located.text(),
        architecture,
        date,
        signers,
        offered.lists().stream().map(RepositorySurvey::index).toList(),
        offered.notices());
  }

  private static Index index(PackageList list) {
    Provenance from = list.provenance();
    String codename = from.codename().isEmpty() ? "" : "(" + from.codename() + ")";
    String release =
        String.join(
            " ",
            Stream.of(from.origin(), from.suite(), from.version(), codename)
                .filter(word -> !word.isEmpty())
                .toList());
    return new Index(
        release,
        from.place().component(),
        from.place().architecture(),
        list.packages().size(),
        ofPriority(list, "required"),
        ofPriority(list, "important"),
        (int) list.packages().stream().filter(each -> each.traits().isPhased()).count());
  }

  private static int ofPriority(PackageList list, String priority) {
    return (int)
        list.packages().stream()
            .map(BinaryPackage::traits)
            .filter(traits -> traits.priority().equals(priority))
            .count();
  }
}
