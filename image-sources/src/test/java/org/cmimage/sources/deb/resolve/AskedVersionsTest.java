package org.cmimage.sources.deb.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.deb.control.PackageLines;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.deb.control.Provenance;
import org.cmimage.sources.deb.control.Provenance.Automatic;
import org.cmimage.sources.deb.control.Provenance.Place;
import org.cmimage.sources.deb.pin.Preferences;
import org.cmimage.sources.deb.wanted.WantedPackage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskedVersionsTest {
  private static final List<PackageList> LISTS =
      List.of(
          list("stable", Automatic.YES, "bash 5.2.15-2+b7", "dash 1"),
          list(
              "backports", Automatic.UPGRADES, "bash 5.3-1~bpo1", "needs 1; Depends: bash (>> 9)"));

  @ParameterizedTest
  @CsvSource({
    "bash, bash 5.2.15-2+b7",
    "bash=5.2.15-2+b7, bash 5.2.15-2+b7",
    "bash=5.3*, bash 5.3-1~bpo1",
    "bash=5.3-1~bpo1, bash 5.3-1~bpo1",
    "bash/backports, bash 5.3-1~bpo1",
    "bash/stable, bash 5.2.15-2+b7"
  })
  void versionsAndReleasesCanBeAskedFor(String asked, String chosen) throws Exception {
    assertThat(resolve(asked)).containsExactly(chosen);
  }

  @Test
  void aVersionThatIsNotOfferedIsToldWithThoseThatAre() {
    assertThatThrownBy(() -> resolve("bash=5.2"))
        .isInstanceOfSatisfying(
            FaultException.class,
            e ->
                assertThat(e.remedy())
                    .isEqualTo(
                        new Remedy.Choose(
                            "package", List.of("bash=5.2.15-2+b7", "bash=5.3-1~bpo1"))))
        .hasMessageContaining("cannot install package bash")
        .hasMessageContaining("5.2.15-2+b7");
  }

  private static List<String> resolve(String text) throws Exception {
    WantedPackage wanted = WantedPackage.parse(text);
    Resolver resolver = new Resolver(LISTS, "arm64", new Preferences(wanted.pins(), "arm64"));
    resolver.requireKnown(List.of(wanted.name()), List.of());
    return resolver.resolve(List.of(wanted.name()), Set.of(), Set.of()).packages().stream()
        .map(Object::toString)
        .toList();
  }

  private static PackageList list(String suite, Automatic automatic, String... packages) {
    return new PackageList(
        new Provenance("", "", suite, suite, "", automatic, Place.NOWHERE),
        Arrays.stream(packages).map(PackageLines::binary).toList());
  }
}
