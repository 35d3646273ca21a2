package org.cmimage.cli.change;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.cmimage.cli.option.ChangeOptions;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.option.RequestedImage;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.Table;
import org.cmimage.cli.report.HostEffectWarnings;
import org.cmimage.core.cluster.Privilege;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.InstalledSoftware;
import org.cmimage.core.image.FinishedImage;
import org.cmimage.core.image.SoftwareList;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.store.ClusterStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cm-image package}. */
@Command(
    name = "package",
    description = "List or change the packages of an image.",
    footer = {
      "",
      "Packages are changed in a copy of the image, which takes its place when all is well: a"
          + " change that",
      "fails or is killed leaves the image as it was. --list runs nothing of the image, and knows"
          + " dpkg and rpm.",
      "",
      "Examples:",
      "  cm-image package -i default-image-debian12-aarch64 --list",
      "  cm-image package -i default-image-debian12-aarch64 --install nginx,strace",
      "  cm-image package -i /cm/images/default-image-debian12-aarch64 --remove strace --purge",
      "  cm-image package -i default-image-debian12-aarch64 --update-all --dry-run",
      "  cm-image package -i default-image-debian12-aarch64 --rollback"
    })
public final class PackageCommand implements Callable<Integer> {
  private final GlobalOptions global;

  @Mixin private final RequestedImage requested = new RequestedImage();

  @Option(
      names = "--list",
      description = "List name, version and architecture of what is installed.")
  private boolean list;

  @Option(names = "--history", description = "List the states that --rollback goes back to.")
  private boolean history;

  @Option(
      names = "--rollback",
      paramLabel = "STATE",
      arity = "0..1",
      fallbackValue = "",
      description =
          "Go back to a state that --history lists; without STATE, to the one before the last"
              + " change.")
  private Optional<String> rollback = Optional.empty();

  @Option(names = "--dry-run", description = "Print what would be changed, and stop.")
  private boolean dryRun;

  @Mixin private final ChangeOptions options = new ChangeOptions();

  public PackageCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    long verbs =
        Stream.of(list, history, rollback.isPresent(), !options.isEmpty())
            .filter(asked -> asked)
            .count();
    if (verbs != 1) {
      throw new ImageException(
          ErrorCode.INVALID_REQUEST,
          "cannot work on the packages of " + requested.name(),
          "expected one of --list, --install, --remove, --update, --update-all, --history"
              + " and --rollback",
          new Remedy.Advice("see: cm-image package --help"));
    }
    if (list || history || dryRun) {
      try (ClusterStore store = Stores.look(global.cluster())) {
        return run(store);
      }
    }
    Privilege.requireRoot("change the packages of an image");
    try (ClusterStore store = HostEffectWarnings.openExisting(global.cluster())) {
      int code = run(store);
      HostEffectWarnings.refresh(store);
      return code;
    }
  }

  private int run(ClusterStore store) throws Exception {
    HostCalls calls = HostCalls.installed();
    FinishedImage image = requested.find(global.layout(), store, calls);
    if (history) {
      return new ImageHistory(global, image).print(calls);
    }
    if (rollback.isPresent()) {
      return new ImageHistory(global, image)
          .rollBack(store, calls, rollback.filter(id -> !id.isEmpty()));
    }
    if (!list) {
      return new PackageChange(global, store, image).run(options.change(), dryRun);
    }
    List<InstalledSoftware> installed = SoftwareList.of(calls, image);
    if (global.json()) {
      System.out.println(Json.pretty(installed.stream().map(PackageCommand::toMap).toList()));
    } else {
      table(installed).plain().forEach(System.out::println);
    }
    return 0;
  }

  private static Table table(List<InstalledSoftware> installed) {
    Table table =
        new Table(
            List.of(
                new Table.Column("Package", 0),
                new Table.Column("Version", 0),
                new Table.Column("Architecture", 0),
                new Table.Column("State", 0)));
    installed.forEach(
        one -> table.row(List.of(one.name(), one.version(), one.architecture(), one.state())));
    return table;
  }

  private static Map<String, Object> toMap(InstalledSoftware installed) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", installed.name());
    map.put("version", installed.version());
    map.put("architecture", installed.architecture());
    map.put("state", installed.state());
    return map;
  }
}
