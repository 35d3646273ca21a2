package org.cmimage.cli.image;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.cmimage.cli.option.ArchiveOptions;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.option.RequestedArchOs;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.report.EntryListing;
import org.cmimage.cli.report.IsoText;
import org.cmimage.cli.report.MediumText;
import org.cmimage.core.identity.TreeIdentity;
import org.cmimage.core.identity.TreeIdentity.Programs;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;
import org.cmimage.sources.archive.LeftOut;
import org.cmimage.sources.archive.entries.IsoFacts;
import org.cmimage.sources.medium.FileInspection;
import org.cmimage.sources.medium.Medium;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cm-image inspect}. */
@Command(
    name = "inspect",
    description =
        "Tell what an archive or installation medium is, or list what is in it. Nothing is unpacked"
            + " or run.",
    footer = {
      "",
      "FILE is a tar file, plain or compressed by gzip, xz, zstd, lz4 or bzip2, at a path or URL,",
      "or a squashfs or ISO 9660 image at a path; iso:IMAGE!/PATH is a file inside an ISO.",
      "",
      "Examples:",
      "  cm-image inspect default-image.tar.gz",
      "  cm-image inspect default-image.tar.gz --entries --output json",
      "  cm-image inspect debian-12-netinst.iso",
      "  cm-image inspect iso:/srv/live.iso!/live/filesystem.squashfs"
    })
public final class InspectCommand implements Callable<Integer> {
  private final GlobalOptions global;

  @Parameters(paramLabel = "FILE", description = "The archive.")
  private String file = "";

  @Option(
      names = "--entries",
      description =
          "List every entry as it is in the archive, in its order; with --output json one object a"
              + " line.")
  private boolean entries;

  @Option(
      names = {"-a", "--arch"},
      paramLabel = "ARCH",
      description = "Of a container image for several platforms, the one for this architecture.")
  private String architecture = "";

  @Mixin private final ArchiveOptions reading = new ArchiveOptions();

  public InspectCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    FileInspection archive =
        FileInspection.open(
            file,
            reading.reading(),
            architecture.isEmpty()
                ? Optional.empty()
                : Optional.of(RequestedArchOs.architecture(architecture)));
    // First, as the listing fails where the image is truncated.
    archive
        .iso()
        .flatMap(IsoText::warning)
        .ifPresent(text -> System.err.println("Warning: " + text));
    if (entries) {
      list(archive);
      return 0;
    }
    Optional<Medium> medium = archive.medium();
    if (medium.isPresent()) {
      // A medium contains trees but is not a tree itself, so it need not be read completely.
      print(archive, archive.iso().orElseThrow(), medium.get());
      return 0;
    }
    FileInspection.Content content = archive.content();
    TreeIdentity identity = content.identity();
    LeftOut leftOut = content.leftOut();
    if (global.json()) {
      System.out.println(Json.pretty(toMap(archive, identity, leftOut)));
    } else {
      describe(archive, identity, leftOut).forEach(System.out::println);
    }
    return 0;
  }

  private void print(FileInspection archive, IsoFacts iso, Medium medium) {
    if (global.json()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("archive", file);
      map.put("form", archive.form());
      map.put("iso", IsoText.toMap(iso));
      map.put("medium", MediumText.toMap(medium));
      System.out.println(Json.pretty(map));
    } else {
      System.out.println("form:          " + archive.form());
      IsoText.lines(iso).forEach(System.out::println);
      MediumText.lines(medium).forEach(System.out::println);
    }
  }

  private void list(FileInspection archive) throws IOException {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    EntryListing listing = new EntryListing(out, global.json());
    try {
      LeftOut.describe(archive.list(global.json(), listing))
          .ifPresent(fact -> System.err.println("Warning: " + fact));
    } catch (EntryListing.NobodyReads e) {
      // as for ls | head
    } finally {
      out.flush();
    }
  }

  private static List<String> describe(
      FileInspection archive, TreeIdentity identity, LeftOut leftOut) {
    List<String> lines = new ArrayList<>();
    lines.add("form:          " + archive.form());
    archive.iso().ifPresent(facts -> lines.addAll(IsoText.lines(facts)));
    lines.add(
        "component:     " + identity.kind().value().map(ComponentKind::label).orElse("unknown"));
    lines.add(
        "distribution:  "
            + identity.distribution().value().map(Distribution::id).orElse("unknown"));
    lines.add(
        "architecture:  "
            + identity.architecture().value().map(Architecture::unameName).orElse("unknown"));
    if (!identity.kernels().isEmpty()) {
      lines.add("kernels:       " + String.join(", ", identity.kernels()));
    }
    if (!identity.programs().isEmpty()) {
      lines.add(
          "programs:      "
              + identity.programs().stream()
                  .map(programs -> programs.count() + " " + programs.machine())
                  .collect(Collectors.joining(", ")));
    }
    if (!leftOut.topDirectory().isRoot()) {
      lines.add("top directory: " + leftOut.topDirectory() + ", which an import leaves out");
    }
    if (leftOut.machine().count() > 0) {
      lines.add(
          "left out:      "
              + leftOut.machine().count()
              + " entries of the machine it was made on, such as "
              + leftOut.machine().examples().get(0));
    }
    if (leftOut.whiteouts().count() > 0) {
      lines.add(
          "whiteouts:     "
              + leftOut.whiteouts().count()
              + " as in a layer, such as "
              + leftOut.whiteouts().examples().get(0));
    }
    LeftOut.describe(leftOut.behind()).ifPresent(fact -> lines.add("not read:      " + fact));
    lines.add("why:");
    identity.why().forEach(reason -> lines.add("  " + reason));
    return lines;
  }

  private Map<String, Object> toMap(
      FileInspection archive, TreeIdentity identity, LeftOut leftOut) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("archive", file);
    map.put("form", archive.form());
    archive.iso().ifPresent(facts -> map.put("iso", IsoText.toMap(facts)));
    identity.kind().value().ifPresent(kind -> map.put("component_kind", kind.verb()));
    identity.distribution().value().ifPresent(release -> map.put("distribution", release.id()));
    identity
        .architecture()
        .value()
        .ifPresent(architecture -> map.put("architecture", architecture.unameName()));
    map.put("kernel_releases", identity.kernels());
    Map<String, Object> programs = new LinkedHashMap<>();
    for (Programs of : identity.programs()) {
      programs.put(of.machine(), of.count());
    }
    map.put("programs", programs);
    map.put("top_directory", leftOut.topDirectory().toString());
    map.put("left_out_count", leftOut.machine().count());
    map.put(
        "left_out_examples",
        leftOut.machine().examples().stream().map(TreePath::toString).toList());
    map.put("whiteout_count", leftOut.whiteouts().count());
    map.put("after_end", leftOut.behind().name().toLowerCase(Locale.ROOT));
    map.put("why", identity.why());
    return map;
  }
}
