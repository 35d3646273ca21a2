package org.cmimage.sources.deb.pin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.DebVersion;
import org.cmimage.sources.deb.control.Provenance;
import org.cmimage.sources.deb.control.Provenance.Automatic;
import org.cmimage.sources.deb.control.Provenance.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferencesTest {
  private static final Provenance STABLE =
      new Provenance(
          "Debian",
          "Debian",
          "stable",
          "bookworm",
          "12.5",
          Automatic.YES,
          new Place("deb.example.org", "main", "arm64"));
  private static final Provenance BACKPORTS =
      new Provenance(
          "Debian Backports",
          "Debian Backports",
          "stable-backports",
          "bookworm-backports",
          "",
          Automatic.UPGRADES,
          new Place("deb.example.org", "main", "arm64"));
  private static final Provenance EXPERIMENTAL =
      new Provenance(
          "Debian", "Debian", "experimental", "rc-buggy", "", Automatic.NO, Place.NOWHERE);

  @Test
  void withoutRecordsARepositoryDecides() throws IOException {
    Preferences none = preferences("# nothing\n");
    assertThat(none.priority(STABLE)).isEqualTo(500);
    assertThat(none.priority(BACKPORTS)).isEqualTo(100);
    assertThat(none.priority(EXPERIMENTAL)).isEqualTo(1);
    assertThat(none.priority(binary("a", "1"), List.of(EXPERIMENTAL, BACKPORTS))).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "release a=stable, 7",
        "release n=bookworm, 7",
        "release stable, 7",
        "release bookworm, 7",
        "release v=12.5, 7",
        "release v=12*, 7",
        "release 12*, 7",
        "'release o=debian,l=Debian', 7",
        "'release o=Debian, c=main, b=arm64', 7",
        "release c=contrib, 500",
        "'release o=Debian,c=contrib', 500",
        "release a=st?ble, 7",
        "release a=[!x]table, 7",
        "release a=/^sta/, 7",
        "release a=/^ta/, 500",
        "release o=/deb|x/, 7",
        "release *, 7",
        "release, 500",
        "release a=, 500",
        "origin deb.example.org, 7",
        "'origin \"deb.example.org\"', 7",
        "origin *.example.org, 7",
        "'origin \"\"', 500",
        "origin example.org, 500",
        "RELEASE A=stable, 7"
      })
  void aRecordForAllPackagesMeansLists(String pin, int priority) throws IOException {
    Preferences preferences =
        preferences("Package: *\nPin: " + pin + "\nPin-Priority: 7\nExplanation: x\n");
    assertThat(preferences.priority(STABLE)).isEqualTo(priority);
  }

  @Test
  void thisMachinesListsHaveAnEmptyHost() throws IOException {
    assertThat(
            preferences("Package: *\nPin: origin \"\"\nPin-Priority: 7\n").priority(EXPERIMENTAL))
        .isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({
    "a, version 1*, 7",
    "a, version 1.0, 7",
    "a, version 1, 500",
    "b a c, version 1.0, 7",
    "b, version 1.0, 500",
    "a*, version 1.0, 7",
    "/^a$/, release n=bookworm, 7",
    "/b/, release n=bookworm, 500",
    "a:any, version 1.0, 7",
    "a:arm64, version 1.0, 7",
    "a:amd64, version 1.0, 500",
    "src:s, version 1.0, 7",
    "src:s*, source-version 9, 7",
    "src:a, version 1.0, 500",
    "a, source-version 9, 7",
    "a, origin deb.example.org, 7"
  })
  void aRecordOfAPackageMeansVersions(String names, String pin, int priority) throws IOException {
    Preferences preferences =
        preferences("Package: " + names + "\nPin: " + pin + "\nPin-Priority: 7\n");
    assertThat(preferences.priority(binary("a", "1.0"), List.of(STABLE))).isEqualTo(priority);
  }

  @Test
  void theFirstRecordThatFitsCounts() throws IOException {
    Preferences preferences =
        preferences(
            """
            Package: a*
            Pin: version 2*
            Pin-Priority: 10

            Package: *
            Pin: release n=bookworm
            Pin-Priority: 20

            Package: a
            Pin: version *
            Pin-Priority: 30

            Package: *
            Pin: release a=stable
            Pin-Priority: 40
            """);
    assertThat(preferences.priority(STABLE)).isEqualTo(20);
    assertThat(preferences.priority(binary("a", "2"), List.of(STABLE))).isEqualTo(10);
    assertThat(preferences.priority(binary("a", "1"), List.of(STABLE))).isEqualTo(30);
    assertThat(preferences.priority(binary("b", "1"), List.of(STABLE))).isEqualTo(20);
  }

  @Test
  void aListThatIsNeverUsedStaysUnusedUnlessAnotherHasTheVersion() throws IOException {
    Preferences preferences =
        preferences(
            """
            Package: *
            Pin: release a=stable
            Pin-Priority: never

            Package: a
            Pin: version *
            Pin-Priority: 900
            """);
    assertThat(preferences.priority(binary("a", "1"), List.of(STABLE))).isNegative();
    assertThat(preferences.priority(binary("a", "1"), List.of(STABLE, BACKPORTS))).isEqualTo(900);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Pin: version 1\nPin-Priority: 1",
        "Package: a\nPin: verison 1\nPin-Priority: 1",
        "Package: a\nPin: version 1",
        "Package: a\nPin: version 1\nPin-Priority: 0",
        "Package: a\nPin: version 1\nPin-Priority: high",
        "Package: a\nPin: version 1\nPin-Priority: 40000",
        "Package: a\nPin: version 1\nPin-Priority: never",
        "Package: *\nPin: version 1\nPin-Priority: 1",
        "Package: *\nPin: release q=1\nPin-Priority: 1",
        "Package: /(/\nPin: version 1\nPin-Priority: 1",
        "Package: a\nPin: version /[/\nPin-Priority: 1"
      })
  void whatAptWouldPassOverIsRefused(String record) {
    FaultException e = catchThrowableOfType(FaultException.class, () -> preferences(record + "\n"));
    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION);
    assertThat(e).hasMessageContaining("cannot read preferences file");
  }

  private static Preferences preferences(String text) throws IOException {
    return new Preferences(PreferencesReader.read(text.getBytes(UTF_8), "file"), "arm64");
  }

  private static BinaryPackage binary(String name, String version) {
    return new BinaryPackage(
        name,
        DebVersion.parse(version),
        "arm64",
        new BinaryPackage.Traits(false, "optional", "no", "s (9)", 100),
        new BinaryPackage.Relations("", "", "", "", "", ""),
        new BinaryPackage.Archive(URI.create("http://mirror.invalid/"), "p", 1, "0", 1));
  }
}
