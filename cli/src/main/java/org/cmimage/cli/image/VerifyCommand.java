package org.cmimage.cli.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.Quantity;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.ImageException;
import org.cmimage.core.Remedy;
import org.cmimage.core.cluster.Privilege;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.manifest.TreeDifference;
import org.cmimage.core.manifest.TreeDifferences;
import org.cmimage.core.manifest.TreeManifest.Depth;
import org.cmimage.core.pipeline.TreeAudit;
import org.cmimage.core.spi.HostCalls;
import org.cmimage.core.verify.Finding;
import org.cmimage.core.verify.VerificationReport;
import org.cmimage.core.yaml.NearMatches;
import org.cmimage.model.ComponentName;
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.store.ClusterStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cm-image verify}. */
@Command(
    name = "verify",
    description = "Verify a tree again, without running anything of it.",
    footer = {
      "",
      "The exit code is 6 where the tree is not what it is to be.",
      "",
      "Examples:",
      "  cm-image verify default-image-debian12-aarch64",
      "  cm-image verify node-installer-debian12-aarch64 --deep --output json"
    })
public final class VerifyCommand implements Callable<Integer> {
  private final GlobalOptions global;

  @Parameters(
      paramLabel = "NAME",
      description =
          "The image's name, see: cm-image list; or node-installer-DISTRO-ARCH, shared-DISTRO-ARCH;"
              + " or the path of its tree.")
  private String name = "";

  @Option(
      names = "--deep",
      description =
          "Read every file and compare its digest; without it, all else that the manifest tells.")
  private boolean deep;

  public VerifyCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    ComponentName component = component();
    Privilege.requireRoot("verify " + component);
    Depth depth = deep ? Depth.CONTENT : Depth.METADATA;
    TreeAudit audit = TreeAudit.of(global.layout(), HostCalls.installed(), component, depth);
    if (global.json()) {
      System.out.println(Json.pretty(toMap(audit)));
    } else {
      lines(audit).forEach(System.out::println);
    }
    return audit.isRight() ? 0 : ErrorCode.IMAGE_INCOMPLETE.category().exitCode();
  }

  /** Registered or not: what is to be verified is the tree. */
  private ComponentName component() throws Exception {
    try (ClusterStore store = Stores.look(global.layout())) {
      ClusterSnapshot cluster = store.snapshot();
      ComponentName component = named().orElseThrow(() -> unknown(cluster));
      if (!Files.isDirectory(global.layout().tree(component))) {
        throw unknown(cluster);
      }
      return component;
    }
  }

  /** By its name, or by the path of its tree, on this machine or below the cluster's root. */
  private Optional<ComponentName> named() {
    if (!name.contains("/")) {
      return ComponentName.find(name);
    }
    Path path = Path.of(name).toAbsolutePath().normalize();
    Path root = global.layout().resolve("/");
    Path below = path.startsWith(root) ? Path.of("/").resolve(root.relativize(path)) : path;
    return ComponentName.ofPath(below.toString());
  }

  private ImageException unknown(ClusterSnapshot cluster) {
    if (cluster.find(EntityType.SOFTWARE_IMAGE, name).isPresent()
        && ComponentName.find(name).isEmpty()) {
      return new ImageException(
          ErrorCode.INVALID_REQUEST,
          "cannot verify \"" + name + "\": its name does not say what it is to be",
          new Remedy.Advice("Names that do end in -DISTRO-ARCH, as in -debian12-aarch64."));
    }
    List<String> names = cluster.componentNames();
    List<String> near = NearMatches.of(name, names);
    return new ImageException(
        ErrorCode.NO_SUCH_IMAGE,
        "cannot verify \"" + name + "\": there is no such tree",
        names.isEmpty()
            ? new Remedy.Advice("Create one first; see: cm-image create --help")
            : new Remedy.Choose("NAME", near.isEmpty() ? names : near, Optional.of(name)));
  }

  private static List<String> lines(TreeAudit audit) {
    VerificationReport report = audit.report();
    List<String> lines = new ArrayList<>();
    for (Finding finding : report.findings()) {
      lines.add(severity(finding) + ": " + finding);
    }
    lines.addAll(
        audit
            .changes()
            .map(VerifyCommand::lines)
            .orElse(List.of("What it was when it was published is not recorded.")));
    int errors = report.errors().size();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %s; %d errors, %d warnings; %d files, %s%s",
            audit.component(),
            audit.isRight() ? "as it is to be" : "not what it is to be",
            errors,
            report.findings().size() - errors,
            report.files(),
            Quantity.bytes(report.bytes()),
            report.kernelRelease().map(kernel -> ", kernel " + kernel).orElse("")));
    return lines;
  }

  private static List<String> lines(TreeDifferences changes) {
    List<String> lines = new ArrayList<>();
    changes.first().forEach(change -> lines.add("changed: " + change));
    lines.add(
        String.format(
            Locale.ROOT,
            "Since it was published: %d changed, %d missing, %d added, of %d",
            changes.changed(),
            changes.missing(),
            changes.extra(),
            changes.compared()));
    return lines;
  }

  private static Map<String, Object> toMap(TreeDifferences changes) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("compared", changes.compared());
    map.put("changed", changes.changed());
    map.put("missing", changes.missing());
    map.put("added", changes.extra());
    map.put("first", changes.first().stream().map(VerifyCommand::toMap).toList());
    return map;
  }

  private static Map<String, Object> toMap(TreeDifference change) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("path", change.path().toString());
    map.put("change", change.change().name().toLowerCase(Locale.ROOT));
    map.put("facts", change.facts());
    return map;
  }

  private static Map<String, Object> toMap(TreeAudit audit) {
    VerificationReport report = audit.report();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("component", audit.component().name());
    map.put("tree", audit.tree().toString());
    map.put("right", audit.isRight());
    report.kernelRelease().ifPresent(kernel -> map.put("kernel", kernel));
    map.put("files", report.files());
    map.put("bytes", report.bytes());
    map.put("machines", report.machines());
    audit.changes().ifPresent(changes -> map.put("since_published", toMap(changes)));
    map.put("findings", report.findings().stream().map(VerifyCommand::toMap).toList());
    return map;
  }

  private static Map<String, Object> toMap(Finding finding) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("severity", severity(finding));
    map.put("code", finding.code().name());
    map.put("check", finding.check());
    map.put("path", finding.path());
    map.put("expected", finding.expected());
    map.put("found", finding.found());
    return map;
  }

  private static String severity(Finding finding) {
    return finding.severity().name().toLowerCase(Locale.ROOT);
  }
}
