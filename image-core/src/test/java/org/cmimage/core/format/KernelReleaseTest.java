package org.cmimage.core.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelReleaseTest {
  /** Real names, each list from the oldest to what a node should boot. */
  static Stream<List<String>> releases() {
    return Stream.of(
        List.of("5.10.0-9-arm64", "5.10.0-32-arm64", "6.1.0-0.deb11.13-arm64", "6.1.0-9-arm64"),
        List.of("6.1.0-9-amd64", "6.1.0-49-rt-amd64", "6.1.0-49-amd64", "6.12.9+bpo-amd64"),
        List.of("6.1.0-49-cloud-arm64", "6.1.0-49-arm64"),
        List.of("6.12.9+bpo-arm64", "6.12.9+deb13-arm64", "6.12.9+deb13+1-arm64"),
        List.of("6.12.57+deb13-arm64-16k", "6.12.57+deb13-arm64", "6.12.117+deb13-arm64"),
        List.of("6.12.57+deb13-rt-riscv64", "6.12.57+deb13-riscv64", "6.12.107+deb13-riscv64"),
        List.of("5.4.0-99-generic", "5.4.0-1103-raspi", "5.15.0-25-generic", "6.8.0-40-generic"),
        List.of(
            "6.8.0-9-generic", "6.8.0-31-lowlatency", "6.8.0-40-generic-64k", "6.8.0-40-generic"),
        List.of(
            "5.14.0-70.13.1.el9_0.aarch64",
            "5.14.0-503.el9.aarch64",
            "5.14.0-687.el9.aarch64",
            "5.14.0-687.5.1.el9_8.aarch64",
            "5.14.0-687.10.1.el9_8.aarch64",
            "5.14.0-687.10.1.el9_8.0.1.aarch64+64k",
            "5.14.0-687.10.1.el9_8.0.1.aarch64"),
        List.of(
            "4.18.0-80.el8.x86_64", "4.18.0-553.el8_10.x86_64", "4.18.0-553.16.1.el8_10.x86_64"),
        List.of("4.18.0-553.el8_10.x86_64+debug", "4.18.0-553.el8_10.x86_64"),
        List.of(
            "5.14.21-150500.55.7-default",
            "6.4.0-150600.21-default",
            "6.4.0-150600.23.47-default",
            "6.4.0-150600.100.3-default"),
        List.of("6.1.9-118.189.amzn2023.aarch64", "6.1.109-118.189.amzn2023.aarch64"),
        List.of("6.9.0-rc3", "6.9.0-rc10+", "6.9.0", "6.9.0-1-amd64", "6.10.2"),
        List.of("6.17~rc1-amd64", "6.17-amd64"));
  }

  @ParameterizedTest
  @MethodSource("releases")
  void areOrderedByAge(List<String> expected) {
    List<KernelRelease> shuffled = new ArrayList<>();
    expected.forEach(text -> shuffled.add(new KernelRelease(text)));
    Collections.shuffle(shuffled, new Random(1));
    assertThat(shuffled.stream().sorted().map(KernelRelease::text))
        .containsExactlyElementsOf(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0-rescue-4bd3", "extra", "6", "6.1 0", "6.1.0/x", ".6.1", "6.1\n"})
  void otherNamesAreNone(String name) {
    assertThat(KernelRelease.isWellFormed(name)).isFalse();
    assertThatThrownBy(() -> new KernelRelease(name)).isInstanceOf(IllegalArgumentException.class);
  }
}
