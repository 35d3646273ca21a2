package org.cmimage.cli.image;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.render.EntityText;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.report.TimingText;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.record.RunTimings;
import org.cmimage.core.record.TimingRecords;
import org.cmimage.model.ComponentName;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cm-image show}. */
@Command(name = "show", description = "Show everything known of one software image.")
public final class ShowCommand implements Callable<Integer> {
  private final GlobalOptions global;

  @Parameters(paramLabel = "NAME", description = "Its name; see: cm-image list.")
  private String name = "";

  @Option(
      names = "--timing",
      description =
          "Show where the time went when NAME was made: by stage, script, program and package; of"
              + " any component that create made.")
  private boolean timing;

  public ShowCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    if (timing) {
      showTiming();
      return 0;
    }
    try (ClusterStore store = Stores.look(global.cluster())) {
      ClusterSnapshot cluster = store.snapshot();
      Entity image =
          cluster.find(EntityType.SOFTWARE_IMAGE, name).orElseThrow(() -> unknown(cluster));
      EntityText.show(image, global.json()).forEach(System.out::println);
    }
    return 0;
  }

  private void showTiming() throws ImageException, IOException {
    TimingRecords records = TimingRecords.of(global.cluster());
    Optional<ComponentName> component = ComponentName.find(name);
    Optional<RunTimings> timings =
        component.isEmpty() ? Optional.empty() : records.find(component.get());
    if (timings.isEmpty()) {
      throw unrecorded(records.names());
    }
    if (global.json()) {
      System.out.println(Json.pretty(TimingText.toMap(timings.get())));
    } else {
      TimingText.lines(timings.get()).forEach(System.out::println);
    }
  }

  private ImageException unrecorded(List<String> recorded) {
    return new ImageException(
        ErrorCode.NO_SUCH_IMAGE,
        "cannot show the timing of \"" + name + "\"",
        "no run that made it has left a record",
        recorded.isEmpty()
            ? new Remedy.Advice("create leaves one; see: cm-image create --help")
            : new Remedy.Choose("NAME", recorded));
  }

  private ImageException unknown(ClusterSnapshot cluster) {
    List<String> names = cluster.softwareImages().stream().map(Entity::name).toList();
    return new ImageException(
        ErrorCode.NO_SUCH_IMAGE,
        "cannot show \"" + name + "\"",
        "there is no such software image",
        names.isEmpty()
            ? new Remedy.Advice("Create one first; see: cm-image create --help")
            : new Remedy.Choose("NAME", names));
  }
}
