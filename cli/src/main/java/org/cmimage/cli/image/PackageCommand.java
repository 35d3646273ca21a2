package org.cmimage.cli.image;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.Table;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.image.FinishedImage;
import org.cmimage.core.image.ImageLookup;
import org.cmimage.core.image.SoftwareList;
import org.cmimage.core.spi.HostCalls;
import org.cmimage.core.verify.InstalledSoftware;
import org.cmimage.model.store.ClusterStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cm-image package}. */
@Command(
    name = "package",
    description = "List the packages of an image, of dpkg or rpm, without running anything of it.",
    footer = {
      "",
      "Examples:",
      "  cm-image package -i default-image-debian12-aarch64 --list",
      "  cm-image package -i /cm/images/default-image-rocky9u3-aarch64 --list --output json"
    })
public final class PackageCommand implements Callable<Integer> {
  private final GlobalOptions global;

  @Option(
      names = {"-i", "--image"},
      paramLabel = "IMAGE",
      required = true,
      description = "The image's name, see: cm-image list; or the path of its tree.")
  private String name = "";

  @Option(
      names = "--list",
      required = true,
      description = "List name, version and architecture of what is installed.")
  @SuppressWarnings("UnusedVariable") // for the parser alone
  private boolean list;

  public PackageCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    HostCalls calls = HostCalls.installed();
    try (ClusterStore store = Stores.look(global.cluster())) {
      FinishedImage image = new ImageLookup(global.layout(), store.snapshot(), calls).find(name);
      List<InstalledSoftware> installed = SoftwareList.of(calls, image);
      if (global.json()) {
        System.out.println(Json.pretty(installed.stream().map(PackageCommand::toMap).toList()));
      } else {
        table(installed).plain().forEach(System.out::println);
      }
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
