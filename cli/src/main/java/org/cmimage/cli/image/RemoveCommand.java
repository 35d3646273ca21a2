package org.cmimage.cli.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.option.RequestedArchOs;
import org.cmimage.cli.report.Confirmation;
import org.cmimage.cli.report.HostEffectWarnings;
import org.cmimage.cli.report.RemovalText;
import org.cmimage.core.cluster.Privilege;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.HostPath;
import org.cmimage.core.removal.ImageRemoval;
import org.cmimage.core.removal.Orphan;
import org.cmimage.core.removal.OrphanRemoval;
import org.cmimage.core.removal.RemovalPlan;
import org.cmimage.core.removal.RemovalRequest;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.store.ClusterStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cm-image remove}. */
@Command(
    name = "remove",
    description = "Remove images from the cluster, or what nothing in it refers to.",
    footer = {
      "",
      "Examples:",
      "  cm-image remove swimage -d debian12 -a aarch64",
      "  cm-image remove all -d debian12 -a aarch64 --erase",
      "  cm-image remove --orphans --dry-run"
    })
public final class RemoveCommand implements Callable<Integer> {
  private final GlobalOptions global;

  private final BufferedReader answers =
      new BufferedReader(new InputStreamReader(System.in, UTF_8));

  @ArgGroup(exclusive = true)
  private What what = new What();

  @Option(
      names = "--erase",
      description = "Erase the trees too, with their records. Without it they stay.")
  private boolean erase;

  @Option(
      names = {"-f", "--force"},
      description = "Erase without asking.")
  private boolean force;

  @Option(names = "--dry-run", description = "Print what would be done, and stop.")
  private boolean dryRun;

  private static final class What {
    @ArgGroup(exclusive = false)
    private @Nullable RequestedArchOs components;

    @Option(
        names = "--orphans",
        required = true,
        description =
            "Erase what nothing refers to: leftovers of runs that were cut short, trees that no"
                + " entity knows, records of trees that are gone. A tree that cm-image did not make"
                + " is asked for even with --force.")
    private boolean orphans;
  }

  public RemoveCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    if (!dryRun) {
      Privilege.requireRoot("remove an image");
    }
    Optional<RemovalRequest> request = request();
    HostCalls calls = HostCalls.installed();
    InstantSource clock = InstantSource.system();
    try (ClusterStore store =
        dryRun
            ? Stores.look(global.cluster())
            : HostEffectWarnings.openExisting(global.cluster())) {
      if (request.isPresent()) {
        remove(new ImageRemoval(global.layout(), store, calls, clock), request.get());
      } else {
        removeOrphans(new OrphanRemoval(global.layout(), store, calls, clock));
      }
    }
    return 0;
  }

  /** Returns the request for the components; empty for orphans. */
  private Optional<RemovalRequest> request() throws ImageException {
    if (what.orphans) {
      return Optional.empty();
    }
    if (what.components == null) {
      throw new ImageException(
          ErrorCode.INVALID_REQUEST,
          "nothing to remove",
          "name a component or use --orphans",
          new Remedy.Advice("see: cm-image remove --help"));
    }
    return Optional.of(
        new RemovalRequest(
            what.components.archOs(global.catalog()), what.components.kinds(), erase));
  }

  private void remove(ImageRemoval removal, RemovalRequest request)
      throws ImageException, IOException {
    RemovalPlan plan = removal.plan(request);
    RemovalText text = new RemovalText(global.json(), System.out);
    if (dryRun || plan.isEmpty() && force) {
      text.planned(plan);
      return;
    }
    boolean erases = plan.components().stream().anyMatch(plan::erases);
    if (erases && !force) {
      RemovalText.lines(plan).forEach(System.err::println);
      if (!confirmed("This erases what is listed above.")) {
        text.kept();
        return;
      }
    }
    removal.execute(plan);
    text.removed(plan);
  }

  private void removeOrphans(OrphanRemoval removal) throws ImageException, IOException {
    List<Orphan> found = removal.find();
    RemovalText text = new RemovalText(global.json(), System.out);
    if (dryRun || found.isEmpty()) {
      text.found(found);
      return;
    }
    new RemovalText(false, System.err).found(found);
    List<Orphan> chosen = choose(found);
    List<Orphan> left = removal.erase(chosen);
    text.erased(chosen.stream().filter(orphan -> !left.contains(orphan)).toList());
  }

  /** Asks for each tree that cm-image did not make; without an answer it is kept. */
  private List<Orphan> choose(List<Orphan> found) throws ImageException, IOException {
    List<Orphan> free = found.stream().filter(orphan -> orphan.hindrance().isEmpty()).toList();
    List<Orphan> ours = free.stream().filter(Orphan::ours).toList();
    List<Orphan> chosen = new ArrayList<>();
    if (!ours.isEmpty()
        && (force
            || confirmed("This erases all of it but the trees that cm-image did not make."))) {
      chosen.addAll(ours);
    }
    for (Orphan orphan : free) {
      if (!orphan.ours()
          && ask("This erases " + HostPath.text(orphan.path()) + ", which cm-image did not make.")
              .orElse(false)) {
        chosen.add(orphan);
      }
    }
    return chosen;
  }

  private boolean confirmed(String reason) throws ImageException {
    return ask(reason)
        .orElseThrow(
            () ->
                new ImageException(
                    ErrorCode.INVALID_REQUEST,
                    "cannot erase",
                    "no answer to the question whether to continue",
                    new Remedy.Advice("to erase without being asked, add --force")));
  }

  private Optional<Boolean> ask(String reason) throws ImageException {
    return new Confirmation(answers, System.err).ask(reason);
  }
}
