package org.cmimage.core.plan;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.cmimage.core.ComponentOrigin;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.LockedVersions;
import org.cmimage.core.PackageSources;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.guest.GuestSessions.Execution;
import org.cmimage.core.host.Attempt;
import org.cmimage.core.lockfile.LockFile;
import org.cmimage.core.plan.ComponentPlan.Install;
import org.cmimage.core.preinstall.PreInstallScript;
import org.cmimage.core.spi.BaseTree;
import org.cmimage.core.spi.CopiedTree;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.PackageSystem.Base;
import org.cmimage.core.spi.PackageSystem.Updates;
import org.cmimage.core.spi.SourceMedium;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.survey.PackageSurvey;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;

/** The resolution of packages for the components of one request. */
final class PackagePlanner {
  /** The beginning of the names of packages with kernels, in Debian and Ubuntu. */
  private static final String KERNEL_PACKAGE = "linux-image-";

  private final PipelinePorts ports;
  private final ImageRequest request;
  private final ComponentOrigin.Repositories options;
  private final DistributionSpec distribution;
  private final List<PackageSystem> systems;
  private Optional<SourceMedium> medium = Optional.empty();

  /**
   * Makes a planner of packages.
   *
   * @throws ImageException where the catalog does not have the distribution
   */
  PackagePlanner(PipelinePorts ports, ImageRequest request) throws ImageException {
    this.ports = ports;
    this.request = request;
    this.options = request.origin().packages().orElseThrow();
    this.distribution = distribution(ports, request);
    this.systems = ports.packages().stream().map(PackageSystem::forOnePlan).toList();
  }

  private static DistributionSpec distribution(PipelinePorts ports, ImageRequest request)
      throws ImageException {
    try {
      return ports.catalog().find(request.archOs().distribution(), request.archOs().architecture());
    } catch (IOException e) {
      throw new Attempt(
              "cannot read the distribution catalog", ports.layout().root(), new Remedy.None())
          .failure(e);
    }
  }

  private boolean makesCmSharedAlone() {
    return request.components().equals(Set.of(ComponentKind.CM_SHARED));
  }

  /**
   * Checks that this machine can run the image's programs.
   *
   * @throws FaultException where it cannot
   */
  void requireSessions() throws IOException {
    if (makesCmSharedAlone()) {
      return; // no program of it is run
    }
    try {
      ports.sessions().check(request.archOs().architecture());
    } catch (FaultException e) {
      if (e.code() != ErrorCode.EMULATION_UNAVAILABLE || !options.registerBinfmt()) {
        throw e;
      }
    }
  }

  Install plan(ComponentName component, StageProgress progress)
      throws IOException, InterruptedException {
    if (!distribution.notice().isEmpty() && component.equals(request.names().get(0))) {
      progress.warning(distribution.notice());
    }
    Optional<BaseTree> base = base(component, progress);
    PackageInstallation installation =
        packageSystem().plan(query(component, base).withLock(versions(component)), progress);
    return new Install(
        installation,
        options,
        installation.runsPrograms() ? Optional.of(execution()) : Optional.empty(),
        base,
        script().filter(script -> component.kind() != ComponentKind.CM_SHARED));
  }

  /** Returns what the repositories offer of the packages that all components name. */
  PackageSurvey survey(StageProgress progress) throws IOException, InterruptedException {
    Set<String> names = new LinkedHashSet<>();
    for (ComponentName component : request.names()) {
      names.addAll(query(component, base(component, progress)).packages());
    }
    ComponentName first = request.names().get(0);
    return packageSystem()
        .survey(
            query(first, base(first, progress)).withPackages(List.copyOf(names)),
            Architecture.ofThisMachine(),
            progress);
  }

  private Optional<LockedVersions> versions(ComponentName component) throws IOException {
    Optional<LockFile> file = lock();
    return file.flatMap(known -> known.versions(component))
        .map(packages -> new LockedVersions(options.lock().orElseThrow(), packages));
  }

  /** Returns the lock file of the request. */
  Optional<LockFile> lock() throws IOException {
    return options.lock().isEmpty()
        ? Optional.empty()
        : Optional.of(LockFile.read(options.lock().get()));
  }

  /** Returns the user's program, read and checked. */
  Optional<PreInstallScript> script() throws IOException {
    if (options.preInstallScript().isEmpty()) {
      return Optional.empty();
    }
    Path file = options.preInstallScript().get();
    if (makesCmSharedAlone()) {
      throw new FaultException(
          ErrorCode.INVALID_REQUEST,
          "cannot run custom pre-install script " + file,
          "no program of cm-shared is run",
          new Remedy.Advice("leave out -z"));
    }
    return Optional.of(PreInstallScript.read(file, request.archOs().architecture()));
  }

