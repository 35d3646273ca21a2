package org.cmimage.sources.deb.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.cmimage.core.format.deb822.ControlReader;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.ControlData;
import org.cmimage.sources.deb.control.DebVersion;
import org.cmimage.sources.deb.installed.InstalledPackages;
import org.cmimage.sources.deb.installed.TreeOfFiles;
import org.junit.jupiter.api.Test;

class RemovalsTest {
  private static final String STATUS =
      """
      Package: base
      Status: install ok installed
      Architecture: arm64
      Version: 1
      Pre-Depends: awk

      Package: mawk
      Status: install ok installed
      Architecture: arm64
      Version: 1
      Provides: awk

      Package: mailer
      Status: install ok installed
      Architecture: arm64
      Version: 1
      Provides: mail-transport
      Conflicts: mail-transport

      Package: reader
      Status: install ok installed
      Architecture: arm64
      Version: 1
      Depends: mailer | mail-transport

      Package: plain
      Status: install ok installed
      Architecture: arm64
      Version: 1
      Depends: awk

      """;

  private static BinaryPackage binary(String name, String fields) throws IOException {
    byte[] text = ("Package: " + name + "\n" + fields).getBytes(UTF_8);
    try (ControlReader reader =
        ControlData.reader(new ByteArrayInputStream(text), "test", List.of())) {
      ControlStanza stanza = reader.next().orElseThrow();
      return new BinaryPackage(
          name,
          DebVersion.parse("1"),
          "arm64",
          BinaryPackage.Traits.of(stanza, value -> value),
          BinaryPackage.Relations.of(stanza),
          BinaryPackage.Archive.installed(0));
    }
  }

  private static Removals removals(List<String> names, BinaryPackage... unpacked)
      throws IOException {
    return Removals.of(
        InstalledPackages.read(TreeOfFiles.withStatus(STATUS), "arm64"),
        names,
        Set.of(),
        List.of(unpacked));
  }

  @Test
  void whatOthersNeedIsRemovedWhenItsSuccessorIsConfigured() throws IOException {
    Removals removals = removals(List.of("mawk", "plain"), binary("gawk", "Provides: awk\n"));

    assertThat(removals.first()).containsExactly("plain");
    assertThat(removals.last()).containsExactly("mawk");
  }

  @Test
  void whatIsInTheWayIsRemovedFirstAlthoughOthersNeedIt() throws IOException {
    String provides = "Provides: mail-transport\n";

    assertThat(removals(List.of("mailer"), binary("other", provides)).first())
        .as("the removed one does not stand the new")
        .containsExactly("mailer");
    assertThat(removals(List.of("mawk"), binary("gawk", "Conflicts: mawk\n")).first())
        .as("the new one does not stand the removed")
        .containsExactly("mawk");
  }

  @Test
  void whatNobodyNeedsAnyMoreIsRemovedFirst() throws IOException {
    assertThat(removals(List.of("reader", "mailer")).first()).containsExactly("reader", "mailer");
  }
}
