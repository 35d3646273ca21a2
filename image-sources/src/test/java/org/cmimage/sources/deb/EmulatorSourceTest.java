package org.cmimage.sources.deb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.PackageSources;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;
import org.cmimage.sources.deb.archive.DebFixture;
import org.cmimage.sources.deb.repository.LocalRepository;
import org.cmimage.sources.openpgp.SigningKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choice of the release whose emulator runs on this head node. */
class EmulatorSourceTest {
  private static final Architecture HOST = Architecture.ofThisMachine();
  private static final Architecture GUEST =
      HOST == Architecture.AARCH64 ? Architecture.X86_64 : Architecture.AARCH64;
  private static final String PROGRAM = "qemu-" + GUEST.qemuName();

  @TempDir Path directory;
  private ClusterLayout layout;
  private SigningKey key;

  @BeforeEach
  void make() throws Exception {
    layout = ClusterLayout.below(directory.resolve("root"));
    key = LocalRepository.newKey(directory.resolve("key"));
    Path keyrings = layout.distributions().resolveSibling("keyrings");
    Files.copy(key.keyring(), Files.createDirectories(keyrings).resolve("test.gpg"));
    catalog("debian9", "qemu-user-static");
    catalog("debian11", "qemu-user-static");
    catalog("debian12", "qemu-user-static");
    catalog("debian13", "qemu-user");
  }

  @Test
  void theNewestReleaseHasIt() throws Exception {
    archive("debian9", "1:9.0", program(false), PROGRAM + "-static");
    archive("debian12", "1:7.2", program(false), PROGRAM + "-static");
    archive("debian13", "1:10.0", program(false), PROGRAM);

    assertThat(emulator(false)).endsWith(of("debian13", "qemu-user", PROGRAM)).isExecutable();
  }

  @Test
  void theNextOneIsTakenWhereTheNewestCannotBeReached() throws Exception {
    archive("debian12", "1:7.2", program(false), PROGRAM + "-static");

    assertThat(emulator(false))
        .endsWith(of("debian12", "qemu-user-static", PROGRAM + "-static"))
        .isExecutable();
  }

  @Test
  void oneThatNeedsLibrariesIsNotTaken() throws Exception {
    archive("debian12", "1:7.2", program(false), PROGRAM + "-static");
    archive("debian13", "1:10.0", program(true), PROGRAM);

    assertThat(emulator(false)).endsWith(Path.of(PROGRAM + "-static"));
    assertThat(cached("debian13", "qemu-user", PROGRAM)).doesNotExist();
  }

  @Test
  void oneThatLosesTheNameOfAProgramIsNotTaken() throws Exception {
    archive("debian11", "1:5.2+dfsg-11", program(false), PROGRAM + "-static");

    FaultException failure = catchThrowableOfType(FaultException.class, () -> emulator(false));

    assertThat(failure.getSuppressed()).anySatisfy(EmulatorSourceTest::isTooOld);
  }

  @Test
  void offlineTheCacheHasToDo() throws Exception {
    for (String release : List.of("debian9", "debian11", "debian12", "debian13")) {
      Path file = layout.distributions().resolve(release + ".yaml");
      String text = Files.readString(file).replace(repository(release).uri(), "http://127.0.0.1:1");
      Files.writeString(file, text);
    }
    assertThat(catchThrowableOfType(FaultException.class, () -> emulator(true)))
        .hasMessageContaining("--air-gapped");
    write(cached("debian12", "qemu-user-static", PROGRAM + "-static"));
    assertThat(emulator(true)).endsWith(Path.of(PROGRAM + "-static"));
    write(cached("debian13", "qemu-user", PROGRAM));
    assertThat(emulator(true)).endsWith(Path.of(PROGRAM));
  }

  @Test
  void directoriesFilledForThisHeadNodeSupplyIt() throws Exception {
    write(cached("debian12", "qemu-user-static", PROGRAM + "-static"));
    supply(deb("1:10.0", program(false), PROGRAM, "qemu-user"));
    assertThat(emulator(true)).endsWith(Path.of(PROGRAM));
  }

  /** As {@code cm-image fetch} filled them before it took the newest. */
  @Test
  void directoriesWithAnEarlierReleasesServeToo() throws Exception {
    supply(deb("1:7.2", program(false), PROGRAM + "-static", "qemu-user-static"));
    assertThat(emulator(true)).endsWith(Path.of(PROGRAM + "-static"));
  }