  /** Returns the package of the kernel of systems: the requested one, or the catalog's. */
  String kernel() throws FaultException {
    Architecture architecture = request.archOs().architecture();
    Optional<String> requested = options.kernel();
    if (requested.isEmpty()) {
      return requireNonNull(distribution.kernels().get(architecture));
    }
    String name = requested.get();
    if (makesCmSharedAlone()) {
      throw unusable(name, "cm-shared has no kernel", new Remedy.Advice("leave out --kernel"));
    }
    if (name.startsWith(KERNEL_PACKAGE)) {
      return name;
    }
    Map<String, String> flavours = distribution.flavours().getOrDefault(architecture, Map.of());
    String flavour = flavours.get(name);
    if (flavour == null) {
      throw unusable(
          name,
          distribution.distribution() + " has no such flavour for " + architecture,
          flavours.isEmpty()
              ? new Remedy.Advice("name the package: " + KERNEL_PACKAGE + "...")
              : new Remedy.Choose("--kernel", List.copyOf(flavours.keySet()), Optional.of(name)));
    }
    return flavour;
  }

  private static FaultException unusable(String kernel, String fact, Remedy remedy) {
    return new FaultException(
        ErrorCode.INVALID_REQUEST, "cannot install kernel \"" + kernel + "\"", fact, remedy);
  }

  /**
   * Returns the base of a component; empty for a tree of applications, which is made of packages
   * alone.
   */
  private Optional<BaseTree> base(ComponentName component, StageProgress progress)
      throws IOException, InterruptedException {
    if (request.origin() instanceof ComponentOrigin.Change) {
      return Optional.of(new CopiedTree(ports.calls(), ports.layout().tree(component)));
    }
    if (medium.isEmpty() && request.origin() instanceof ComponentOrigin.Source source) {
      medium =
          Optional.of(
              new SourceReading(ports.media(), request.archOs(), options.sources().offline())
                  .open(source.locations(), progress));
    }
    return medium
        .flatMap(SourceMedium::base)
        .filter(tree -> component.kind() != ComponentKind.CM_SHARED);
  }

  private PackageSources sources() {
    List<String> own = medium.map(SourceMedium::repositories).orElse(List.of());
    return own.isEmpty()
        ? options.sources()
        : options
            .sources()
            .withBase(Stream.of(own, options.sources().base()).flatMap(List::stream).toList());
  }

  private PackageSystem packageSystem() throws FaultException {
    return systems.stream()
        .filter(system -> system.supports(distribution))
        .findFirst()
        .orElseThrow(
            () ->
                new FaultException(
                    ErrorCode.HOST_UNSUITABLE,
                    "cannot plan " + distribution.distribution(),
                    "nothing here handles " + distribution.packaging() + " packages",
                    new Remedy.None()));
  }

  private PackageSystem.Query query(ComponentName component, Optional<BaseTree> base)
      throws FaultException {
    Architecture architecture = request.archOs().architecture();
    if (request.origin() instanceof ComponentOrigin.Change change) {
      return new PackageSystem.Query(
          component.kind(),
          distribution,
          architecture,
          sources(),
          List.of(),
          options.additionalPackages(),
          options.excludedPackages(),
          base.map(
              tree -> new Base(tree.view(), change.removed(), change.purge(), updates(change))));
    }
    Stream<String> kernel =
        component.kind() == ComponentKind.CM_SHARED ? Stream.of() : Stream.of(kernel());
    List<String> packages =
        Stream.of(
                distribution.packages(component.kind(), architecture).stream(),
                kernel,
                additional(component))
            .flatMap(names -> names)
            .distinct()
            .toList();
    return new PackageSystem.Query(
        component.kind(),
        distribution,
        architecture,
        sources(),
        distribution.priorities().getOrDefault(component.kind(), List.of()),
        packages,
        Stream.concat(
                distribution.excluded().getOrDefault(component.kind(), List.of()).stream(),
                options.excludedPackages().stream())
            .distinct()
            .toList(),
        (component.kind() == ComponentKind.CM_SHARED ? nodes() : base)
            .map(tree -> new Base(tree.view(), List.of(), false, Updates.NONE)));
  }

  /** Returns the system of the nodes that a tree of applications is for, where it is known. */
  private Optional<BaseTree> nodes() {
    return options
        .nodeImage()
        .map(path -> new CopiedTree(ports.calls(), ports.layout().resolve(path)));
  }

  private static Updates updates(ComponentOrigin.Change change) {
    return switch (change.wanted()) {
      case INSTALLED -> Updates.NONE;
      case UPDATED -> Updates.NAMED;
      case ALL_UPDATED -> Updates.ALL;
    };
  }

  /**
   * Returns the additional packages of a component. Those for systems may be no applications, so a
   * tree of applications gets them only where no other component is requested.
   */
  private Stream<String> additional(ComponentName component) {
    boolean amongSystems =
        component.kind() == ComponentKind.CM_SHARED && request.components().size() > 1;
    return amongSystems ? Stream.of() : options.additionalPackages().stream();
  }

  /**
   * Returns how programs will run; where they cannot, {@link #requireSessions} has failed already.
   */
  private Execution execution() throws IOException {
    try {
      return ports.sessions().check(request.archOs().architecture());
    } catch (FaultException alreadyAnObstacle) {
      return Execution.EMULATED_PRIVATELY;
    }
  }
}
