package org.cmimage.sources.deb.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebVersionTest {
  /** Real versions of Debian and Ubuntu, chosen for their oddities. */
  private static final List<String> REAL =
      List.of(
          "1:9.2p1-2+deb12u3",
          "1:9.2p1-2",
          "2.36-9+deb12u10",
          "2.36-9",
          "252.38-1~deb12u1",
          "252.38-1",
          "1.0",
          "1.00",
          "0:1.0-0",
          "1.0-1",
          "1.0~rc1-1",
          "1.0~~",
          "1.0~",
          "6.1.148-1",
          "6.1.148-1+b1",
          "5.15.0-1024.26~20.04.1",
          "2:8.39-15",
          "20230311",
          "0.0~git20211117.2d5a4b7-1",
          "1.2.3a-4",
          "1.2.3-4a",
          "4.4.18-2~bpo11+1",
          "7.88.1-10+deb12u12",
          "1.14~",
          "3.0.15-1~deb12u1",
          "1.5.0+dfsg-2ubuntu0.22.04.3",
          "0.99.beta19-2",
          "1.0.0-alpha.1-3",
          "3.141592653589793",
          "00001",
          "1",
          "1.a",
          "1.A",
          "1+",
          "1.",
          "1-1-1");

  @Test
  void ordersAsDpkgDoes() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/dpkg")), "dpkg is the oracle, and is not installed");
    List<String> versions = new ArrayList<>(REAL);
    versions.addAll(installedVersions());
    StringBuilder script = new StringBuilder();
    List<Integer> ours = new ArrayList<>();
    for (int i = 0; i < versions.size(); i++) {
      for (int j : List.of((i + 1) % versions.size(), (7 * i + 3) % versions.size())) {
        String a = versions.get(i);
        String b = versions.get(j);
        ours.add(Integer.signum(DebVersion.parse(a).compareTo(DebVersion.parse(b))));
        script.append(
            "if dpkg --compare-versions '%s' lt '%s'; then echo -1; elif ".formatted(a, b));
        script.append(
            "dpkg --compare-versions '%s' eq '%s'; then echo 0; else echo 1; fi\n".formatted(a, b));
      }
    }
    assertThat(run(script.toString()).map(Integer::valueOf).toList()).isEqualTo(ours);
  }

  /** Returns a sample of this machine's versions, because the versions in use change. */
  private static List<String> installedVersions() throws Exception {
    List<String> all = run("dpkg-query -W -f '${Version}\\n' | sort -u").toList();
    List<String> sample = new ArrayList<>();
    for (int i = 0; i < all.size(); i += Math.max(1, all.size() / 60)) {
      sample.add(all.get(i));
    }
    return sample;
  }

  private static Stream<String> run(String script) throws IOException, InterruptedException {
    Path file = Files.createTempFile("versions", ".sh");
    try {
      Files.writeString(file, script);
      Process process = new ProcessBuilder("sh", file.toString()).redirectErrorStream(true).start();
      List<String> lines = process.inputReader().lines().toList();
      assertThat(process.waitFor()).isZero();
      return lines.stream();
    } finally {
      Files.delete(file);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":1",
        "x:1",
        "1:",
        "-1",
        "1-",
        "1 2",
        "1_2",
        "1-1:2",
        "99999999999:1",
        "1:-1",
        "1/2",
        "é"
      })
  void refusesWhatIsNoVersion(String text) {
    assertThatThrownBy(() -> DebVersion.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void leavesTheEpochOutOfFileNames() {
    assertThat(DebVersion.parse("1:9.2p1-2").withoutEpoch()).isEqualTo("9.2p1-2");
    assertThat(DebVersion.parse("9.2p1-2").withoutEpoch()).isEqualTo("9.2p1-2");
  }
}
