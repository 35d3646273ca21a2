package org.cmimage.core.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.cmimage.core.SearchPath;
import org.cmimage.core.apply.Applied;
import org.cmimage.core.apply.HostEffect;
import org.cmimage.core.apply.HostFileChange;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.cluster.HeadNode;
import org.cmimage.core.cluster.Privilege;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.cluster.TreeLocks;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.guest.GuestSessions.Execution;
import org.cmimage.core.host.Attempt;
import org.cmimage.core.host.Hindrance;
import org.cmimage.core.host.TargetFileSystem;
import org.cmimage.core.netboot.ServedChange;
import org.cmimage.core.plan.PipelinePorts;
import org.cmimage.core.plan.Planner;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.StoreException;

/**
 * The examination of a head node. Each property is tried in the way that a run would need it, so a
 * finding is what a run would have met. For one thread.
 */
public final class HeadNodeExamination {
  private static final String IMAGES = "/cm/images";
  private static final long ROOM = 4L << 30;
  private static final long NODES = 100_000;

  private final PipelinePorts ports;
  private final List<HostFinding> findings = new ArrayList<>();
  private final Consumer<HostFinding> told;

  /**
   * Creates an examination.
   *
   * @param told is told each finding as soon as there is one
   */
  public HeadNodeExamination(PipelinePorts ports, Consumer<HostFinding> told) {
    this.ports = ports;
    this.told = told;
  }

  /**
   * What is examined.
   *
   * @param architectures those of the images that are to be made; an image of the last is planned
   * @param distribution of which one is planned; empty for that of the head node
   * @param offline whether repositories are looked for in the cache only
   */
  public record Scope(
      List<Architecture> architectures, Optional<Distribution> distribution, boolean offline) {
    public Scope {
      architectures = List.copyOf(architectures);
    }
  }

  /** Returns all findings. */
  public List<HostFinding> run(Scope scope) throws InterruptedException {
    machine();
    programs();
    disk();
    for (Architecture architecture : scope.architectures()) {
      sessions(architecture);
    }
    cluster();
    plan(scope);
    return List.copyOf(findings);
  }

  private void plan(Scope scope) {
    Optional<Distribution> distribution = scope.distribution().or(this::ownDistribution);
    if (distribution.isEmpty()) {
      add(
          HostFinding.note(
              "plan",
              "the head node's distribution is not in the catalog",
              new Remedy.Advice("to read the repositories of another one, add -d DISTRO")));
      return;
    }
    List<Architecture> architectures = scope.architectures();
    Architecture last = architectures.get(architectures.size() - 1);
    new RepositoryTrial(new Planner(ports), ports.clock().instant())
        .run(new ArchOs(last, distribution.get()), scope.offline())
        .forEach(this::add);
  }

