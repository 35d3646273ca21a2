package org.cmimage.cli.image;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.cmimage.cli.option.ArchOsOptions;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.option.PackageOptions;
import org.cmimage.cli.option.RequestedArchOs;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.ProgressDisplay;
import org.cmimage.cli.render.ProgressDisplay.Doing;
import org.cmimage.cli.render.Quantity;
import org.cmimage.cli.report.FetchProgress;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.core.pipeline.InstalledServices;
import org.cmimage.core.pipeline.SourceFetch;
import org.cmimage.core.plan.ComponentPlan;
import org.cmimage.core.plan.ImagePlan;
import org.cmimage.core.spi.OfflineSource;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.store.ClusterStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cm-image fetch}. */
@Command(
    name = "fetch",
    description = {
      "Fill a directory with all that images are made of, for head nodes without a network.",
      "What is there already is not fetched again; an interrupted run goes on when it is repeated."
    },
    footer = {
      "",
      "Examples:",
      "  cm-image fetch -d debian12 -a aarch64 /media/usb",
      "  cm-image create all --source /media/usb -d debian12 -a aarch64 --air-gapped"
    })
public final class FetchCommand implements Callable<Integer> {
  private final GlobalOptions global;

  @Parameters(
      arity = "1..2",
      paramLabel = "[COMPONENT] DIRECTORY",
      hideParamSyntax = true,
      description =
          "The component, swimage, node-installer, cmshared, or all (the default); and the"
              + " directory to fill.")
  private List<String> words = List.of();

  @Mixin private final ArchOsOptions archOs = new ArchOsOptions();
  @Mixin private final PackageOptions packages = new PackageOptions();

  @Option(
      names = "--head-arch",
      paramLabel = "ARCH",
      description =
          "The architecture of the head node that will make the images (default: this machine's).")
  private Optional<String> head = Optional.empty();

  @Option(names = "--dry-run", description = "Print what would be fetched, and stop.")
  private boolean dryRun;

  public FetchCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    ImageRequest request = request();
    String headName = head.orElseGet(Architecture::nameOfThisMachine);
    Architecture headArchitecture = RequestedArchOs.architecture(headName);
    Path directory = Path.of(words.get(words.size() - 1)).toAbsolutePath().normalize();
    OfflineSource source = source(directory);
    try (ClusterStore store = Stores.look(global.layout());
        ProgressDisplay display = global.progress(Doing.FETCHING)) {
      ImagePipeline pipeline =
          ImagePipeline.builder()
              .layout(global.layout())
              .store(store)
              .packageSystem(source.packages())
              .listener(display)
              .build();
      ImagePlan plan = planned(pipeline, request, display);
      if (dryRun) {
        plan.components().forEach(component -> print(component, System.out));
        return 0;
      }
      SourceFetch fetch =
          new SourceFetch(
              source, headArchitecture, new FetchProgress(System.err, InstantSource.system()));
      print(fetch.run(plan), directory, System.out);
      return 0;
    }
  }

  /** Plans the request with a display that ends with the plan; the fetch prints its own lines. */
  private static ImagePlan planned(
      ImagePipeline pipeline, ImageRequest request, ProgressDisplay display) throws ImageException {
    ImagePlan plan = pipeline.plan(request);
    display.close();
    return plan;
  }

  private ImageRequest request() throws Exception {
    Set<ComponentKind> kinds = RequestedArchOs.kinds(words.size() > 1 ? words.get(0) : "all");
    List<ComponentKind> all = new ArrayList<>(kinds);
    return packages
        .addTo(
            ImageRequest.bootstrap(
                archOs.archOs(global.catalog()), all.get(0), all.toArray(ComponentKind[]::new)))
        .build();
  }

  private OfflineSource source(Path directory) {
    return new InstalledServices(global.layout())
        .packages()
        .offlineSource(global.layout(), directory);
  }

  private void print(ComponentPlan plan, PrintStream out) {
    long bytes = plan.packages().stream().mapToLong(p -> p.downloadBytes()).sum();
    if (global.json()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("event", "plan");
      map.put("component", plan.component().name());
      map.put("package_count", plan.packages().size());
      map.put("download_bytes", bytes);
      map.put("fetch_bytes", plan.bytesToFetch());
      out.println(Json.line(map));
    } else {
      out.printf(
          "%s: %d packages, %s, of which %s are not in the cache%n",
          plan.component(),
          plan.packages().size(),
          Quantity.bytes(bytes),
          Quantity.bytes(plan.bytesToFetch()));
    }
  }

  private void print(OfflineSource.Content content, Path directory, PrintStream out) {
    if (global.json()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("event", "fetched");
      map.put("directory", directory.toString());
      map.put("package_count", content.packages());
      map.put("size_bytes", content.bytes());
      map.put("copied_bytes", content.copiedBytes());
      out.println(Json.line(map));
    } else {
      out.printf(
          "%s is complete: %d packages, %s, of which %s are new%n",
          directory,
          content.packages(),
          Quantity.bytes(content.bytes()),
          Quantity.bytes(content.copiedBytes()));
    }
  }
}
