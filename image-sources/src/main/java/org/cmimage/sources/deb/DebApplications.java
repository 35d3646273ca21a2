package org.cmimage.sources.deb;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import com.google.common.collect.Multimaps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.model.Architecture;
import org.cmimage.sources.deb.applications.Application;
import org.cmimage.sources.deb.applications.ApplicationTree;
import org.cmimage.sources.deb.control.BinaryPackage;

/**
 * Debian packages that become a tree of applications. None of their programs is run. Immutable and
 * thread-safe.
 */
final class DebApplications extends DebPackageSet {
  /** The version of the result; to be changed when the same packages yield a different tree. */
  private static final String FORM = "deb applications 1";

  private final PackageSystem.Query query;
  private final ImmutableListMultimap<BinaryPackage, Application> users;
  private final DebTools tools;

  /**
   * Creates an installation.
   *
   * @param query the request
   * @param chosen the sources of the packages
   * @param parts the packages of each application
   */
  DebApplications(
      PackageSystem.Query query,
      Chosen chosen,
      ListMultimap<Application, BinaryPackage> parts,
      DebTools tools) {
    this(query, chosen, users(parts), tools);
  }

  private DebApplications(
      PackageSystem.Query query,
      Chosen chosen,
      ImmutableListMultimap<BinaryPackage, Application> users,
      DebTools tools) {
    super(chosen, users.keySet());
    this.query = query;
    this.users = users;
    this.tools = tools;
  }

  private static ImmutableListMultimap<BinaryPackage, Application> users(
      ListMultimap<Application, BinaryPackage> parts) {
    return ImmutableListMultimap.copyOf(
        Multimaps.invertFrom(parts, MultimapBuilder.linkedHashKeys().arrayListValues().build()));
  }

  @Override
  String form() {
    return FORM
        + "\n"
        + query.distribution().distribution()
        + " "
        + query.architecture()
        + "\n"
        + users.asMap();
  }

  @Override
  public String kernelRelease() {
    return "";
  }

  @Override
  public void fetch(Architecture host, StageProgress progress)
      throws IOException, InterruptedException {
    fetch(progress);
  }

  @Override
  public void unpack(Rootfs tree, StageProgress progress) throws IOException, InterruptedException {
    Architecture architecture = query.architecture();
    List<BinaryPackage> order = users.keySet().asList();
    try (ApplicationTree made =
        ApplicationTree.open(tree, architecture, tools.decompressor(), users.values())) {
      fetchAndUnpack(progress, (archive, place) -> add(made, order.get(place), archive));
      made.finish(progress);
    }
  }

  private void add(ApplicationTree made, BinaryPackage binary, Path archive) throws IOException {
    for (Application application : users.get(binary)) {
      made.add(application, binary.name(), archive);
    }
  }

  @Override
  public boolean runsPrograms() {
    return false;
  }

  @Override
  public Optional<Path> twins(Architecture host, StageProgress progress) {
    return Optional.empty();
  }

  @Override
  public List<List<ProvisionTrack>> provision(Rootfs tree, Optional<ProvisionStep> custom) {
    return List.of();
  }
}
