package org.cmimage.cli.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.option.RequestedDistribution;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.Table;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cm-image distros}. */
@Command(
    name = "distros",
    description = "List the distributions images can be made of, or what one of them is made of.")
public final class DistrosCommand implements Callable<Integer> {
  private final GlobalOptions global;

  @Parameters(
      paramLabel = "DISTRO",
      arity = "0..1",
      description = "Show the repositories and packages of this one.")
  private Optional<String> name = Optional.empty();

  public DistrosCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    DistributionCatalog catalog = global.catalog();
    if (name.isPresent()) {
      DistributionSpec spec = catalog.find(RequestedDistribution.parse(name.get(), catalog));
      if (global.json()) {
        System.out.println(Json.pretty(toMap(spec)));
      } else {
        describe(spec).forEach(System.out::println);
      }
      return 0;
    }
    List<DistributionSpec> all = catalog.all();
    if (global.json()) {
      System.out.println(Json.pretty(all.stream().map(DistrosCommand::toMap).toList()));
    } else {
      table(all).plain().forEach(System.out::println);
    }
    return 0;
  }

  private static Table table(List<DistributionSpec> all) {
    Table table =
        new Table(
            List.of(
                new Table.Column("Distribution", 0),
                new Table.Column("Title", 0),
                new Table.Column("Architectures", 0)));
    for (DistributionSpec spec : all) {
      table.row(List.of(spec.distribution().id(), spec.title(), architectures(spec)));
    }
    return table;
  }

  private List<String> describe(DistributionSpec spec) {
    List<String> lines = new ArrayList<>();
    lines.add(spec.title() + " (" + spec.distribution() + "): " + architectures(spec));
    if (!spec.notice().isEmpty()) {
      lines.add("  notice: " + spec.notice());
    }
    spec.repositories()
        .forEach(
            (architecture, repositories) ->
                repositories.forEach(
                    r ->
                        lines.add(
                            "  "
                                + architecture
                                + ": "
                                + r.uri()
                                + " "
                                + r.suite()
                                + " "
                                + String.join(" ", r.components()))));
    spec.kernels()
        .forEach(
            (architecture, kernel) -> {
              lines.add("  kernel of " + architecture + ": " + kernel);
              spec.flavours()
                  .getOrDefault(architecture, Map.of())
                  .forEach((name, other) -> lines.add("    --kernel " + name + ": " + other));
            });
    for (ComponentKind kind : ComponentKind.values()) {
      List<String> packages = spec.packages().getOrDefault(kind, List.of());
      if (!packages.isEmpty()) {
        lines.add("  packages of the " + kind.label() + ", beside the distribution's base:");
        packages.forEach(p -> lines.add("    " + p));
      }
    }
    lines.add("To change it, put your own version into " + global.layout().distributions());
    return lines;
  }

  private static String architectures(DistributionSpec spec) {
    return spec.repositories().keySet().stream()
        .map(Architecture::unameName)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static Map<String, Object> toMap(DistributionSpec spec) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("distribution", spec.distribution().id());
    map.put("title", spec.title());
    map.put(
        "architectures",
        spec.repositories().keySet().stream().map(Architecture::unameName).sorted().toList());
    if (!spec.notice().isEmpty()) {
      map.put("notice", spec.notice());
    }
    Map<String, Object> kernels = new LinkedHashMap<>();
    List<Map<String, Object>> flavours = new ArrayList<>();
    spec.kernels().forEach((architecture, kernel) -> kernels.put(architecture.unameName(), kernel));
    spec.flavours()
        .forEach(
            (architecture, packages) ->
                packages.forEach(
                    (name, kernel) -> flavours.add(flavour(architecture, name, kernel))));
    map.put("kernels", kernels);
    map.put("kernel_flavours", flavours);
    Map<String, Object> packages = new LinkedHashMap<>();
    spec.packages().forEach((kind, names) -> packages.put(kind.verb(), names));
    map.put("packages", packages);
    return map;
  }

  private static Map<String, Object> flavour(
      Architecture architecture, String name, String kernel) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("architecture", architecture.unameName());
    map.put("flavour", name);
    map.put("package", kernel);
    return map;
  }
}
