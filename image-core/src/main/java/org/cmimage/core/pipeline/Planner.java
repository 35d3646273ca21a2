package org.cmimage.core.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.ImageException;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.Remedy;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.cluster.RunLock;
import org.cmimage.core.rootfs.StagingDirectory;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.GuestSessions.Execution;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;

/** Turns a request into a plan. */
final class Planner {
  /**
   * What an installed tree takes beyond what its packages say: initramfs, caches, the file system's
   * own rounding.
   */
  private static final long INSTALLED_RESERVE = 256L << 20;

  private final ImagePipeline.Ports ports;

  Planner(ImagePipeline.Ports ports) {
    this.ports = ports;
  }

  List<Obstacle> check(ImageRequest request) throws ImageException {
    distribution(request);
    List<Obstacle> obstacles = new ArrayList<>();
    find(obstacles, () -> canRun(request));
    find(obstacles, () -> new Registration(ports).check());
    find(obstacles, () -> RunLock.check(ports.layout()));
    find(obstacles, () -> findExisting(request, obstacles));
    return obstacles;
  }

  private void findExisting(ImageRequest request, List<Obstacle> obstacles) throws IOException {
    for (ComponentName component : request.names()) {
      // Which inputs an unfinished run had is not known before there is a plan.
      if (isTaken(component) && !isUnfinished(component)) {
        ComponentRun.existing(ports, request, component).ifPresent(obstacles::add);
      }
    }
  }

  private interface Examination {
    void run() throws IOException;
  }

  private static void find(List<Obstacle> obstacles, Examination examination) {
    try {
      examination.run();
    } catch (FaultException e) {
      obstacles.add(new Obstacle(e.code(), null, e.getMessage(), e.remedy()));
    } catch (IOException e) {
      String message = "cannot examine this head node: " + e;
      obstacles.add(new Obstacle(ErrorCode.HOST_UNSUITABLE, null, message, new Remedy.None()));
    }
  }

  private void canRun(ImageRequest request) throws IOException {
    if (request.components().equals(Set.of(ComponentKind.CM_SHARED))) {
      return; // nothing of it is run
    }
    try {
      ports.sessions().check(request.archOs().architecture());
    } catch (FaultException e) {
      if (e.code() != ErrorCode.EMULATION_UNAVAILABLE || !request.registerBinfmt()) {
        throw e;
      }
    }
  }

  ImagePlan plan(ImageRequest request) throws ImageException {
    List<Obstacle> obstacles = new ArrayList<>(check(request));
    DistributionSpec distribution = distribution(request);
    List<PackageSystem> systems = ports.packages().stream().map(PackageSystem::forOnePlan).toList();
    List<ComponentPlan> components = new ArrayList<>();
    for (ComponentName component : request.names()) {
      Instant start = ports.clock().instant();
      TimingRecorder unused = new TimingRecorder(component, Set.of());
      StageRelay relay =
          new StageRelay(
              unused, ports.listener(), ComponentLog.none(), ComponentLog.none(), ports.clock());
      components.add(
          relay.run(
              Stage.PLAN,
              progress -> {
                PackageInstallation installation =
                    packageSystem(systems, distribution)
                        .plan(query(request, distribution, component), progress);
                return planOf(request, component, installation, start);
              }));
    }
    for (ComponentPlan plan : components) {
      ComponentName component = plan.component();
      if (plan.exists() && obstacles.stream().noneMatch(o -> component.equals(o.component()))) {
        ComponentRun.existing(ports, request, component).ifPresent(obstacles::add);
      }
    }
    obstacles.addAll(lackOfSpace(components));
    return new ImagePlan(request, components, obstacles);
  }

  private DistributionSpec distribution(ImageRequest request) throws ImageException {
    try {
      return ports.catalog().find(request.archOs().distribution(), request.archOs().architecture());
    } catch (FaultException e) {
      throw new ImageException(e.code(), null, e.getMessage(), e.remedy(), e);
    } catch (IOException e) {
      throw new ImageException(
          ErrorCode.INVALID_CONFIGURATION,
          null,
          "cannot read the distribution catalog: " + e.getMessage(),
          new Remedy.None(),
          e);
    }
  }

  private static PackageSystem packageSystem(
      List<PackageSystem> systems, DistributionSpec distribution) throws FaultException {
    return systems.stream()
        .filter(system -> system.supports(distribution))
        .findFirst()
        .orElseThrow(
            () ->
                new FaultException(
                    ErrorCode.HOST_UNSUITABLE,
                    "cannot plan "
                        + distribution.distribution()
                        + ": nothing here handles "
                        + distribution.packaging()
                        + " packages",
                    new Remedy.None()));
  }

