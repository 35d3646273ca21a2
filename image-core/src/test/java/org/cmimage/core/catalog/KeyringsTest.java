package org.cmimage.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.stream.Stream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyringsTest {
  /** The first bytes of a public-key packet; what follows does not matter here. */
  private static final byte[] KEY = {(byte) 0x99, 2, 13, 4, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

  @TempDir Path directory;
  private ClusterLayout layout;
  private Path system;
  private Keyrings keyrings;

  @BeforeEach
  void setUp() throws IOException {
    layout = ClusterLayout.below(directory.resolve("cluster"));
    system = Files.createDirectory(directory.resolve("keyrings"));
    keyrings = new Keyrings(layout, system);
    Files.createDirectories(layout.keyrings());
  }

  @Test
  void theBuiltInOneIsWrittenToTheCacheOnceForAllToRead() throws IOException {
    for (String name : Keyrings.BUILT_IN) {
      Path file = keyrings.locate(name);

      byte[] shipped = Resources.toByteArray(Keyrings.class.getResource("keyrings/" + name));
      String digest = Hashing.sha256().hashBytes(shipped).toString();
      assertThat(file)
          .startsWith(layout.cache())
          .hasBinaryContent(shipped)
          .hasFileName(digest + ".gpg");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-r--r--");
      assertThat(keyrings.locate(name)).isEqualTo(file);
      assertThat(
              Resources.toString(
                  Keyrings.class.getResource("keyrings/README.md"), StandardCharsets.UTF_8))
          .contains("`" + name + "`", digest);
    }
    try (Stream<Path> files = Files.list(layout.cache().resolve("keyrings"))) {
      assertThat(files).hasSize(Keyrings.BUILT_IN.size());
    }
  }

  @Test
  void aDamagedCopyInTheCacheIsReplaced() throws IOException {
    Path file = keyrings.locate("debian-archive-keyring.gpg");
    byte[] right = Files.readAllBytes(file);
    Files.write(file, new byte[right.length]);

    assertThat(keyrings.locate("debian-archive-keyring.gpg"))
        .isEqualTo(file)
        .hasBinaryContent(right);
  }

  @Test
  void theAdministratorsOneGoesFirstAndTheSystemsLast() throws IOException {
    Path own = Files.write(layout.keyrings().resolve("debian-archive-keyring.gpg"), KEY);
    Files.write(system.resolve("debian-archive-keyring.gpg"), KEY);
    Path vendor = Files.write(system.resolve("vendor.gpg"), KEY);

    assertThat(keyrings.locate("debian-archive-keyring.gpg")).isEqualTo(own);
    assertThat(keyrings.locate("ubuntu-archive-keyring.gpg")).startsWith(layout.cache());
    assertThat(keyrings.locate("vendor.gpg")).isEqualTo(vendor);
    assertThat(keyrings.locate(vendor.toString())).isEqualTo(vendor);
  }

  @Test
  void allAreTheAdministratorsAndTheBuiltIn() throws IOException {
    Files.write(layout.keyrings().resolve("vendor.gpg"), KEY);
    Path own = Files.write(layout.keyrings().resolve(Keyrings.BUILT_IN.get(0)), KEY);
    Files.writeString(layout.keyrings().resolve("README"), "not a keyring");

    assertThat(keyrings.all())
        .containsExactlyInAnyOrder(
            own,
            keyrings.locate(Keyrings.BUILT_IN.get(1)),
            layout.keyrings().resolve("vendor.gpg"));

    Files.writeString(layout.keyrings().resolve("bad.asc"), "not a keyring");
    assertThat(catchThrowableOfType(FaultException.class, () -> keyrings.all()))
        .hasMessageContaining("bad.asc is no OpenPGP keyring");
  }

  @Test
  void oneInArmourIsGivenAsGpgvReadsIt() throws IOException {
    String armor =
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\nComment: one\n\n"
            + Base64.getMimeEncoder(8, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(KEY)
            + "\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n";
    Path file = Files.writeString(system.resolve("vendor.asc"), armor);

    assertThat(keyrings.locate(file.toString())).startsWith(layout.cache()).hasBinaryContent(KEY);
    assertThat(keyrings.keep(armor.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(keyrings.locate("vendor.asc"));
  }

  @Test
  void aMissingOneIsNamedWithThePlaceToPutIt() {
    FaultException e =
        catchThrowableOfType(FaultException.class, () -> keyrings.locate("vendor.gpg"));

    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION);
    assertThat(e.remedy())
        .isEqualTo(new Remedy.ProvideKeyring(layout.keyrings().resolve("vendor.gpg")));
  }

  @Test
  void whatIsNoKeyringIsRefused() throws IOException {
    Files.writeString(system.resolve("page.gpg"), "<html>not found</html>");
    Files.writeString(system.resolve("cut.asc"), "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQIN");
    Files.createFile(system.resolve("empty.gpg"));

    for (String name :
        new String[] {"page.gpg", "cut.asc", "empty.gpg", "../keyrings/page.gpg", "a\0b"}) {
      FaultException e = catchThrowableOfType(FaultException.class, () -> keyrings.locate(name));
      assertThat(e).as(name).isNotNull();
      assertThat(e.code()).as(name).isEqualTo(ErrorCode.INVALID_CONFIGURATION);
    }
  }
}
