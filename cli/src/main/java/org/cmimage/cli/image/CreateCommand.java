package org.cmimage.cli.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.cmimage.cli.option.BootstrapOptions;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.option.RequestedArchOs;
import org.cmimage.cli.option.RunOptions;
import org.cmimage.cli.render.ProgressDisplay.Doing;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cm-image create}. */
@Command(
    name = "create",
    description = "Make the images of one architecture and distribution, and register them.",
    footer = {
      "",
      "One of --bootstrap, --source, --add-only and --add-archos is required.",
      "",
      "Examples:",
      "  cm-image create swimage --bootstrap -d debian12 -a aarch64",
      "  cm-image create all --bootstrap -d debian12 -a aarch64",
      "  cm-image create swimage --bootstrap -d debian13 -a x86_64 --dry-run",
      "  cm-image create all --bootstrap -d ubuntu2404 -a aarch64 --dry-run --diagnose report.txt",
      "  cm-image create all --arch aarch64 --source base.tar.gz --distro debian12 --air-gapped",
      "  cm-image create all -a x86_64 -d debian12 --source dvd1.iso --source dvd2.iso"
          + " --air-gapped",
      "  cm-image --verbose create all --arch aarch64 --distro ubuntu2404 --add-only",
      "  cm-image --verbose create all --arch aarch64 --distro ubuntu2404 --add-archos"
    })
public final class CreateCommand implements Callable<Integer> {
  private final GlobalOptions global;

  @Mixin private final RequestedArchOs requested = new RequestedArchOs();

  @Option(
      names = "--bootstrap",
      description = "Make it from the distribution's package repositories.")
  private boolean bootstrap;

  @Option(
      names = "--source",
      paramLabel = "PLACE",
      description =
          "Make it from this source: an archive of a distribution's minimal root (a path or"
              + " URL), which packages complete, a directory of packages, or an installation or"
              + " live medium (FILE.iso). May be repeated, as for a set of DVDs: the base is that"
              + " of the first that has one, packages are those of all.")
  private List<String> sources = List.of();

  @Option(
      names = {"-i", "--image"},
      paramLabel = "IMAGE",
      description =
          "With cmshared: the image of the nodes that mount the tree, by name or path. Applications"
              + " bring what that lacks; without it, what an image of the distribution without"
              + " added packages lacks.")
  private Optional<String> image = Optional.empty();

  @Option(
      names = "--add-only",
      description = "Register directories that are there already; nothing of them is changed.")
  private boolean addOnly;

  @Option(
      names = "--add-archos",
      description = "Only the archOS stage: enter the three registered components as one.")
  private boolean addArchOs;

  @Option(
      names = "--diagnose",
      paramLabel = "FILE",
      description =
          "With --dry-run: write into FILE what the repositories are, what they offer of the"
              + " packages, and the plan or why there is none, to be sent to the maintainers.")
  private Optional<Path> diagnosis = Optional.empty();

  @Mixin private final BootstrapOptions options = new BootstrapOptions();
  @Mixin private final RunOptions run = new RunOptions();

  public CreateCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    ImageRequest request = request();
    RequestRun requested =
        new RequestRun(global, run, addOnly || addArchOs ? Doing.ADDING : Doing.CREATING);
    if (diagnosis.isEmpty()) {
      return requested.run(request);
    }
    requireDiagnosable();
    return requested.diagnose(request, diagnosis.get());
  }

  private void requireDiagnosable() throws ImageException {
    if (!run.dryRun() || addOnly || addArchOs) {
      throw new ImageException(
          ErrorCode.INVALID_REQUEST,
          "cannot diagnose " + requested.word(),
          "expected --diagnose with --dry-run, and --bootstrap or --source",
          new Remedy.Advice("add --dry-run, or leave out --diagnose"));
    }
  }

  private ImageRequest request() throws Exception {
    requireOneOrigin();
    ArchOs archOs = requested.archOs(global.catalog());
    Set<ComponentKind> kinds = requested.kinds();
    requireCmSharedAlone(kinds);
    ComponentKind first = kinds.iterator().next();
    ComponentKind[] all = kinds.toArray(ComponentKind[]::new);
    if (addArchOs) {
      return ImageRequest.binding(archOs);
    }
    if (addOnly) {
      return ImageRequest.adding(archOs, first, all);
    }
    ImageRequest.Builder request = ImageRequest.bootstrap(archOs, first, all);
    request.sources(sources);
    if (image.isPresent()) {
      request.nodeImage(new NodeImage(global, image.get()).path(archOs));
    }
    return options.applyTo(request);
  }

  private void requireCmSharedAlone(Set<ComponentKind> kinds) throws ImageException {
    boolean isMade = kinds.equals(Set.of(ComponentKind.CM_SHARED)) && !addOnly && !addArchOs;
    if (image.isPresent() && !isMade) {
      throw new ImageException(
          ErrorCode.INVALID_REQUEST,
          "cannot create " + requested.word() + " for the nodes of an image",
          "expected cmshared, made of packages, with -i",
          new Remedy.Advice("leave out -i, or make cmshared by --bootstrap or --source"));
    }
  }

  private void requireOneOrigin() throws ImageException {
    List<String> given =
        List.of(
                bootstrap ? "--bootstrap" : "",
                sources.isEmpty() ? "" : "--source",
                addOnly ? "--add-only" : "",
                addArchOs ? "--add-archos" : "")
            .stream()
            .filter(option -> !option.isEmpty())
            .toList();
    if (given.size() != 1) {
      throw new ImageException(
          ErrorCode.INVALID_REQUEST,
          "cannot create " + requested.word(),
          "expected one of --bootstrap, --source, --add-only and --add-archos, found "
              + (given.isEmpty() ? "none" : String.join(" and ", given)),
          new Remedy.Advice(
              "--bootstrap makes it from nothing, --source out of an archive or directory,"
                  + " --add-only registers directories that are there, --add-archos does the archOS"
                  + " stage alone"));
    }
  }
}
