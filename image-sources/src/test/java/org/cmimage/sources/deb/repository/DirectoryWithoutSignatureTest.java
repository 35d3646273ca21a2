package org.cmimage.sources.deb.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.cmimage.sources.deb.repository.LocalRepository.stanza;

import com.google.common.hash.Hashing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.catalog.ReleaseRules;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.catalog.Trust;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.archive.DebFixture;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.openpgp.SigningKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories of this machine that the user trusts. */
class DirectoryWithoutSignatureTest {
  private static final String HEAD = "Suite: stable\nArchitectures: arm64\nComponents: main\n";

  @TempDir static Path keys;
  private static SigningKey key;
  private static SigningKey strange;

  @TempDir Path directory;
  private Path repository;

  @BeforeAll
  static void makeKeys() throws Exception {
    key = LocalRepository.newKey(keys.resolve("key"));
    strange = LocalRepository.newKey(keys.resolve("strange"));
  }

  @BeforeEach
  void make() throws Exception {
    repository = Files.createDirectories(directory.resolve("repository"));
  }

  @Test
  void packagesWithoutAnIndexAreRead() throws Exception {
    Path below = Files.createDirectories(repository.resolve("pool/t"));
    Path tool =
        new DebFixture("tool", "arm64", "Depends: data (>= 1)\nSize: 1\nSHA256: 00\n")
            .file("/usr/bin/tool", "x")
            .write(below.resolve("tool_1.0-1_arm64.deb"));
    new DebFixture("data", "all", "").write(repository.resolve("data.deb"));
    new DebFixture("other", "amd64", "").write(repository.resolve("other.deb"));

    Offered offered = read("./");

    assertThat(offered.packages())
        .extracting(BinaryPackage::name)
        .containsExactlyInAnyOrder("tool", "data");
    BinaryPackage found =
        offered.packages().stream().filter(p -> p.name().equals("tool")).findFirst().get();
    assertThat(found.depends()).hasToString("[data (>= 1)]");
    assertThat(Path.of(found.archive().repository().resolve(found.archive().path())))
        .isEqualTo(tool);
    assertThat(found.archive().size()).isEqualTo(Files.size(tool));
    assertThat(found.archive().sha256())
        .isEqualTo(Hashing.sha256().hashBytes(Files.readAllBytes(tool)).toString());
    assertThat(offered.notices())
        .containsExactly("file:" + repository + "/: signatures are not checked: the user says so");
  }

  @Test
  void aDamagedPackageIsNamedWithItsCure() throws Exception {
    new DebFixture("data", "all", "").write(repository.resolve("data.deb"));
    Files.writeString(repository.resolve("bad.deb"), "!<arch>\nnothing");

    FaultException fault = catchThrowableOfType(FaultException.class, () -> read("./"));

    assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_CORRUPT);
    assertThat(fault).hasMessageContaining("bad.deb");
    assertThat(fault.remedy().toString()).contains("move it out of the repository");
  }

  @Test
  void anIndexWithoutRelease() throws Exception {
    Files.writeString(repository.resolve("Packages"), stanza("a", "1"));
    assertThat(read("./").packages()).extracting(BinaryPackage::name).containsExactly("a");
  }

  /** As written by dpkg-scanpackages -h md5, and by old tools. */
  @Test
  void anIndexOfMd5SumsAlone() throws Exception {
    Path deb = new DebFixture("a", "arm64", "").write(repository.resolve("a.deb"));
    Files.writeString(
        repository.resolve("Packages"),
        "Package: a\nVersion: 1.0-1\nArchitecture: arm64\nFilename: a.deb\nSize: "
            + Files.size(deb)
            + "\nMD5sum: 0123\n\n");
    Files.writeString(
        repository.resolve("Release"), "Date: Fri, 9 Jan 2026 10:00:00 UTC\nMD5Sum:\n");

    assertThat(read("./").packages().get(0).archive().sha256())
        .isEqualTo(Hashing.sha256().hashBytes(Files.readAllBytes(deb)).toString());
  }

  @Test
  void indicesOfASuiteWithoutRelease() throws Exception {
    Path binary = repository.resolve("dists/stable/main/binary-arm64");
    Files.createDirectories(binary);
    Files.writeString(binary.resolve("Packages"), stanza("a", "1"));

    assertThat(read("stable", "main").packages())
        .extracting(BinaryPackage::name)
        .containsExactly("a");
  }

  @Test
  void aReleaseFileIsBelievedInItsDigests() throws Exception {
    Files.writeString(repository.resolve("Packages"), stanza("a", "1"));
    Files.writeString(
        repository.resolve("Release"),
        "Date: Fri, 9 Jan 2026 10:00:00 UTC\nSHA256:\n "
            + Hashing.sha256().hashString("other", UTF_8)
            + " "
            + stanza("a", "1").length()
            + " Packages\n");

    FaultException fault = catchThrowableOfType(FaultException.class, () -> read("./"));

    assertThat(fault.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
  }

  @Test
  void aGoodSignatureByAKnownKeyIsNothingToTell() throws Exception {
    signed(key);
    Offered offered = read("stable", "main");
    assertThat(offered.packages()).hasSize(1);
    assertThat(offered.notices()).isEmpty();
  }

  @Test
  void aSignatureByAStrangeKeyIsTold() throws Exception {
    signed(strange);
    Offered offered = read("stable", "main");
    assertThat(offered.packages()).hasSize(1);
    assertThat(offered.notices()).singleElement().asString().contains("signatures are not checked");
  }

  @Test
  void aBadSignatureByAKnownKeyIsRefused() throws Exception {
    signed(key);
    Path file = repository.resolve("dists/stable/InRelease");
    Files.writeString(file, Files.readString(file).replace("Suite: stable", "Suite: sid"));

    FaultException fault = catchThrowableOfType(FaultException.class, () -> read("stable", "main"));

    assertThat(fault.code()).isEqualTo(ErrorCode.SIGNATURE_INVALID);
  }

  @Test
  void anEmptyDirectoryIsRefused() {
    FaultException fault = catchThrowableOfType(FaultException.class, () -> read("./"));
    assertThat(fault).hasMessageContaining("neither an index nor a package for arm64");
  }

  private void signed(SigningKey by) throws Exception {
    new LocalRepository(repository, by)
        .add("dists/stable", HEAD, Map.of("main/binary-arm64/Packages", stanza("a", "1")));
  }

  private String uri() {
    return repository.toUri().toString().replaceFirst("/$", "");
  }

  private Offered read(String suite, String... components) throws Exception {
    Repository asked =
        new Repository(
            uri(),
            suite,
            List.of(components),
            new Trust.Local("the user says so", List.of(key.keyring().toString())),
            ReleaseRules.DEFAULT,
            Optional.empty());
    return LocalRepository.read(directory.resolve("cache"), asked);
  }
}
