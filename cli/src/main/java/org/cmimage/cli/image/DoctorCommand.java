package org.cmimage.cli.image;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.option.RequestedArchOs;
import org.cmimage.cli.option.RequestedDistribution;
import org.cmimage.cli.render.Invocation;
import org.cmimage.cli.report.HostFindingText;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.doctor.HeadNodeExamination.Scope;
import org.cmimage.core.doctor.HostFinding;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.store.ClusterStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cm-image doctor}. */
@Command(
    name = "doctor",
    description = {
      "Find out whether images can be made on this head node: try what a run needs, and tell what"
          + " cures what is wrong.",
      "Nothing is changed but the cache."
    },
    footer = {
      "",
      "Exit code: 0 where images can be made, else that of the first failure.",
      "",
      "Examples:",
      "  cm-image doctor",
      "  cm-image doctor -a aarch64 -d debian13"
    })
public final class DoctorCommand implements Callable<Integer> {
  private final GlobalOptions global;
  private final Invocation invocation;

  @Option(
      names = {"-a", "--arch"},
      paramLabel = "ARCH",
      description = "The architecture images are to be made for; without it, all of head nodes.")
  private Optional<String> architecture = Optional.empty();

  @Option(
      names = {"-d", "--distro"},
      paramLabel = "DISTRO",
      description =
          "Read the repositories of this distribution; without it, those of the head node's.")
  private Optional<String> distribution = Optional.empty();

  @Option(names = "--air-gapped", description = "Do not touch the network.")
  private boolean airGapped;

  /**
   * Makes the command.
   *
   * @param invocation the command as it was typed, for the commands in cures
   */
  public DoctorCommand(GlobalOptions global, Invocation invocation) {
    this.global = global;
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Exception {
    HostFindingText text = new HostFindingText(invocation, global.json(), System.out);
    Scope scope = scope();
    try (ClusterStore store = Stores.look(global.layout())) {
      ImagePipeline pipeline = ImagePipeline.builder().layout(global.layout()).store(store).build();
      List<HostFinding> findings = pipeline.examine(scope, text::finding);
      text.end(findings);
      return findings.stream()
          .flatMap(finding -> finding.code().stream())
          .findFirst()
          .map(code -> code.category().exitCode())
          .orElse(0);
    }
  }

  private Scope scope() throws ImageException {
    List<Architecture> architectures =
        architecture.isPresent()
            ? List.of(RequestedArchOs.architecture(architecture.get()))
            : ownFirst();
    Optional<Distribution> planned =
        distribution.isPresent()
            ? Optional.of(RequestedDistribution.parse(distribution.get(), global.catalog()))
            : Optional.empty();
    return new Scope(architectures, planned, airGapped);
  }

  private static List<Architecture> ownFirst() {
    Optional<Architecture> own = Architecture.find(Architecture.nameOfThisMachine());
    return Architecture.headNodes().stream()
        .sorted(Comparator.comparing(each -> own.filter(each::equals).isEmpty()))
        .toList();
  }
}
