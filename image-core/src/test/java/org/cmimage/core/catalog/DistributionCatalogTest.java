package org.cmimage.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.cmimage.model.Architecture.AARCH64;
import static org.cmimage.model.Architecture.RISCV64;
import static org.cmimage.model.Architecture.X86_64;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DistributionCatalogTest {
  @TempDir Path directory;

  @Test
  void offersTheSevenDistributionsForBothArchitectures() throws IOException {
    List<DistributionSpec> all = DistributionCatalog.load(directory.resolve("none")).all();

    assertThat(all)
        .extracting(spec -> spec.distribution().id())
        .containsExactly(
            "debian11",
            "debian12",
            "debian13",
            "ubuntu2004",
            "ubuntu2204",
            "ubuntu2404",
            "ubuntu2604");
    assertThat(all)
        .allSatisfy(spec -> assertThat(spec.kernels()).containsKeys(X86_64, AARCH64))
        .allSatisfy(spec -> assertThat(spec.packaging()).isEqualTo("deb"));
  }

  /** From 25.10 on: the ports archive, which this release's file inherits, serves it no more. */
  @Test
  void ubuntu2604TakesAllArchitecturesFromThePrimaryArchive() throws IOException {
    DistributionSpec spec = catalog().find(new Distribution("ubuntu2604"));

    assertThat(spec.repositories().get(AARCH64)).isEqualTo(spec.repositories().get(X86_64));
    assertThat(spec.repositories().get(AARCH64))
        .extracting(Repository::uri, Repository::suite)
        .containsExactly(
            tuple("http://archive.ubuntu.com/ubuntu", "resolute"),
            tuple("http://archive.ubuntu.com/ubuntu", "resolute-updates"),
            tuple("http://security.ubuntu.com/ubuntu", "resolute-security"));
    assertThat(spec.notice()).contains("untried");
  }

  @ParameterizedTest
  @CsvSource({
    "ubuntu2404, AARCH64, '64k 64k-hwe hwe virtual', linux-image-generic-64k",
    "ubuntu2204, AARCH64, '64k 64k-hwe hwe virtual', linux-image-generic-64k",
    "ubuntu2004, AARCH64, '64k hwe virtual', linux-image-generic-64k-hwe-20.04",
    "ubuntu2404, X86_64, 'hwe virtual', ",
    "debian12, AARCH64, 'cloud rt', ",
    "debian13, X86_64, 'cloud rt', ",
  })
  void otherKernelsHaveNames(
      String distribution, Architecture architecture, String names, String with64k)
      throws IOException {
    Map<String, String> flavours =
        catalog().find(new Distribution(distribution)).flavours().get(architecture);
    assertThat(flavours.keySet().stream().sorted()).containsExactly(names.split(" "));
    assertThat(flavours.get("64k")).isEqualTo(with64k);
  }

  @Test
  void everyBuiltInFileIsListedAndNoOther() throws Exception {
    Path resources =
        Path.of(DistributionCatalog.class.getResource("distros/debian.yaml").toURI()).getParent();
    try (Stream<Path> files = Files.list(resources)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
          .containsExactlyInAnyOrderElementsOf(DistributionFiles.BUILT_IN);
    }
  }

  @Test
  void debianKeepsItsSuitesApartByMirrorAndKeyring() throws IOException {
    DistributionSpec spec = catalog().find(new Distribution("debian12"), AARCH64);

    assertThat(spec.repositories().get(AARCH64))
        .extracting(Repository::uri, Repository::suite)
        .containsExactly(
            tuple("http://ftp.debian.org/debian", "bookworm"),
            tuple("http://ftp.debian.org/debian", "bookworm-updates"),
            tuple("http://security.debian.org/debian-security", "bookworm-security"));
    assertThat(spec.repositories().get(AARCH64))
        .allSatisfy(
            repository -> {
              assertThat(repository.components()).containsExactly("main", "non-free-firmware");
              assertThat(repository.keyrings()).containsExactly("debian-archive-keyring.gpg");
              assertThat(repository.rules().validUntil()).isTrue();
            });
    assertThat(spec.kernels()).containsEntry(AARCH64, "linux-image-arm64");
    assertThat(spec.packages().get(ComponentKind.SOFTWARE_IMAGE))
        .contains("openssh-server", "isc-dhcp-client");
    assertThat(spec.priorities().get(ComponentKind.SOFTWARE_IMAGE))
        .containsExactly("required", "important");
    assertThat(spec.priorities().get(ComponentKind.CM_SHARED)).isEmpty();
  }

  @Test
  void riscv64IsOfferedWhereTheReleaseHasIt() throws IOException {
    assertThat(catalog().all())
        .filteredOn(spec -> spec.kernels().containsKey(RISCV64))
        .extracting(spec -> spec.distribution().id())
        .containsExactly("debian13");
    DistributionSpec trixie = catalog().find(new Distribution("debian13"), RISCV64);
    assertThat(trixie.kernels()).containsEntry(RISCV64, "linux-image-riscv64");
    assertThat(trixie.repositories().get(RISCV64))
        .isEqualTo(trixie.repositories().get(AARCH64))
        .hasSize(3);
    assertThat(trixie.packages(ComponentKind.NODE_INSTALLER, AARCH64)).contains("kexec-tools");
    assertThat(trixie.packages(ComponentKind.NODE_INSTALLER, RISCV64))
        .doesNotContain("kexec-tools")
        .hasSize(trixie.packages().get(ComponentKind.NODE_INSTALLER).size() - 1);
    assertThatThrownBy(() -> catalog().find(new Distribution("debian12"), RISCV64))
        .hasMessageContaining("it is offered for x86_64, aarch64");
  }

  @Test
  void theArchivedReleaseIsNotHeldToItsAge() throws IOException {
    assertThat(catalog().find(new Distribution("debian11")).repositories().get(X86_64))
        .hasSize(3)
        .noneMatch(r -> r.rules().validUntil());
  }

  @Test
  void ubuntuTakesForeignArchitecturesFromThePortsArchive() throws IOException {
    DistributionSpec spec = catalog().find(new Distribution("ubuntu2404"));

    assertThat(spec.repositories().get(X86_64))
        .extracting(repository -> repository.uri() + " " + repository.suite())
        .containsExactly(
            "http://archive.ubuntu.com/ubuntu noble",
            "http://archive.ubuntu.com/ubuntu noble-updates",
            "http://security.ubuntu.com/ubuntu noble-security");
    assertThat(spec.repositories().get(AARCH64))
        .extracting(repository -> repository.uri() + " " + repository.suite())
        .containsExactly(
            "http://ports.ubuntu.com/ubuntu-ports noble",
            "http://ports.ubuntu.com/ubuntu-ports noble-updates",
            "http://ports.ubuntu.com/ubuntu-ports noble-security");
  }

  @Test
  void aReleaseReplacesSingleGroupsOfItsVendor() throws IOException {
    List<String> trixie =
        catalog().find(new Distribution("debian13")).packages().get(ComponentKind.SOFTWARE_IMAGE);

    assertThat(trixie).contains("dhcpcd-base", "openssh-server").doesNotContain("isc-dhcp-client");
  }

  @Test
  void anUnknownDistributionNamesTheNearOnes() {
    FaultException e =
        catchThrowableOfType(
            FaultException.class, () -> catalog().find(new Distribution("debain12")));

    assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_DISTRIBUTION);
    assertThat(e).hasMessageContaining("debain12").hasMessageContaining("ubuntu2404");
    assertThat(((Remedy.Choose) e.remedy()).offered()).first().isEqualTo("debian12");
  }

  @Test
  void anArchitectureThatIsNotOfferedNamesTheOnesThatAre() throws IOException {
    write(
        "small1.yaml",
        "title: Small",
        "packaging: deb",
        "codename: small",
        "keyrings: [debian-archive-keyring.gpg]",
        "components: [main]",
        "emulator: qemu-user-static",
        "kernels: {amd64: linux-image-amd64}",
        "packages: {}",
        "repositories: {archive: {uri: 'file:/srv/small/', suites: [small]}}");

    FaultException e =
        catchThrowableOfType(
            FaultException.class, () -> catalog().find(new Distribution("small1"), AARCH64));

    assertThat(e.code()).isEqualTo(ErrorCode.ARCHITECTURE_NOT_OFFERED);
    assertThat(e.remedy()).isEqualTo(new Remedy.Choose("--arch", List.of("x86_64")));
    assertThat(catalog().find(new Distribution("small1")).repositories().get(X86_64))
        .containsExactly(
            new Repository(
                "file:/srv/small",
                "small",
                List.of("main"),
                List.of("debian-archive-keyring.gpg"),
                true));
  }

  @Test
  void flatRepositoriesNeedNoComponents() throws IOException {
    write(
        "debian12.yaml",
        "inherits: debian12",
        "repositories: {tools: {uri: 'https://tools.example.org/', suites: [./, sub/dir/]}}");
    assertThat(catalog().find(new Distribution("debian12")).repositories().get(AARCH64))
        .filteredOn(Repository::isFlat)
        .extracting(Repository::suite, Repository::components)
        .containsExactly(tuple("./", List.of()), tuple("sub/dir/", List.of()));
  }

  @Test
  void preferencesAreReadInTheirOrder() throws IOException {
    write(
        "debian12.yaml",
        "inherits: debian12",
        "pins:",
        "  kernel:",
        "    packages: ['linux-image-*', 'src:linux']",
        "    pin: release n=<codename>-backports",
        "    priority: 600",
        "  rest:",
        "    packages: ['*']",
        "    pin: origin \"\"",
        "    priority: never");
    assertThat(catalog().find(new Distribution("debian12")).pins())
        .containsExactly(
            new PinSpec(
                "linux-image-* src:linux",
                "release n=bookworm-backports",
                "600",
                "of debian12, pins kernel"),
            new PinSpec("*", "origin \"\"", "never", "of debian12, pins rest"));
  }

  @ParameterizedTest
  @CsvSource({
    "release, 600, a value",
    "edition x, 600, a value",
    "release a=b, high, a number",
    "release a=b, 0, a number"
  })
  void preferencesThatSayNothingAreRefused(String pin, String priority, String fact)
      throws IOException {
    write(
        "debian12.yaml",
        "inherits: debian12",
        "pins: {x: {packages: ['*'], pin: '" + pin + "', priority: " + priority + "}}");
    FaultException e =
        catchThrowableOfType(
            FaultException.class, () -> catalog().find(new Distribution("debian12")));
    assertThat(e).hasMessageContaining(fact).hasMessageContaining("debian12.yaml");
  }

  @Test
  void anAdministratorsFileExtendsTheBuiltInOneOfItsName() throws IOException {
    write(
        "debian12.yaml",
        "inherits: debian12",
        "packages:",
        "  swimage:",
        "    site: [munge]",
        "    infiniband: []",
        "exclude:",
        "  swimage: [nano]",
        "repositories:",
        "  archive:",
        "    uri: https://mirror.example.org/debian/");

    DistributionSpec spec = catalog().find(new Distribution("debian12"));

    assertThat(spec.title()).isEqualTo("Debian 12 (bookworm)");
    assertThat(spec.packages().get(ComponentKind.SOFTWARE_IMAGE))
        .contains("munge", "openssh-server")
        .doesNotContain("rdma-core");
    assertThat(spec.excluded().get(ComponentKind.SOFTWARE_IMAGE)).containsExactly("nano");
    assertThat(spec.repositories().get(X86_64))
        .extracting(Repository::uri)
        .startsWith("https://mirror.example.org/debian");
  }

  @Test
  void anAdministratorsVendorFileCountsForEveryRelease() throws IOException {
    write("debian.yaml", "inherits: debian", "packages: {swimage: {site: [munge]}}");

    assertThat(
            catalog()
                .find(new Distribution("debian13"))
                .packages()
                .get(ComponentKind.SOFTWARE_IMAGE))
        .contains("munge");
    assertThat(
            catalog()
                .find(new Distribution("ubuntu2204"))
                .packages()
                .get(ComponentKind.SOFTWARE_IMAGE))
        .contains("munge");
  }

  @Test
  void aNewFileIsANewDistribution() throws IOException {
    write("debian14.yaml", "inherits: debian13", "title: Debian 14 (forky)", "codename: forky");

    assertThat(catalog().ofVendor("debian"))
        .extracting(DistributionSpec::codename)
        .containsExactly("bullseye", "bookworm", "trixie", "forky");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "repositorys: {}                  | line 2, column 1  | unknown key \"repositorys\"; did"
            + " you mean repositories?",
        "packages: {swimge: {}}           | line 2, column 12 | unknown key \"swimge\" in packages;"
            + " did you mean swimage?",
        "packages: {swimage: {a: bash}}   | line 2, column 25 | expected a list for"
            + " packages.swimage.a, found \"bash\"",
        "packages: {swimage: {a: [1]}}    | line 2, column 26 | expected text for"
            + " packages.swimage.a, found \"1\"",
        "packages: {swimage: {a: ['A b']}}| line 2, column 25 | expected the name of a package,"
            + " found \"A b\"",
        "kernels: {aarch46: linux}        | line 2, column 11 | unknown architecture \"aarch46\";"
            + " did you mean aarch64?",
        "lacking: {aarch46: [bash]}       | line 2, column 11 | unknown architecture \"aarch46\";"
            + " did you mean aarch64?",
        "kernels: {aarch64: a1, arm64: b1} | line 2, column 24 | architecture aarch64 is given"
            + " twice",
        "check-valid-until: maybe         | line 2, column 20 | expected true or false for"
            + " check-valid-until, found \"maybe\"",
        "title:                           | line 2, column 7  | expected text for title, found"
            + " nothing",
        "title: [a]                       | line 2, column 8  | expected text for title, found a"
            + " list",
        "repositories: {archive: {uri: x}}| line 2, column 31 | expected an http:, https: or file:"
            + " address, found \"x\"",
        "repositories: {archive: {architectures: [ppc]}} | line 2, column 41 | unknown architecture"
            + " \"ppc\"",
        "priorities: {swimage: [importent]} | line 2, column 23 | unknown word \"importent\"; did"
            + " you mean important?",
        "title: \"a                       | line 3, column 1  | not valid YAML",
        "inherits: debian12               | line 2, column 1  | given twice",
      })
  void whatIsNotExpectedIsRefusedWithItsPlace(String line, String place, String fact)
      throws IOException {
    Path file = write("debian12.yaml", "inherits: debian12", line);

    FaultException e =
        catchThrowableOfType(
            FaultException.class, () -> catalog().find(new Distribution("debian12")));

    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION);
    assertThat(e)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(place)
        .hasMessageContaining(fact);
  }

  @Test
  void usesOfTwinsThatAreLeftToTheImageAreRead() throws IOException {
    write(
        "debian12.yaml",
        "inherits: debian12",
        "twins: {uses: {site: {programs: [sitetool], patterns: ['-v', '*WORD*'],"
            + " reads: [script, /etc/site.d], reason: it tells}}}");

    Twins twins = catalog().find(new Distribution("debian12")).twins();

    assertThat(twins.uses().get("sitetool"))
        .isEqualTo(
            new Twins.Uses(
                List.of("-v", "*WORD*"), Twins.Uses.Files.SCRIPT, List.of("/etc/site.d")));
    assertThat(twins.uses()).containsKeys("bash", "perl", "systemd-tmpfiles");
    assertThat(twins.retargeted()).contains("dpkg", "dpkg-query");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "programs: [a/b], patterns: [x], reason: y | the name of a program",
        "programs: [a], patterns: ['\u00e4'], reason: y | a pattern",
        "programs: [a], patterns: [x], reads: [etc], reason: y | an absolute directory",
        "programs: [bash], patterns: [x], reason: y | two groups",
        "programs: [a], patterns: [x] | reason",
      })
  void usesThatAreNotAsExpectedAreRefused(String uses, String fact) throws IOException {
    write("debian12.yaml", "inherits: debian12", "twins: {uses: {site: {" + uses + "}}}");
    assertThatThrownBy(() -> catalog().find(new Distribution("debian12")))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining(fact);
  }

  @Test
  void inheritanceThatDoesNotEndIsRefused() throws IOException {
    write("a1.yaml", "inherits: b");
    write("b.yaml", "inherits: a1");
    write("c1.yaml", "inherits: debiann");

    FaultException loop =
        catchThrowableOfType(FaultException.class, () -> catalog().find(new Distribution("a1")));
    FaultException missing =
        catchThrowableOfType(FaultException.class, () -> catalog().find(new Distribution("c1")));

    assertThat(loop)
        .hasMessageContaining("b.yaml, line 1, column 11")
        .hasMessageContaining("inherits itself");
    assertThat(missing)
        .hasMessageContaining("which does not exist")
        .hasMessageContaining("did you mean debian");
  }

  @Test
  void aFileThatWouldNeverBeReadIsReported() throws IOException {
    write("debian12.yml", "inherits: debian12");

    FaultException e = catchThrowableOfType(FaultException.class, () -> catalog().all());

    assertThat(e).hasMessageContaining("debian12.yml").hasMessageContaining("never be used");
  }

  @Test
  void aFileThatIsTooLargeOrNoTextIsRefused() throws IOException {
    Files.write(directory.resolve("large1.yaml"), new byte[300 << 10]);
    Files.write(directory.resolve("binary1.yaml"), new byte[] {(byte) 0xff, 0, 1});

    for (String id : List.of("large1", "binary1")) {
      FaultException e =
          catchThrowableOfType(FaultException.class, () -> catalog().find(new Distribution(id)));
      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION);
    }
  }

  private DistributionCatalog catalog() {
    return DistributionCatalog.load(directory);
  }

  private Path write(String name, String... lines) throws IOException {
    return Files.write(directory.resolve(name), List.of(lines));
  }
}
