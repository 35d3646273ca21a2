package org.cmimage.cli.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.option.RequestedArchOs;
import org.cmimage.cli.option.RequestedDistribution;
import org.cmimage.core.Acceleration;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.PackageSources;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.yaml.YamlFile;
import org.cmimage.core.yaml.YamlSection;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.model.store.StoreException;

/**
 * A file of images to make, in YAML or JSON: a list {@code images} whose keys are the long options
 * of {@code cm-image create}, {@code docs/FROMFILE.md}.
 */
final class ImageFile {
  private static final int MAX_BYTES = 1 << 20;
  private static final Set<String> KEYS =
      Set.of(
          "components",
          "arch",
          "distro",
          "source",
          "add-only",
          "baserepo",
          "cmrepo",
          "excludecm",
          "excludedist",
          "image",
          "packages",
          "preferences",
          "custom-pre-install-script",
          "lock",
          "kernel",
          "air-gapped",
          "register-binfmt",
          "acceleration");

  private final GlobalOptions global;
  private final DistributionCatalog catalog;
  private final List<String> errors = new ArrayList<>();

  /** The components that earlier images of the file make. */
  private final Set<ComponentName> before = new HashSet<>();

  private ImageFile(GlobalOptions global) {
    this.global = global;
    this.catalog = global.catalog();
  }

  /**
   * Reads the requests of a file, in its order.
   *
   * @param global the cluster, in which images are looked up by name
   * @throws ImageException with all errors, a line each with its place
   */
  static List<ImageRequest> read(Path file, GlobalOptions global) throws ImageException {
    ImageFile reading = new ImageFile(global);
    List<ImageRequest> requests = new ArrayList<>();
    reading.check(
        () -> {
          YamlSection root = root(file);
          reading.check(() -> root.allowOnly(Set.of("images")));
          List<YamlSection> images =
              root.items("images")
                  .orElseThrow(() -> root.fault("images", "key \"images\" is missing"));
          if (images.isEmpty()) {
            throw root.fault("images", "the list is empty");
          }
          images.forEach(image -> requests.addAll(reading.requests(image)));
        });
    if (!reading.errors.isEmpty()) {
      throw new ImageException(
          Fault.sentence(
              ErrorCode.INVALID_CONFIGURATION,
              String.join("\n", reading.errors),
              new Remedy.Advice("correct " + file + "; its form: docs/FROMFILE.md")));
    }
    return requests;
  }