  private Optional<Distribution> ownDistribution() {
    try {
      Distribution own =
          new HeadNode(ports.layout()).newCluster(ports.calls()).archOs().distribution();
      return ports.catalog().all().stream()
          .map(DistributionSpec::distribution)
          .filter(own::equals)
          .findFirst();
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  private void add(HostFinding finding) {
    findings.add(finding);
    told.accept(finding);
  }

  /** A part of the examination that may fail in its own way. */
  private interface Part {
    void run() throws IOException;
  }

  private void examine(String subject, Part part) {
    try {
      part.run();
    } catch (IOException e) {
      Attempt attempt =
          new Attempt("cannot examine " + subject, ports.layout().root(), new Remedy.None());
      add(HostFinding.bad(subject, attempt.fault(e).fault()));
    }
  }

  private void machine() {
    String machine =
        Architecture.find(Architecture.nameOfThisMachine())
                .map(Architecture::unameName)
                .orElseGet(Architecture::nameOfThisMachine)
            + ", Linux "
            + System.getProperty("os.version", "?");
    if (Privilege.isRoot()) {
      add(HostFinding.good("machine", machine));
    } else {
      add(
          HostFinding.bad(
              "machine",
              Fault.sentence(
                  ErrorCode.NOT_ROOT,
                  machine + "; images are made by root only",
                  new Remedy.RunAsRoot())));
    }
  }

  private void programs() {
    SearchPath path = SearchPath.parse(SearchPath.SYSTEM);
    program(
        "gpgv",
        path.find("gpgv", "gpgv2"),
        HostFinding.bad(
            "gpgv",
            Fault.sentence(
                ErrorCode.PROGRAM_MISSING,
                "there is no program gpgv, which verifies signatures",
                new Remedy.InstallProgram("gpgv", List.of("gpgv", "gnupg2", "gpg2")))));
    program(
        "xz",
        path.find("xz"),
        HostFinding.note(
            "xz",
            "there is no program xz: packages are unpacked at half the speed",
            new Remedy.InstallProgram("xz", List.of("xz-utils", "xz", "xz"))));
  }

  private void program(String name, Optional<Path> found, HostFinding missing) {
    add(found.map(path -> HostFinding.good(name, path.toString())).orElse(missing));
  }

  private void disk() {
    examine(
        "disk",
        () -> {
          TargetFileSystem target = target();
          Optional<Hindrance> hindrance =
              target.hindrance(true).or(() -> target.lackOfNodes(NODES));
          String room =
              String.format(
                  Locale.ROOT,
                  "%.1f GiB free at %s",
                  target.status().availableBytes() / (double) (1L << 30),
                  target.place());
          if (hindrance.isPresent()) {
            add(HostFinding.bad("disk", hindrance.get().fault("cannot make images")));
          } else if (target.status().availableBytes() < ROOM) {
            add(
                HostFinding.note(
                    "disk",
                    room + "; an image with what it is made of takes some 2 to 4 GiB",
                    new Remedy.FreeSpace(target.place(), ROOM)));
          } else {
            add(HostFinding.good("disk", room));
          }
        });
  }

  private TargetFileSystem target() throws IOException {
    return TargetFileSystem.of(ports.calls(), ports.layout().resolve(IMAGES));
  }

  private void sessions(Architecture architecture) throws InterruptedException {
    String subject = "sessions of " + architecture;
    Optional<Path> place = Optional.empty();
    try {
      Execution execution = ports.sessions().check(architecture);
      add(HostFinding.good(subject, words(execution)));
      place = Optional.of(target().place());
    } catch (IOException e) {
      Attempt attempt =
          new Attempt("cannot run programs of " + architecture, Path.of("/"), new Remedy.None());
      add(HostFinding.bad(subject, attempt.fault(e).fault()));
    }
    if (place.isPresent() && Privilege.isRoot()) {
      add(new ProgramTrial(ports.sessions(), place.get()).run(architecture));
    }
  }

  private static String words(Execution execution) {
    return switch (execution) {
      case NATIVE -> "the head node runs its programs itself";
      case EMULATED_PRIVATELY -> "emulated, with a handler in the session's own namespace";
      case EMULATED_GLOBALLY -> "emulated, by a handler of the whole head node";
    };
  }

  private void cluster() {
    examine(
        "runs",
        () -> {
          new TreeLocks(ports.layout()).requireIdle(List.of());
          add(HostFinding.good("runs", "none is active on this cluster"));
        });
    ClusterSnapshot cluster;
    try {
      cluster = ports.store().snapshot();
    } catch (StoreException e) {
      add(HostFinding.bad("store", Stores.fault(e).fault()));
      return;
    }
    int images = cluster.softwareImages().size();
    add(HostFinding.good("store", images == 1 ? "1 software image" : images + " software images"));
    examine("host files", () -> hostFiles(cluster));
    examine("services", () -> new ServiceTrial(ports.layout(), cluster).run().forEach(this::add));
  }

  private void hostFiles(ClusterSnapshot cluster) throws IOException {
    Applied applied = new HostEffect(ports.layout(), ports.calls()).preview(cluster);
    List<String> paths =
        Stream.concat(
                applied.changes().stream().map(HostFileChange::path),
                applied.served().stream().map(ServedChange::path))
            .toList();
    if (paths.isEmpty()) {
      add(HostFinding.good("host files", "as the cluster's entities want them"));
    } else {
      add(
          HostFinding.note(
              "host files",
              String.join(", ", paths) + " differ from the cluster's entities",
              new Remedy.Advice("see cm-image apply --dry-run, then run: cm-image apply")));
    }
    for (String warning : applied.warnings()) {
      add(HostFinding.note("host files", warning, new Remedy.None()));
    }
  }
}
