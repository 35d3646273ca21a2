package org.cmimage.cli.option;

import java.nio.file.Path;
import java.util.Optional;
import org.cmimage.core.Acceleration;
import org.cmimage.core.ImageRequest;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for making trees out of packages. */
public final class BootstrapOptions {
  @Mixin private final PackageOptions packages = new PackageOptions();

  @Option(
      names = "--air-gapped",
      description = "Do not touch the network: use what the cache and file: repositories hold.")
  private boolean airGapped;

  @Option(
      names = "--register-binfmt",
      description =
          "On kernels before 6.7: allow an emulation handler on the whole head node while this"
              + " runs.")
  private boolean registerBinfmt;

  @Option(
      names = "--acceleration",
      paramLabel = "MODE",
      defaultValue = "AUTO",
      description =
          "Whether programs of a foreign image that behave the same on every architecture run"
              + " natively while it is configured: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}).")
  private Acceleration acceleration = Acceleration.AUTO;

  @Option(
      names = {"-z", "--custom-pre-install-script"},
      paramLabel = "FILE",
      description =
          "Run this program in software image and node-installer before their packages are"
              + " configured: a script, or a program made for them.")
  private Optional<Path> script = Optional.empty();

  public ImageRequest applyTo(ImageRequest.Builder request) {
    script.ifPresent(request::preInstallScript);
    return packages
        .addTo(request)
        .airGapped(airGapped)
        .registerBinfmt(registerBinfmt)
        .acceleration(acceleration)
        .build();
  }
}