  private static YamlSection root(Path file) throws FaultException {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return YamlSection.root(
          YamlFile.read(new ByteArrayInputStream(bytes), file.toString(), MAX_BYTES));
    } catch (FaultException e) {
      throw e;
    } catch (IOException e) {
      throw YamlFile.fault(
          file.toString(), Files.exists(file) ? "it cannot be read" : "there is no such file");
    }
  }

  /** A check that can fail. */
  private interface Check {
    void run() throws FaultException, ImageException;
  }

  /** A value whose reading can fail. */
  private interface Value<T> {
    T get() throws FaultException, ImageException;
  }

  private void check(Check check) {
    try {
      check.run();
    } catch (FaultException | ImageException e) {
      errors.add(e.getMessage());
    }
  }

  private <T> T value(T otherwise, Value<T> value) {
    try {
      return value.get();
    } catch (FaultException | ImageException e) {
      errors.add(e.getMessage());
      return otherwise;
    }
  }

  /** Returns the requests of an image, one for each architecture. */
  private List<ImageRequest> requests(YamlSection image) {
    check(() -> image.allowOnly(KEYS));
    Set<ComponentKind> components = value(Set.of(), () -> components(image));
    Optional<Distribution> distribution =
        value(Optional.empty(), () -> Optional.of(distribution(image)));
    List<Architecture> architectures = value(List.of(), () -> architectures(image));
    boolean addsOnly = flag(image, "add-only");
    Options options = options(image);
    if (addsOnly && image.keys().contains("source")) {
      check(
          () -> {
            throw image.faultAtKey("source", "add-only registers what is there, without a source");
          });
    }
    if (components.isEmpty() || distribution.isEmpty()) {
      return List.of();
    }
    ComponentKind first = components.iterator().next();
    ComponentKind[] all = components.toArray(ComponentKind[]::new);
    List<ImageRequest> requests = new ArrayList<>();
    for (Architecture architecture : architectures) {
      check(() -> requireOffered(image, distribution.get(), architecture));
      ArchOs archOs = new ArchOs(architecture, distribution.get());
      ImageRequest.Builder request = ImageRequest.bootstrap(archOs, first, all);
      if (image.keys().contains("image")) {
        boolean makesCmShared = components.equals(Set.of(ComponentKind.CM_SHARED)) && !addsOnly;
        check(() -> request.nodeImage(nodeImage(image, makesCmShared, archOs)));
      }
      ImageRequest made =
          addsOnly ? ImageRequest.adding(archOs, first, all) : options.applyTo(request);
      requests.add(made);
      before.addAll(made.names());
    }
    return requests;
  }

  /** Returns the path of an image that exists, or that is made earlier. */
  private String nodeImage(YamlSection image, boolean makesCmShared, ArchOs archOs)
      throws FaultException, ImageException {
    String name = image.text("image");
    if (!makesCmShared) {
      throw image.faultAtKey("image", "it goes with components: cmshared, made of packages");
    }
    Optional<ComponentName> made =
        ComponentName.find(name)
            .filter(component -> component.archOs().equals(archOs) && before.contains(component));
    if (made.isPresent()) {
      return made.get().path();
    }
    try {
      return new NodeImage(global, name).path(archOs);
    } catch (ImageException e) {
      throw image.fault("image", e.getMessage());
    } catch (FaultException e) {
      throw image.fault("image", e.getMessage());
    } catch (IOException | StoreException e) {
      throw image.fault("image", "the cluster cannot be read: " + e.getMessage());
    }
  }

  private static Set<ComponentKind> components(YamlSection image)
      throws FaultException, ImageException {
    EnumSet<ComponentKind> kinds = EnumSet.noneOf(ComponentKind.class);
    for (String word : image.oneOrMore("components").orElse(List.of("all"))) {
      try {
        kinds.addAll(RequestedArchOs.kinds(word));
      } catch (ImageException e) {
        throw image.fault(
            "components",
            "unknown component \""
                + word
                + "\"; expected all, swimage, node-installer or cmshared");
      }
    }
    if (kinds.isEmpty()) {
      throw image.fault("components", "the list is empty");
    }
    return kinds;
  }

  private Distribution distribution(YamlSection image) throws FaultException, ImageException {
    String text = image.text("distro");
    try {
      return RequestedDistribution.parse(text, catalog);
    } catch (ImageException e) {
      throw image.fault("distro", e.getMessage());
    }
  }

  /** Checks that the catalog offers the architecture; existing trees need not be in the catalog. */
  private void requireOffered(
      YamlSection image, Distribution distribution, Architecture architecture)
      throws FaultException, ImageException {
    if (image.flag("add-only").orElse(false)) {
      return;
    }
    try {
      catalog.find(distribution, architecture);
    } catch (FaultException e) {
      throw image.fault("distro", e.getMessage());
    } catch (IOException e) {
      throw image.fault("distro", "the catalog cannot be read: " + e.getMessage());
    }
  }

  private static List<Architecture> architectures(YamlSection image)
      throws FaultException, ImageException {
    List<Architecture> architectures = new ArrayList<>();
    List<String> words =
        image
            .oneOrMore("arch")
            .orElseThrow(() -> image.fault("arch", "key \"images.arch\" is missing"));
    for (String word : words) {
      architectures.add(
          Architecture.find(word)
              .orElseThrow(
                  () ->
                      image.fault(
                          "arch",
                          "unknown architecture \""
                              + word
                              + "\"; expected x86_64, aarch64 or riscv64")));
    }
    return architectures;
  }

  private boolean flag(YamlSection image, String key) {
    return value(false, () -> image.flag(key).orElse(false));
  }

  private List<String> texts(YamlSection image, String key) {
    return value(List.of(), () -> image.oneOrMore(key).orElse(List.of()));
  }

  private Optional<String> text(YamlSection image, String key) {
    return value(Optional.empty(), () -> image.optionalText(key));
  }

  /** The options for installing packages. */
  private record Options(
      List<String> sources,
      List<String> base,
      PackageSources.Additional additional,
      List<String> excluded,
      List<String> packages,
      Optional<String> preferences,
      Optional<Path> script,
      Optional<Path> lock,
      Optional<String> kernel,
      boolean airGapped,
      boolean registerBinfmt,
      Acceleration acceleration) {
    ImageRequest applyTo(ImageRequest.Builder request) {
      preferences.ifPresent(request::preferences);
      script.ifPresent(request::preInstallScript);
      lock.ifPresent(request::lock);
      kernel.ifPresent(request::kernel);
      return request
          .sources(sources)
          .baseRepositories(base)
          .additionalRepositories(additional)
          .additionalPackages(packages)
          .excludedPackages(excluded)
          .airGapped(airGapped)
          .registerBinfmt(registerBinfmt)
          .acceleration(acceleration)
          .build();
    }
  }

  private Options options(YamlSection image) {
    return new Options(
        texts(image, "source"),
        texts(image, "baserepo"),
        new PackageSources.Additional(texts(image, "cmrepo"), texts(image, "excludecm")),
        texts(image, "excludedist"),
        texts(image, "packages"),
        text(image, "preferences"),
        text(image, "custom-pre-install-script").map(Path::of),
        text(image, "lock").map(Path::of),
        text(image, "kernel"),
        flag(image, "air-gapped"),
        flag(image, "register-binfmt"),
        value(Acceleration.AUTO, () -> acceleration(image)));
  }

  private static Acceleration acceleration(YamlSection image) throws FaultException {
    if (!image.keys().contains("acceleration")) {
      return Acceleration.AUTO;
    }
    String word = image.scalar("acceleration").toUpperCase(Locale.ROOT);
    for (Acceleration each : Acceleration.values()) {
      if (each.name().equals(word)) {
        return each;
      }
    }
    throw image.fault("acceleration", "expected auto or off, found \"" + word + "\"");
  }
}