  private static void isTooOld(Throwable reason) {
    assertThat(reason).hasMessageContaining("older than QEMU 6");
  }

  private Path emulator(boolean offline) throws IOException, InterruptedException {
    return new DebPackageSystemProvider().programs(layout).emulator(HOST, GUEST, offline);
  }

  private static Path of(String release, String owner, String program) {
    return Path.of(release + "-" + HOST, owner, program);
  }

  private Path cached(String release, String owner, String program) {
    return layout.cache().resolve("programs").resolve(of(release, owner, program));
  }

  private static void write(Path program) throws IOException {
    Files.createDirectories(program.getParent());
    Files.write(program, program(false));
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  /** Makes a plan of packages in a directory, as {@code --source} and {@code --air-gapped} do. */
  private void supply(Path emulator) throws Exception {
    Path filled = Files.createDirectory(directory.resolve("filled"));
    new DebFixture("tool", "all", "").write(filled.resolve("tool.deb"));
    Path beside = Files.createDirectory(filled.resolve("cm-image-emulator"));
    Files.copy(emulator, beside.resolve("emulator.deb"));
    PackageSystem.Query query =
        new PackageSystem.Query(
            ComponentKind.SOFTWARE_IMAGE,
            DistributionCatalog.load(layout.distributions())
                .find(Distribution.parse("debian12"), GUEST),
            GUEST,
            new PackageSources(
                List.of(filled.toString()), PackageSources.Additional.NONE, Optional.empty(), true),
            List.of(),
            List.of("tool"),
            List.of(),
            Optional.empty());
    new DebPackageSystemProvider().packages(layout).plan(query, new RecordedProgress());
  }

  private void catalog(String release, String emulator) throws IOException {
    Files.createDirectories(layout.distributions());
    Files.writeString(
        layout.distributions().resolve(release + ".yaml"),
        """
        title: Test
        codename: %s
        packaging: deb
        keyrings: [test.gpg]
        check-valid-until: false
        components: [main]
        emulator: %s
        repositories:
          archive: {uri: "%s", suites: [<codename>]}
        kernels: {x86_64: kernel, aarch64: kernel}
        packages: {}
        """
            .formatted(release, emulator, repository(release).uri()));
  }

  private LocalRepository repository(String release) {
    return new LocalRepository(directory.resolve("archive").resolve(release), key);
  }

  private Path deb(String version, byte[] content, String program, String name) throws IOException {
    return new DebFixture(name, HOST.debianName(), "", version)
        .file("/usr/bin/" + program, content)
        .write(directory.resolve("made.deb"));
  }

  /** Makes a release's archive with one package. */
  private void archive(String release, String version, byte[] content, String program)
      throws Exception {
    String name = release.equals("debian13") ? "qemu-user" : "qemu-user-static";
    byte[] deb = Files.readAllBytes(deb(version, content, program, name));
    String stanza =
        LocalRepository.stanza(
            name,
            version,
            "Architecture: " + HOST.debianName(),
            "Filename: pool/emulator.deb",
            "Size: " + deb.length,
            "SHA256: " + Hashing.sha256().hashBytes(deb));
    repository(release)
        .add(
            "dists/" + release,
            "Suite: %s\nCodename: %s\nComponents: main\nArchitectures: amd64 arm64\n"
                .formatted(release, release),
            Map.of("main/binary-" + HOST.debianName() + "/Packages", stanza));
    Path pool = directory.resolve("archive").resolve(release).resolve("pool");
    Files.write(Files.createDirectories(pool).resolve("emulator.deb"), deb);
  }

  /** Returns the headers of a program, ELF64. */
  private static byte[] program(boolean dynamic) {
    byte[] bytes = new byte[64 + 56];
    System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}, 0, bytes, 0, 7);
    bytes[16] = 3;
    bytes[18] = (byte) HOST.elfMachine();
    bytes[19] = (byte) (HOST.elfMachine() >> 8);
    bytes[32] = 64;
    bytes[54] = 56;
    bytes[56] = 1;
    bytes[64] = (byte) (dynamic ? 3 : 1);
    return bytes;
  }
}
