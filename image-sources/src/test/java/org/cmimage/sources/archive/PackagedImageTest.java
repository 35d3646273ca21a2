package org.cmimage.sources.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.archive.entries.ArchiveEntries.Use;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.iso.ForeignTools;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files in Debian packages that are images, or have only the name of one. */
@Tag("network")
class PackagedImageTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "coccinelle, standard.iso",
    "minicom, mc.iso",
    "libbiblio-thesaurus-perl, animals1.iso"
  })
  void aFileOnlyNamedIsoIsRefusedByWhatItBeginsWith(String debianPackage, String name)
      throws Exception {
    Path file = ForeignTools.packaged(directory, debianPackage, name);
    FaultException fault = assertThrows(FaultException.class, () -> find(file));
    assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_CORRUPT);
    assertThat(fault).hasMessageContaining(name + ": it is not a tar archive: it begins with \"");
    assertThat(fault.remedy().toString()).contains("an image of squashfs or ISO 9660");
  }

  @Test
  void aSquashfsImageIsListed() throws Exception {
    ImageArchive image =
        find(ForeignTools.packaged(directory, "golang-github-sylabs-sif-dev", "root.squashfs"));
    List<String> listed = new ArrayList<>();
    image.readEntries(
        Use.SOME_CONTENT, (entry, names, content) -> listed.add(entry.path().toString()));
    assertThat(image.form()).isEqualTo("squashfs 4.0, gzip, blocks of 128 KiB");
    assertThat(listed).containsExactlyInAnyOrder("/", "/hello.txt");
  }

  private static ImageArchive find(Path file) throws IOException {
    return ImageArchive.find(file.toString(), Decompressor.inProcess(), false, Optional.empty());
  }
}