  private static PackageSystem.Query query(
      ImageRequest request, DistributionSpec distribution, ComponentName component) {
    Architecture architecture = request.archOs().architecture();
    Stream<String> kernel =
        component.kind() == ComponentKind.CM_SHARED
            ? Stream.of()
            : Stream.ofNullable(distribution.kernels().get(architecture));
    List<String> packages =
        Stream.of(
                distribution.packages(component.kind(), architecture).stream(),
                kernel,
                additional(request, component))
            .flatMap(names -> names)
            .distinct()
            .toList();
    return new PackageSystem.Query(
        component.kind(),
        distribution,
        architecture,
        request.baseRepository(),
        distribution.priorities().getOrDefault(component.kind(), List.of()),
        packages,
        Stream.concat(
                distribution.excluded().getOrDefault(component.kind(), List.of()).stream(),
                request.excludedPackages().stream())
            .distinct()
            .toList(),
        request.airGapped());
  }

  /**
   * What is wanted in systems need be no application, so it becomes one only where nothing else is
   * asked for.
   */
  private static Stream<String> additional(ImageRequest request, ComponentName component) {
    boolean amongSystems =
        component.kind() == ComponentKind.CM_SHARED && request.components().size() > 1;
    return amongSystems ? Stream.of() : request.additionalPackages().stream();
  }

  private ComponentPlan planOf(
      ImageRequest request,
      ComponentName component,
      PackageInstallation installation,
      Instant start)
      throws IOException {
    Journal journal =
        Journal.read(
            ComponentRun.journalFile(ports.layout(), component),
            ComponentRun.inputs(component, installation));
    Set<Stage> finished = EnumSet.noneOf(Stage.class);
    for (Stage stage : Stage.values()) {
      if (journal.isDone(stage)) {
        finished.add(stage);
      }
    }
    return new ComponentPlan(
        component,
        installation,
        installation.runsPrograms() ? Optional.of(execution(request)) : Optional.empty(),
        isTaken(component) && !ComponentRun.isPublished(ports, component, journal),
        finished,
        Duration.between(start, ports.clock().instant()));
  }

  /** How programs will run; where they cannot, {@link #check} has said so already. */
  private Execution execution(ImageRequest request) throws IOException {
    try {
      return ports.sessions().check(request.archOs().architecture());
    } catch (FaultException alreadyAnObstacle) {
      return Execution.EMULATED_PRIVATELY;
    }
  }

  private boolean isTaken(ComponentName component) throws IOException {
    return StagingDirectory.of(ports.calls(), ports.layout().tree(component)).isTargetTaken();
  }

  private boolean isUnfinished(ComponentName component) {
    return Files.exists(ComponentRun.journalFile(ports.layout(), component));
  }

  private List<Obstacle> lackOfSpace(List<ComponentPlan> components) throws ImageException {
    long trees = 0;
    long archives = 0;
    for (ComponentPlan component : components) {
      if (!component.finished().contains(Stage.UNPACK)) {
        trees += component.installedBytes() / 10 * 11 + INSTALLED_RESERVE;
      }
      archives += component.bytesToFetch();
    }
    try {
      Path images = nearestExisting(ports.layout().resolve("/cm/images"));
      Path cache = nearestExisting(ports.layout().cache());
      boolean together = Files.getFileStore(images).equals(Files.getFileStore(cache));
      List<Obstacle> obstacles = new ArrayList<>(lack(images, together ? trees + archives : trees));
      if (!together) {
        obstacles.addAll(lack(cache, archives));
      }
      return obstacles;
    } catch (IOException e) {
      throw new ImageException(
          ErrorCode.INPUT_OUTPUT,
          null,
          "cannot determine the free space: " + e.getMessage(),
          new Remedy.None(),
          e);
    }
  }

  private static List<Obstacle> lack(Path where, long needed) throws IOException {
    long free = Files.getFileStore(where).getUsableSpace();
    if (free >= needed) {
      return List.of();
    }
    return List.of(
        new Obstacle(
            ErrorCode.DISK_FULL,
            null,
            String.format(
                "cannot start: %s has %d MiB free, and %d MiB are needed",
                where, free >> 20, needed >> 20),
            new Remedy.FreeSpace(where, needed - free)));
  }

  private static Path nearestExisting(Path path) {
    Path existing = path;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    return existing;
  }
}
