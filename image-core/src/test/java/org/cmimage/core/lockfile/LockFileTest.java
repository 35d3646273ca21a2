package org.cmimage.core.lockfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.cmimage.core.LockedPackage;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockFileTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);
  private static final ComponentName IMAGE = component(ComponentKind.SOFTWARE_IMAGE);
  private static final ComponentName INSTALLER = component(ComponentKind.NODE_INSTALLER);

  @TempDir Path directory;

  @Test
  void whatIsWrittenIsRead() throws Exception {
    Path file = directory.resolve("versions.yaml");
    List<LockedPackage> many =
        IntStream.range(0, 3000).mapToObj(i -> locked("p" + i, "1:1." + i + "~rc1+b1")).toList();
    LockFile first = LockFile.read(file);
    assertThat(first.versions(IMAGE)).isEmpty();
    first.put(IMAGE, many);
    first.put(INSTALLER, List.of(new LockedPackage("adduser", "3.134", "all", DIGEST, "")));
    first.write();

    LockFile second = LockFile.read(file);
    assertThat(second.versions(IMAGE)).contains(many);
    assertThat(second.versions(INSTALLER).orElseThrow())
        .containsExactly(new LockedPackage("adduser", "3.134", "all", DIGEST, ""));
    String text = Files.readString(file);
    second.write();
    assertThat(file).hasContent(text);
    assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void jsonIsReadToo() throws Exception {
    Path file = directory.resolve("versions.json");
    Files.writeString(
        file,
        """
        {"format": 1, "components": [{"component": "swimage", "distro": "debian12",
        "arch": "aarch64", "packages": [{"name": "bash", "version": "5.2",
        "architecture": "arm64", "sha256": "%s"}]}]}
        """
            .formatted(DIGEST));
    assertThat(LockFile.read(file).versions(IMAGE).orElseThrow())
        .containsExactly(new LockedPackage("bash", "5.2", "arm64", DIGEST, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          format: 1                      | format: 2                 | line 1, column 9: expected format 1
          component: swimage             | component: image          | line 3, column 16: unknown component
          arch: aarch64                  | arch: vax                 | line 5, column 11: unknown architecture
          distro: debian12               | distro: "12"              | line 4, column 13
          sha256: "0                     | sha256: "x                | line 7, column 60
          version: "1"                   | version: 1.10             | line 7, column 28: expected text
          name: a                        | name: "a b"               | line 7, column 16
          name: a                        | nam: a                    | line 7, column 10: unknown key "nam"
          components:                    | component:                | line 2, column 1: unknown key
          """)
  void whatIsWrongIsToldWithItsPlace(String right, String wrong, String fact) throws Exception {
    String text =
        """
        format: 1
        components:
          - component: swimage
            distro: debian12
            arch: aarch64
            packages:
              - {name: a, version: "1", architecture: all, sha256: "%s"}
        """
            .formatted(DIGEST);
    assertThat(text).contains(right);
    Path file = Files.writeString(directory.resolve("f"), text.replace(right, wrong));
    FaultException failure = catchThrowableOfType(FaultException.class, () -> LockFile.read(file));
    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION);
    assertThat(failure).hasMessageContainingAll(file.toString(), fact);
  }

  @Test
  void whereNothingCanBeWrittenIsToldFirst() {
    Path file = directory.resolve("missing/versions.yaml");
    FaultException failure = catchThrowableOfType(FaultException.class, () -> LockFile.read(file));
    assertThat(failure).hasMessageContaining("there is no directory");
    assertThat(catchThrowableOfType(FaultException.class, () -> LockFile.read(directory)))
        .hasMessageContaining("it is a directory");
  }

  private static LockedPackage locked(String name, String version) {
    return new LockedPackage(name, version, "arm64", DIGEST, "bookworm");
  }

  private static ComponentName component(ComponentKind kind) {
    return new ComponentName(
        kind, new ArchOs(Architecture.AARCH64, Distribution.parse("debian12")));
  }
}
