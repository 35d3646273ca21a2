package org.cmimage.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.core.Acceleration;
import org.cmimage.core.ComponentOrigin;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.model.ComponentName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImageFileTest {
  @TempDir Path directory;

  @Test
  void everyKeyMeansWhatTheOptionMeans() throws Exception {
    List<ImageRequest> requests =
        read(
            """
            images:
              - distro: debian12
                arch: [aarch64, amd64]
                components: [swimage, node-installer]
                source: [/srv/base.tar.gz, /srv/dvd2.iso]
                baserepo: [/srv/a.list, /srv/debs]
                cmrepo: /srv/cm.list
                excludecm: ["cm-*"]
                excludedist: [vim]
                packages: [nginx, "bash=5.2*"]
                preferences: /srv/preferences
                custom-pre-install-script: /srv/first.sh
                lock: /srv/versions.yaml
                kernel: 64k
                air-gapped: true
                acceleration: off
              - {distro: debian13, arch: aarch64, add-only: true}
            """);

    assertThat(requests)
        .extracting(request -> request.archOs().toString())
        .containsExactly("debian12-aarch64", "debian12-x86_64", "debian13-aarch64");
    assertThat(requests.get(0).names())
        .extracting(ComponentName::name)
        .containsExactly("default-image-debian12-aarch64", "node-installer-debian12-aarch64");
    ComponentOrigin.Source source = (ComponentOrigin.Source) requests.get(1).origin();
    assertThat(source.locations()).containsExactly("/srv/base.tar.gz", "/srv/dvd2.iso");
    ComponentOrigin.Repositories options = source.installation();
    assertThat(options.sources().base()).containsExactly("/srv/a.list", "/srv/debs");
    assertThat(options.sources().additional().locations()).containsExactly("/srv/cm.list");
    assertThat(options.sources().additional().excluded()).containsExactly("cm-*");
    assertThat(options.sources().preferences()).contains("/srv/preferences");
    assertThat(options.kernel()).contains("64k");
    assertThat(options.lock()).contains(Path.of("/srv/versions.yaml"));
    assertThat(options.preInstallScript()).contains(Path.of("/srv/first.sh"));
    assertThat(options.sources().offline()).isTrue();
    assertThat(options.excludedPackages()).containsExactly("vim");
    assertThat(options.additionalPackages()).containsExactly("nginx", "bash=5.2*");
    assertThat(options.acceleration()).isEqualTo(Acceleration.OFF);
    assertThat(requests.get(2).origin()).isInstanceOf(ComponentOrigin.Directories.class);
    assertThat(requests.get(2).components()).hasSize(3);
  }

  @Test
  void jsonIsReadAsWell() throws Exception {
    assertThat(
            read(
                "{\"images\": [{\"distro\": \"debian12\", \"arch\": \"aarch64\","
                    + " \"components\": \"cmshared\"}]}"))
        .singleElement()
        .satisfies(request -> assertThat(request.components()).hasSize(1));
  }

  @Test
  void allErrorsAreToldWithLineAndColumn() {
    ImageException failure =
        catchThrowableOfType(
            ImageException.class,
            () ->
                read(
                    """
                    images:
                      - distro: debain12
                        arch: aarch64
                        baserep: x
                        components: kernel
                        air-gapped: ja
                      - arch: arm65
                        distro: debian12
                      - arch: x86_64
                        distro: debain12
                    machines: 3
                    """));

    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION);
    assertThat(lines(failure))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("line 11, column 1: unknown key \"machines\""),
            line -> assertThat(line).startsWith("line 4, column 5: unknown key \"baserep\""),
            line -> assertThat(line).startsWith("line 5, column 17: unknown component"),
            line -> assertThat(line).startsWith("line 6, column 17: expected true or false"),
            line -> assertThat(line).startsWith("line 7, column 11: unknown architecture"),
            line -> assertThat(line).startsWith("line 10, column 13: ").contains("debain12"));
  }

  @Test
  void aSourceOfWhatIsThereIsAContradiction() {
    assertThat(
            catchThrowableOfType(
                ImageException.class,
                () ->
                    read("images: [{distro: debian12, arch: aarch64, add-only: true, source: x}]")))
        .hasMessageContaining("add-only registers what is there");
  }

  @Test
  void cmSharedIsForAnImageThatIsMadeBefore() throws Exception {
    List<ImageRequest> requests =
        read(
            """
            images:
              - {distro: debian12, arch: [aarch64, x86_64], components: swimage}
              - distro: debian12
                arch: aarch64
                components: cmshared
                image: default-image-debian12-aarch64
            """);
    ComponentOrigin.Repositories origin = (ComponentOrigin.Repositories) requests.get(2).origin();
    assertThat(origin.nodeImage()).contains("/cm/images/default-image-debian12-aarch64");
  }

  @Test
  void anImageThatNodesCannotHaveIsRefusedAtItsPlace() {
    ImageException failure =
        catchThrowableOfType(
            ImageException.class,
            () ->
                read(
                    """
                    images:
                      - distro: debian12
                        arch: aarch64
                        components: cmshared
                        image: default-image-debian12-aarch64
                      - {distro: debian12, arch: aarch64, components: swimage, image: x}
                    """));
    assertThat(lines(failure))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("line 5, column 12: "),
            line ->
                assertThat(line)
                    .startsWith("line 6, column 60: ")
                    .contains("components: cmshared"));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThat(
            catchThrowableOfType(
                ImageException.class,
                () -> ImageFile.read(directory.resolve("none.yaml"), global())))
        .hasMessageContaining("none.yaml: there is no such file");
  }

  /** What is wrong, with its place in the file. */
  private static Stream<String> lines(ImageException failure) {
    return failure.getMessage().lines().map(line -> line.replaceFirst("^.*yaml, ", ""));
  }

  private List<ImageRequest> read(String text) throws IOException, ImageException {
    Path file = Files.writeString(directory.resolve("images.yaml"), text);
    return ImageFile.read(file, global());
  }

  private GlobalOptions global() {
    return CommandLine.populateCommand(new GlobalOptions(), "--root", directory.toString());
  }
}
