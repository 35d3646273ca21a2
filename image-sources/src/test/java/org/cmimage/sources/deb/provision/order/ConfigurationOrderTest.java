package org.cmimage.sources.deb.provision.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigurationOrderTest {
  private final List<PackageState> packages = new ArrayList<>();
  private final Set<PackageState> initramfs = new HashSet<>();

  @Test
  void putsWhatIsEssentialInFrontWithAllItNeeds() {
    add("editor", "", List.of("libc6"), List.of());
    add("base-files", "essential", List.of("awk"), List.of());
    add("mawk", "", List.of("libc6"), List.of("awk"));
    add("libc6", "", List.of(), List.of());
    add("base-passwd", "essential", List.of("libc6"), List.of());
    add("passwd", "required", List.of("libpam"), List.of());
    add("libpam", "", List.of("libc6"), List.of());

    assertThat(names(List.of("libc6", "editor", "mawk")))
        .containsExactly(
            List.of("base-passwd"),
            List.of("libc6", "mawk", "base-files"),
            List.of("libpam", "passwd"),
            List.of(),
            List.of("editor"));
  }

  @Test
  void putsWhatContributesToTheInitramfsBeforeTheRest() {
    add("editor", "", List.of("libc6"), List.of());
    add("mdadm", "", List.of("libudev1"), List.of());
    add("libudev1", "", List.of("libc6"), List.of());
    add("libc6", "required", List.of(), List.of());
    initramfs.add(packages.get(1));

    assertThat(names(List.of("editor", "mdadm")))
        .containsExactly(
            List.of(),
            List.of(),
            List.of("libc6"),
            List.of("libudev1", "mdadm"),
            List.of("editor"));
  }

  @Test
  void ordersACycleWithoutLosingAMember() {
    add("libgcc-s1", "", List.of("libc6"), List.of());
    add("libc6", "", List.of("libgcc-s1"), List.of());
    add("bash", "essential", List.of("libc6"), List.of());

    assertThat(names(List.of()))
        .containsExactly(
            List.of(), List.of("libgcc-s1", "libc6", "bash"), List.of(), List.of(), List.of());
  }

  @Test
  void doesNotMindAlternativesThatAreNotThere() {
    add("init", "essential", List.of("systemd-sysv", "sysvinit-core"), List.of());
    add("systemd-sysv", "", List.of(), List.of());

    assertThat(names(List.of("init", "systemd-sysv")))
        .containsExactly(
            List.of(), List.of("systemd-sysv", "init"), List.of(), List.of(), List.of());
  }

  private void add(String name, String rank, List<String> needs, List<String> provides) {
    packages.add(
        new PackageState(
            name,
            "1",
            "arm64",
            rank.equals("essential"),
            rank.equals("required"),
            false,
            "unpacked",
            ImmutableList.copyOf(needs),
            ImmutableList.copyOf(provides)));
  }

  private List<List<String>> names(List<String> resolved) {
    return ConfigurationOrder.of(
            packages, resolved, initramfs, pkg -> pkg.essential() || pkg.required())
        .stream()
        .map(group -> group.stream().map(PackageState::name).toList())
        .toList();
  }
}
