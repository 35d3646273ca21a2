package org.cmimage.sources.deb.resolve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.cmimage.sources.deb.control.PackageLines;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.deb.control.Provenance;
import org.cmimage.sources.deb.control.Provenance.Automatic;
import org.cmimage.sources.deb.control.Provenance.Place;
import org.cmimage.sources.deb.pin.Preferences;
import org.cmimage.sources.deb.pin.PreferencesReader;
import org.junit.jupiter.api.Test;

/** The effect of priorities on a resolution. */
class PreferredVersionsTest {
  private static final PackageList STABLE =
      list("stable", Automatic.YES, "a 1; Depends: b", "b 1", "base 1; Priority: required");
  private static final PackageList BACKPORTS =
      list(
          "backports",
          Automatic.UPGRADES,
          "a 2; Depends: b, new",
          "b 2",
          "new 1",
          "base 2; Priority: required",
          "important 1; Priority: important");

  @Test
  void backportsGiveNothingUnasked() throws Exception {
    assertThat(resolve("", "a")).containsExactly("a 1", "b 1", "base 1");
  }

  @Test
  void whatOnlyBackportsHaveCanBeAskedFor() throws Exception {
    assertThat(resolve("", "new")).containsExactly("base 1", "new 1");
  }

  @Test
  void aPinTakesOnePackageFromThereAndNoOther() throws Exception {
    String pin = "Package: a\nPin: release a=backports\nPin-Priority: 600\n";
    assertThat(resolve(pin, "a")).containsExactly("a 2", "b 1", "base 1", "new 1");
  }

  @Test
  void aPinOfTheSuiteTakesAllFromThere() throws Exception {
    String pin = "Package: *\nPin: release a=backports\nPin-Priority: 500\n";
    assertThat(resolve(pin, "a")).containsExactly("a 2", "b 2", "base 2", "important 1", "new 1");
  }

  @Test
  void aNegativePriorityKeepsAVersionOut() throws Exception {
    String pin = "Package: b\nPin: version 1\nPin-Priority: -1\n";
    assertThat(resolve(pin, "a")).containsExactly("a 1", "b 2", "base 1");
  }

  /**
   * The search may deviate from apt's preference, but must not choose what must not be installed.
   */
  @Test
  void theSearchDoesNotTakeItEither() throws Exception {
    PackageList needs = list("local", Automatic.YES, "c 1; Depends: b (>= 2)");
    assertThat(strings(List.of(STABLE, BACKPORTS, needs), "", "c"))
        .containsExactly("b 2", "base 1", "c 1");
    String pin = "Package: b\nPin: version 2\nPin-Priority: -1\n";
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> strings(List.of(STABLE, BACKPORTS, needs), pin, "c"))
        .hasMessageContaining("c 1 depends on b (>= 2)");
  }

  /** Ubuntu: an update at 0 % was stopped, one below 100 % is offered to some systems. */
  @Test
  void aPhasedUpdateIsTakenOnlyWhereNothingElseIs() throws Exception {
    PackageList release = list("noble", Automatic.YES, "a 1", "c 1; Depends: b (>= 2)", "b 1");
    PackageList updates =
        list(
            "noble-updates",
            Automatic.YES,
            "a 2; Phased-Update-Percentage: 0",
            "b 2; Phased-Update-Percentage: 90",
            "d 1; Phased-Update-Percentage: 10",
            "e 1",
            "e 2; Phased-Update-Percentage: 10");
    List<PackageList> lists = List.of(release, updates);
    assertThat(strings(lists, "", "a", "d", "e")).containsExactly("a 1", "d 1", "e 1");
    assertThat(strings(lists, "", "c")).containsExactly("b 2", "c 1");
    assertThat(resolution(lists, "", "a").warnings())
        .containsExactly(
            "a 1 is installed, not a 2: that update is offered to 0 % of systems only");
    String pin = "Package: a\nPin: version 2\nPin-Priority: 990\n";
    assertThat(strings(lists, pin, "a")).containsExactly("a 2");
    assertThat(resolution(lists, pin, "a").warnings()).isEmpty();
  }

  /** As debootstrap has it: universe and others may give any package any priority. */
  @Test
  void prioritiesOfMainAloneCount() throws Exception {
    PackageList main = list(new Place("", "main", "arm64"), "a 1; Priority: important");
    PackageList security = list(new Place("", "updates/main", "arm64"), "b 1; Priority: required");
    PackageList universe = list(new Place("", "universe", "arm64"), "c 1; Priority: important");
    PackageList flat = list(Place.NOWHERE, "d 1; Priority: important");
    List<PackageList> lists = List.of(main, security, universe, flat);
    assertThat(strings(lists, "")).containsExactly("a 1", "b 1", "d 1");
    assertThat(strings(lists, "", "c")).containsExactly("a 1", "b 1", "c 1", "d 1");
  }

  private static List<String> resolve(String preferences, String... names) throws Exception {
    return strings(List.of(STABLE, BACKPORTS), preferences, names);
  }

  private static List<String> strings(List<PackageList> lists, String preferences, String... names)
      throws Exception {
    return resolution(lists, preferences, names).packages().stream()
        .map(Object::toString)
        .sorted()
        .toList();
  }

  private static Resolution resolution(List<PackageList> lists, String preferences, String... names)
      throws Exception {
    Preferences read =
        new Preferences(PreferencesReader.read(preferences.getBytes(UTF_8), "file"), "arm64");
    return new Resolver(lists, "arm64", read)
        .resolve(List.of(names), Set.of("important"), Set.of());
  }

  private static PackageList list(String suite, Automatic automatic, String... packages) {
    return list(new Provenance("", "", suite, suite, "", automatic, Place.NOWHERE), packages);
  }

  private static PackageList list(Place place, String... packages) {
    return list(new Provenance("", "", "s", "s", "", Automatic.YES, place), packages);
  }

  private static PackageList list(Provenance provenance, String... packages) {
    return new PackageList(provenance, Arrays.stream(packages).map(PackageLines::binary).toList());
  }
}
