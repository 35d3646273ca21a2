package org.cmimage.core.apply;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.model.host.HostFile;
import org.cmimage.model.host.HostFile.Form;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFileWriterTest {
  private static final HostFile EXPORTS = new HostFile("/etc/exports.d/x", Form.WHOLE, "new\n");
  private static final HostFile FSTAB = new HostFile("/etc/fstab", Form.BLOCK, "ours\n");

  @TempDir Path directory;
  private ClusterLayout layout = ClusterLayout.below(Path.of("/nowhere"));
  private HostFileWriter writer = new HostFileWriter(layout);

  @BeforeEach
  void makeRoot() throws IOException {
    Path root = Files.createDirectory(directory.resolve("root"));
    layout = ClusterLayout.below(root);
    writer = new HostFileWriter(layout);
  }

  private Path file(String path) {
    return layout.resolve(path);
  }

  private void put(String path, String text) throws IOException {
    Files.createDirectories(file(path).getParent());
    Files.writeString(file(path), text, ISO_8859_1);
  }

  private void apply(HostFile... files) throws IOException {
    writer.write(writer.changes(List.of(files)));
  }

  private List<String> names(String path) throws IOException {
    try (Stream<Path> names = Files.list(file(path))) {
      return names.map(name -> name.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void filesAreMadeChangedAndRemovedWithABackup() throws IOException {
    apply(EXPORTS);
    assertThat(file("/etc/exports.d/x")).hasContent("new\n");
    assertThat(writer.changes(List.of(EXPORTS))).isEmpty();

    apply(new HostFile(EXPORTS.path(), Form.WHOLE, "newer\n"));
    assertThat(layout.backup(EXPORTS.path())).hasContent("new\n");

    apply(new HostFile(EXPORTS.path(), Form.WHOLE, ""));
    assertThat(file("/etc/exports.d/x")).doesNotExist();
    assertThat(layout.backup(EXPORTS.path())).hasContent("newer\n");
    assertThat(names("/etc/exports.d")).isEmpty();
  }

  @Test
  void anAdministratorsLinesAndPermissionsStayByteForByte() throws IOException {
    put("/etc/fstab", "# caf\u00e9 in ISO 8859-1\r\n\nnas:/a /a nfs 0 0");
    Files.setPosixFilePermissions(file("/etc/fstab"), PosixFilePermissions.fromString("rw-r-----"));

    apply(FSTAB);
    String text = Files.readString(file("/etc/fstab"), ISO_8859_1);
    assertThat(text).startsWith("# caf\u00e9 in ISO 8859-1\r\n\nnas:/a /a nfs 0 0\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("/etc/fstab"))))
        .isEqualTo("rw-r-----");

    apply(new HostFile(FSTAB.path(), Form.BLOCK, ""));
    assertThat(Files.readString(file("/etc/fstab"), ISO_8859_1))
        .isEqualTo("# caf\u00e9 in ISO 8859-1\r\n\nnas:/a /a nfs 0 0\n");
  }

  @Test
  void noBlockMeansNoFile() throws IOException {
    assertThat(writer.changes(List.of(new HostFile("/etc/fstab", Form.BLOCK, "")))).isEmpty();
  }

  /** The second file cannot be replaced, as a directory took its place after it was looked at. */
  @Test
  void aFailureLeavesAllFilesAsTheyWere() throws IOException {
    put(EXPORTS.path(), "old\n");
    List<HostFileChange> changes =
        List.of(
            new HostFileChange(EXPORTS.path(), Optional.of("old\n"), Optional.of("new\n")),
            new HostFileChange("/etc/full", Optional.empty(), Optional.of("new\n")));
    Files.createDirectories(file("/etc/full/of/something"));

    assertThatThrownBy(() -> writer.write(changes)).hasMessageContaining("cannot write /etc/full");

    assertThat(file(EXPORTS.path())).hasContent("old\n");
    assertThat(names("/etc/exports.d")).containsExactly("x");
    assertThat(names("/etc")).containsExactly("exports.d", "full");
  }

  @Test
  void aKilledWriterLeavesTheOldFilesOrTheNewAndIsRepeated() throws IOException {
    put(EXPORTS.path(), "old\n");
    put("/etc/exports.d/x.12345.next", "half of it");

    apply(EXPORTS, FSTAB);

    assertThat(file(EXPORTS.path())).hasContent("new\n");
    assertThat(names("/etc/exports.d")).containsExactly("x");
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("x"), "theirs\n");
    Files.createDirectories(file("/etc"));
    Files.createSymbolicLink(file("/etc/fstab"), outside.resolve("x"));
    Files.createSymbolicLink(file("/etc/exports.d"), outside);

    assertRefused(FSTAB, "it is a symbolic link");
    assertRefused(EXPORTS, "a symbolic link leads out of " + layout.root());
    Files.delete(file("/etc/fstab"));
    Files.createDirectory(file("/etc/fstab"));
    assertRefused(FSTAB, "it is not a regular file");
    assertThat(outside.resolve("x")).hasContent("theirs\n");
  }

  private void assertRefused(HostFile file, String fact) {
    assertThatThrownBy(() -> apply(file))
        .isInstanceOfSatisfying(
            FaultException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNSUITABLE);
              assertThat(e.fault().fact()).isEqualTo(fact);
            });
  }
}
