package org.cmimage.cli.image;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.cmimage.cli.option.ArchiveOptions;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.option.RequestedArchOs;
import org.cmimage.cli.option.RunOptions;
import org.cmimage.cli.render.ProgressDisplay.Doing;
import org.cmimage.core.ArchiveReading;
import org.cmimage.core.ComponentOrigin;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.model.ComponentKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cm-image import}. */
@Command(
    name = "import",
    description = "Import images that were made elsewhere, and register them.",
    footer = {
      "",
      "ARCHIVE is a tar file, plain or compressed by gzip, xz, zstd, lz4 or bzip2: a path or URL;",
      "or a squashfs or ISO 9660 image of this machine.",
      "",
      "Examples:",
      "  cm-image import swimage default-image.tar.gz -d ubuntu2404 -a aarch64",
      "  cm-image import cmshared https://example.com/cmshared.tar.gz --checksums \\",
      "      https://example.com/SHA256SUMS -d ubuntu2404 -a aarch64",
      "  cm-image import all --swimage default-image.tar.gz --node-installer node-installer.tar.gz"
          + " \\",
      "      --cmshared cmshared.tar.gz -d ubuntu2404 -a aarch64"
    })
public final class ImportCommand implements Callable<Integer> {
  private final GlobalOptions global;

  @Mixin private final RequestedArchOs requested = new RequestedArchOs();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "ARCHIVE",
      description = "The archive of a single component.")
  private Optional<String> archive = Optional.empty();

  @Option(
      names = "--swimage",
      paramLabel = "ARCHIVE",
      description = "With all: the archive of the software image.")
  private Optional<String> softwareImage = Optional.empty();

  @Option(
      names = "--node-installer",
      paramLabel = "ARCHIVE",
      description = "With all: the archive of the node-installer.")
  private Optional<String> nodeInstaller = Optional.empty();

  @Option(
      names = "--cmshared",
      paramLabel = "ARCHIVE",
      description = "With all: the archive of /cm/shared.")
  private Optional<String> shared = Optional.empty();

  @Option(
      names = "--sha256",
      paramLabel = "HEX",
      description = "The digest that the archive of a single component has to have.")
  private Optional<String> sha256 = Optional.empty();

  @Option(
      names = "--checksums",
      paramLabel = "FILE",
      description = "A SHA256SUMS file (a path or URL) that has to list each archive.")
  private Optional<String> checksums = Optional.empty();

  @Mixin private final ArchiveOptions reading = new ArchiveOptions();
  @Mixin private final RunOptions run = new RunOptions();

  public ImportCommand(GlobalOptions global) {
    this.global = global;
  }

  @Override
  public Integer call() throws Exception {
    ImageRequest request = request();
    return new RequestRun(global, run, Doing.IMPORTING).run(request);
  }

  private ImageRequest request() throws ImageException {
    Set<ComponentKind> kinds = requested.kinds();
    boolean all = kinds.size() > 1;
    Map<ComponentKind, ComponentOrigin.Archive> archives =
        all ? severalArchives() : Map.of(kinds.iterator().next(), singleArchive());
    ImageRequest request = ImageRequest.importing(requested.archOs(global.catalog()), archives);
    return all ? request.thenBinding() : request;
  }

  private ComponentOrigin.Archive singleArchive() throws ImageException {
    if (archive.isEmpty() || !named().isEmpty()) {
      throw wrong("the archive of a single component follows its name", example("ARCHIVE"));
    }
    return new ComponentOrigin.Archive(archive.get(), sha256, checksums, reading.reading());
  }

  private Map<ComponentKind, ComponentOrigin.Archive> severalArchives() throws ImageException {
    Map<ComponentKind, ComponentOrigin.Archive> named = named();
    if (archive.isPresent() || named.isEmpty()) {
      throw wrong(
          "with \"all\", pass each archive by option",
          example("[--swimage ARCHIVE] [--node-installer ARCHIVE] [--cmshared ARCHIVE]"));
    }
    if (sha256.isPresent()) {
      throw wrong("--sha256 is for a single archive", "use --checksums, or import one at a time");
    }
    return named;
  }

  private Map<ComponentKind, ComponentOrigin.Archive> named() throws ImageException {
    ArchiveReading how = reading.reading();
    Map<ComponentKind, ComponentOrigin.Archive> named = new EnumMap<>(ComponentKind.class);
    softwareImage.ifPresent(a -> named.put(ComponentKind.SOFTWARE_IMAGE, listed(a, how)));
    nodeInstaller.ifPresent(a -> named.put(ComponentKind.NODE_INSTALLER, listed(a, how)));
    shared.ifPresent(a -> named.put(ComponentKind.CM_SHARED, listed(a, how)));
    return named;
  }

  private ComponentOrigin.Archive listed(String location, ArchiveReading how) {
    return new ComponentOrigin.Archive(location, Optional.empty(), checksums, how);
  }

  private String example(String archives) {
    return "cm-image import " + requested.word() + " " + archives + " -a ARCH -d DISTRO";
  }

  private ImageException wrong(String fact, String cure) {
    return new ImageException(
        ErrorCode.INVALID_REQUEST,
        "cannot import " + requested.word(),
        fact,
        new Remedy.Advice(cure));
  }
}
