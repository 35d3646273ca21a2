package org.cmimage.cli.image;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.cmimage.cli.render.JsonProgress;
import org.cmimage.cli.render.ProgressDisplay;
import org.cmimage.core.Acceleration;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.ImageException;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.Remedy;
import org.cmimage.core.cluster.Privilege;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.core.pipeline.ImagePlan;
import org.cmimage.core.pipeline.ImageReport;
import org.cmimage.core.pipeline.Obstacle;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.store.ClusterStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cm-image create}. */
@Command(
    name = "create",
    description = "Make the images of one architecture and distribution, and register them.",
    footer = {
      "",
      "Examples:",
      "  cm-image create swimage --bootstrap -d debian12 -a aarch64",
      "  cm-image create all --bootstrap -d debian12 -a aarch64",
      "  cm-image create swimage --bootstrap -d debian13 -a x86_64 --dry-run"
    })
public final class CreateCommand implements Callable<Integer> {
  private final GlobalOptions global;

  @Parameters(
      paramLabel = "COMPONENT",
      description =
          "What to make: swimage (software image), node-installer, cmshared (/cm/shared), or all.")
  private String component = "";

  @Option(
      names = "--bootstrap",
      required = true,
      description = "Make it from nothing, out of the distribution's package repositories.")
  @SuppressWarnings("UnusedVariable") // that it is given is all there is to it
  private boolean bootstrap;

  @Option(
      names = {"-d", "--distro"},
      paramLabel = "DISTRO",
      required = true,
      description = "The distribution, such as debian12; see: cm-image distros.")
  private String distribution = "";

  @Option(
      names = {"-a", "--arch"},
      paramLabel = "ARCH",
      required = true,
      description = "The architecture: x86_64, aarch64 or riscv64; see: cm-image distros.")
  private String architecture = "";

  @Option(
      names = {"-b", "--baserepo"},
      paramLabel = "FILE",
      description = "Take packages from the repositories of this apt sources file (a path or URL).")
  private Optional<String> baseRepository = Optional.empty();

  @Option(
      names = {"-j", "--excludedist"},
      paramLabel = "PKG",
      split = ",",
      description =
          "Leave out these packages of the distribution; what depends on them is told they are there.")
  private List<String> excluded = List.of();

  @Option(
      names = {"-p", "--packages"},
      paramLabel = "PKG",
      split = ",",
      description =
          "Install these too. With cmshared alone each becomes an application; all leaves cmshared"
              + " as it is.")
  private List<String> additional = List.of();

  @Option(
      names = "--air-gapped",
      description = "Do not touch the network: use what the cache and file: repositories hold.")
  private boolean airGapped;

  @Option(
      names = {"-f", "--force"},
      description = "Replace what is there.")
  private boolean force;

  @Option(names = "--dry-run", description = "Print what would be done, and stop.")
  private boolean dryRun;

  @Option(
      names = "--register-binfmt",
      description =
          "On kernels before 6.7: allow an emulation handler on the whole head node while this runs.")
  private boolean registerBinfmt;

  @Option(
      names = "--acceleration",
      paramLabel = "MODE",
      defaultValue = "AUTO",
      description =
          "Whether programs of a foreign image that behave the same on every architecture run natively"
              + " while it is configured: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Acceleration acceleration = Acceleration.AUTO;

  public CreateCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    ImageRequest request = request();
    if (!dryRun) {
      Privilege.requireRoot("create an image");
    }
    try (ClusterStore store = dryRun ? Stores.look(global.layout()) : Stores.open(global.layout());
        ProgressDisplay display = display(global.json() ? System.out : System.err)) {
      ImagePipeline pipeline =
          ImagePipeline.builder().layout(global.layout()).store(store).listener(display).build();
      return run(pipeline, request, display);
    }
  }

  private int run(ImagePipeline pipeline, ImageRequest request, ProgressDisplay display)
      throws ImageException {
    if (!dryRun) {
      refuseIfHopeless(pipeline.check(request));
    }
    ImagePlan plan = pipeline.plan(request);
    if (dryRun) {
      display.close();
      PlanText.print(plan, global.json(), System.out);
      return 0;
    }
    ImageReport report = pipeline.execute(plan);
    display.close();
    ReportText.print(report, global.json(), System.out);
    return 0;
  }

  private ProgressDisplay display(PrintStream out) {
    return global.json()
        ? new JsonProgress(out)
        : ProgressDisplay.forPeople(
            out, Boolean.getBoolean("cm-image.terminal"), InstantSource.system());
  }

  private static void refuseIfHopeless(List<Obstacle> obstacles) throws ImageException {
    for (Obstacle obstacle : obstacles) {
      throw new ImageException(
          obstacle.code(), obstacle.component(), obstacle.message(), obstacle.remedy(), null);
    }
  }

  private ImageRequest request() throws ImageException {
    Set<ComponentKind> kinds = kinds();
    ImageRequest.Builder request =
        ImageRequest.bootstrap(
                new ArchOs(architecture(), RequestedDistribution.parse(distribution)),
                kinds.iterator().next(),
                kinds.toArray(ComponentKind[]::new))
            .additionalPackages(additional)
            .excludedPackages(excluded)
            .airGapped(airGapped)
            .force(force)
            .registerBinfmt(registerBinfmt)
            .acceleration(acceleration);
    baseRepository.ifPresent(request::baseRepository);
    return request.build();
  }

  private Set<ComponentKind> kinds() throws ImageException {
    String name = component.toLowerCase(Locale.ROOT);
    if (name.equals("all")) {
      return EnumSet.allOf(ComponentKind.class);
    }
    for (ComponentKind kind : ComponentKind.values()) {
      if (kind.verb().equals(name)) {
        return EnumSet.of(kind);
      }
    }
    throw new ImageException(
        ErrorCode.INVALID_REQUEST,
        "cannot create \"" + component + "\": no such component",
        new Remedy.Choose("COMPONENT", List.of("swimage", "node-installer", "cmshared", "all")));
  }

  private Architecture architecture() throws ImageException {
    return Architecture.find(architecture)
        .orElseThrow(
            () ->
                new ImageException(
                    ErrorCode.UNKNOWN_ARCHITECTURE,
                    "cannot create an image: unknown architecture \"" + architecture + "\"",
                    new Remedy.Choose(
                        "--arch",
                        EnumSet.allOf(Architecture.class).stream()
                            .map(Architecture::unameName)
                            .toList())));
  }
}
