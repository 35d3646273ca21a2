package org.cmimage.sources.deb.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.spi.PackageSystem.Updates;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.PackageLines;
import org.cmimage.sources.deb.installed.InstalledPackages;
import org.cmimage.sources.deb.pin.Pin;
import org.cmimage.sources.deb.pin.Preferences;
import org.cmimage.sources.deb.pin.PreferencesReader;
import org.junit.jupiter.api.Test;

/** Changes of the packages of a small system. */
class TransactionTest {
  private final List<BinaryPackage> offered = new ArrayList<>();
  private final List<Pin> pins = new ArrayList<>();

  @Test
  void whatIsInstalledStaysUnlessItHasToChange() throws IOException {
    offer("a 1; Depends: b, c (>= 2)", "b 2", "c 2", "d 2");
    assertThat(changes(system("b 1", "c 1", "d 1"), install("a")))
        .containsExactly("install a 1", "upgrade c 1 -> 2 needed by a");
  }

  @Test
  void whatIsNamedIsUpgraded() throws IOException {
    offer("a 2; Depends: n", "b 2", "n 1");
    assertThat(changes(system("a 1", "b 1"), install("a")))
        .containsExactly("upgrade a 1 -> 2", "install n 1 needed by a");
  }

  @Test
  void onlyWhatIsThereIsUpdatedByName() throws IOException {
    offer("a 2", "b 2", "c 2");
    assertThat(changes(system("a 1", "b 1"), update("a"))).containsExactly("upgrade a 1 -> 2");
    assertThatThrownBy(() -> plan(system("a 1", "b 1"), update("a", "c")))
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PACKAGE_UNKNOWN))
        .hasMessage("cannot update package c: it is not installed");
  }

  @Test
  void allAreUpdatedButThoseOnHold() throws IOException {
    offer("a 2; Depends: n", "b 2", "c 2; Depends: b (>= 2)", "n 1");
    TransactionPlan plan = plan(system("a 1", "hold ok installed | b 1", "c 1"), updateAll());
    assertThat(lines(plan))
        .containsExactly("upgrade a 1 -> 2 newer version", "install n 1 needed by a");
    assertThat(plan.heldBack()).extracting(BinaryPackage::toString).containsExactly("b 1", "c 1");
    assertThat(plan.warnings())
        .containsExactly(
            "package b stays at version 1, not 2: it is on hold; to release it: apt-mark unhold b",
            "package c stays at version 1, not 2: what that needs cannot be had, or something would"
                + " have to be removed for it; to be told what: install c by name");
  }

  @Test
  void nothingIsDowngradedUnasked() throws IOException {
    offer("a 1", "b 1; Depends: a");
    assertThat(changes(system("a 2"), install("a", "b"))).containsExactly("install b 1");
    assertThat(changes(system("a 2"), updateAll())).isEmpty();
  }

  @Test
  void aNamedVersionMayBeOlder() throws IOException {
    offer("a 1", "a 3", "b 1; Depends: a (= 1)", "b 3; Depends: a (= 3)");
    pins.add(PreferencesReader.pin("a", "version 1", "32767", "test"));
    pins.add(PreferencesReader.pin("a", "version *", "-1", "test"));
    assertThat(changes(system("a 3"), install("a"))).containsExactly("downgrade a 3 -> 1");
  }

  @Test
  void dependentsFollow() throws IOException {
    offer("a 2", "b 2; Depends: a (= 2)");
    assertThat(changes(system("a 1", "b 1; Depends: a (= 1)"), install("a")))
        .containsExactly("upgrade a 1 -> 2", "upgrade b 1 -> 2 depends on a");
  }

  @Test
  void packagesOfOneSourceStayTogether() throws IOException {
    offer("a 2; Source: s", "b 2; Source: s", "c 2");
    assertThat(changes(system("a 1; Source: s", "b 1; Source: s", "c 1"), install("a")))
        .containsExactly("upgrade a 1 -> 2", "upgrade b 1 -> 2 built together with a");
  }

  @Test
  void whatIsBrokenByANewPackageIsUpgraded() throws IOException {
    offer("a 1; Breaks: b (<< 2)", "b 2");
    assertThat(changes(system("b 1"), install("a")))
        .containsExactly("install a 1", "upgrade b 1 -> 2 conflicts with a");
  }

  @Test
  void whatConflictsIsRemovedWithWhatNeedsIt() throws IOException {
    offer("a 1; Conflicts: b");
    assertThat(changes(system("b 1", "c 1; Depends: b"), install("a")))
        .containsExactly("install a 1", "remove b 1 conflicts with a", "remove c 1 depends on b");
  }

  @Test
  void removingTakesWhatDependsOnIt() throws IOException {
    offer();
    assertThat(changes(system("a 1", "b 1; Depends: a", "c 1; Depends: b", "d 1"), remove("a")))
        .containsExactly("remove a 1", "remove b 1 depends on a", "remove c 1 depends on b");
  }

  @Test
  void anotherAlternativeSavesWhatDependsOnIt() throws IOException {
    offer("x 1");
    assertThat(changes(system("a 1", "b 1; Depends: a | x"), remove("a")))
        .containsExactly("remove a 1", "install x 1 needed by b");
  }

  @Test
  void whatWasUnmetBeforeStaysSo() throws IOException {
    offer("a 1", "missing 1");
    assertThat(changes(system("b 1; Depends: missing", "c 1; Conflicts: b"), install("a")))
        .containsExactly("install a 1");
  }

  @Test
  void prioritiesAddButDoNotUpdate() throws IOException {
    offer("a 2; Priority: important", "b 1; Priority: important", "c 1");
    TransactionRequest request =
        new TransactionRequest(List.of(), List.of(), Updates.NONE, Set.of("important"), Set.of());
    assertThat(changes(system("a 1; Priority: important"), request))
        .containsExactly("install b 1 wanted for its priority");
  }

  @Test
  void anExcludedPackageIsDoneWithout() throws IOException {
    offer("a 1; Depends: x", "x 1");
    TransactionPlan plan =
        plan(
            system(),
            new TransactionRequest(List.of("a"), List.of(), Updates.NONE, Set.of(), Set.of("x")));
    assertThat(lines(plan)).containsExactly("install a 1");
    assertThat(plan.warnings()).containsExactly("a 1 depends on x, which is excluded");
  }

  @Test
  void aVersionBuiltAnewIsNotExchanged() throws IOException {
    offer("a 1; Depends: n", "n 1", "b 1; Depends: a");
    assertThat(changes(system("a 1"), install("b"))).containsExactly("install b 1");
    assertThat(changes(system("a 1"), updateAll())).isEmpty();
  }

  @Test
  void aSearchFindsWhatTheSimpleWayDoesNot() throws IOException {
    offer("a 1; Depends: x | y, z", "x 1", "y 1", "z 1; Conflicts: x");
    assertThat(changes(system(), install("a")))
        .containsExactly("install a 1", "install y 1 needed by a", "install z 1 needed by a");
  }

  private void offer(String... lines) {
    for (String line : lines) {
      offered.add(PackageLines.binary(line));
    }
  }

  private static InstalledPackages system(String... lines) throws IOException {
    return TestPackages.installed(lines);
  }

  private static TransactionRequest install(String... names) {
    return new TransactionRequest(List.of(names), List.of(), Updates.NONE, Set.of(), Set.of());
  }

  private static TransactionRequest remove(String... names) {
    return new TransactionRequest(List.of(), List.of(names), Updates.NONE, Set.of(), Set.of());
  }

  private static TransactionRequest update(String... names) {
    return new TransactionRequest(List.of(names), List.of(), Updates.NAMED, Set.of(), Set.of());
  }

  private static TransactionRequest updateAll() {
    return new TransactionRequest(List.of(), List.of(), Updates.ALL, Set.of(), Set.of());
  }

  private TransactionPlan plan(InstalledPackages system, TransactionRequest request)
      throws FaultException {
    return new Resolver(PackageLines.list(offered), "arm64", new Preferences(pins, "arm64"))
        .transaction(system, request);
  }

  private List<String> changes(InstalledPackages system, TransactionRequest request)
      throws FaultException {
    return lines(plan(system, request));
  }

  private static List<String> lines(TransactionPlan plan) {
    return plan.changes().stream().map(change -> (change + " " + change.cause()).strip()).toList();
  }
}
