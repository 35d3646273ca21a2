package org.cmimage.sources.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.cmimage.core.ArchiveReading;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.spi.ArchiveRequest;
import org.cmimage.core.spi.TreeSource;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.sources.archive.entries.ArchiveFault;
import org.cmimage.sources.openpgp.SigningKey;
import org.cmimage.sources.tar.TarFixture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedChecksumsTest {
  private static final byte[] ARCHIVE =
      new TarFixture().file("etc/x", "hello".getBytes(StandardCharsets.US_ASCII)).end();
  private static final String DIGEST = Hashing.sha256().hashBytes(ARCHIVE).toString();
  private static final String LIST = "0".repeat(64) + "  other.tar\n" + DIGEST + " *./image.tar\n";

  @TempDir static Path keys;
  private static SigningKey key;

  @TempDir Path directory;
  private ClusterLayout layout;

  @BeforeAll
  static void makeKey() throws Exception {
    key = new SigningKey(keys.resolve("good"), "never");
  }

  @BeforeEach
  void trustKey() throws Exception {
    layout = ClusterLayout.below(directory.resolve("cluster"));
    Files.createDirectories(layout.keyrings());
    Files.copy(key.keyring(), layout.keyrings().resolve("vendor.gpg"));
    Files.write(directory.resolve("image.tar"), ARCHIVE);
  }

  private Path list() {
    return directory.resolve("SHA256SUMS");
  }

  private TreeSource open(Optional<String> sha256) throws Exception {
    ComponentName image =
        new ComponentName(
            ComponentKind.SOFTWARE_IMAGE,
            new ArchOs(Architecture.AARCH64, Distribution.parse("debian12")));
    String location = directory.resolve("image.tar").toString();
    return new TarImageArchivesProvider()
        .archives(layout)
        .open(
            new ArchiveRequest(
                image, location, sha256, Optional.of(list().toString()), ArchiveReading.PLAIN));
  }

  private void verifies() throws Exception {
    assertThat(open(Optional.empty()).origins().get(0)).endsWith("SHA-256 " + DIGEST);
  }

  private FaultException refused(ErrorCode code, String fact) {
    FaultException[] fault = new FaultException[1];
    assertThatThrownBy(() -> open(Optional.empty()))
        .isInstanceOfSatisfying(FaultException.class, e -> fault[0] = e)
        .hasMessageContaining(fact);
    assertThat(fault[0].code()).isEqualTo(code);
    return fault[0];
  }

  @ParameterizedTest
  @ValueSource(strings = {".sign", ".gpg", ".asc", ".sig"})
  void aSignatureMayBeBesideTheList(String suffix) throws Exception {
    Files.writeString(list(), LIST);
    Files.write(Path.of(list() + suffix), key.detached(LIST));
    verifies();
    Files.writeString(list(), LIST.replace("other", "0ther"));
    assertThat(refused(ErrorCode.SIGNATURE_INVALID, "does not fit the text").remedy())
        .isEqualTo(ArchiveFault.FETCH_AGAIN);
  }

  @Test
  void aSignatureMayBeAroundTheList() throws Exception {
    Files.write(list(), key.clearsign("SHA256 (dir/image.tar) = " + DIGEST + "\n"));
    verifies();
    // text outside the signed part is ignored
    String signed = new String(key.clearsign("nothing\n"), StandardCharsets.US_ASCII);
    Files.writeString(list(), signed + LIST);
    assertThatThrownBy(() -> open(Optional.empty())).isInstanceOf(FaultException.class);
  }

  @Test
  void withoutAValidSignatureNothingIsBelieved() throws Exception {
    Files.writeString(list(), LIST);
    refused(ErrorCode.SIGNATURE_INVALID, "it is not signed");
    SigningKey foreign = new SigningKey(keys.resolve("foreign"), "never");
    Files.write(list(), foreign.clearsign(LIST));
    FaultException unknown = refused(ErrorCode.SIGNATURE_INVALID, "which is not in keyring");
    assertThat(unknown.remedy())
        .isEqualTo(new Remedy.ProvideKeyring(layout.keyrings().resolve("images.gpg")));
  }

  @Test
  void theListHasToNameTheArchiveOnce() throws Exception {
    Files.write(list(), key.clearsign("0".repeat(64) + "  other.tar\n"));
    refused(ErrorCode.CHECKSUM_MISMATCH, "does not list it");
    Files.write(list(), key.clearsign(LIST + "0".repeat(64) + "  image.tar\n"));
    refused(ErrorCode.CHECKSUM_MISMATCH, "lists it with different digests");
    Files.write(list(), key.clearsign(LIST));
    assertThatThrownBy(() -> open(Optional.of("1".repeat(64))))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("expected SHA-256 1111")
        .hasMessageContaining("found " + DIGEST);
    assertThat(open(Optional.of(DIGEST)).origins()).hasSize(1);
  }
}
