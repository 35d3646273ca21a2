package org.cmimage.sources.deb.provision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSetMultimap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Distribution;
import org.cmimage.sources.deb.provision.order.BaseSystem;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfigureGuardsTest {
  private static final Path DIRECTORY = Path.of("/tree");

  private final DebProvision provision =
      new DebProvision(
          new ProvisionPlan(
              Distribution.parse("debian12"),
              List.of("libc6", "dpkg", "openssh-client", "initramfs-tools"),
              List.of(),
              "6.1.0-56-arm64",
              new BaseSystem(
                  Set.of("libc6", "dpkg"), ImmutableSetMultimap.of(), ImmutableSetMultimap.of()),
              List.of()));
  private Rootfs tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = Rootfs.open(new InMemoryHostCalls().withDirectory(DIRECTORY), DIRECTORY);
    file("usr/sbin/update-initramfs", "#!/bin/sh\n");
  }

  @AfterEach
  void close() throws IOException {
    tree.close();
  }

  @Test
  void laysGuardsOverProgramsThatWouldDoTooMuch() throws Exception {
    file("usr/share/initramfs-tools/hook-functions", "copy_exec() { :; }\n");
    file("usr/sbin/update-ca-certificates", "#!/bin/sh -e\necho all\n");
    file("etc/initramfs-tools/update-initramfs.conf", "");
    file("usr/bin/ssh-keygen", "program");

    assertThat(guards(0, 0))
        .containsOnlyKeys(
            "/sbin/start-stop-daemon",
            "/etc/initramfs-tools/update-initramfs.conf",
            "/usr/bin/ssh-keygen",
            "/usr/sbin/update-ca-certificates")
        .isEqualTo(guards(1, 0))
        .isEqualTo(guards(2, 1));
    assertThat(guards(2, 0))
        .containsOnlyKeys("/sbin/start-stop-daemon", "/usr/share/initramfs-tools/hook-functions")
        .isEqualTo(guards(3, 0));
    assertThat(guards(2, 0).get("/usr/share/initramfs-tools/hook-functions"))
        .startsWith("copy_exec() { :; }\n")
        .contains("readlink() {");
  }

  private Map<String, String> guards(int list, int track) throws IOException {
    return provision.tracks().get(list).get(track).guards().of(tree);
  }

  /** dpkg could not unpack a file below a guard. */
  @Test
  void laysGuardsOverNothingThatIsNotThereYet() throws Exception {
    assertThat(guards(0, 0)).containsOnlyKeys("/sbin/start-stop-daemon");
    file("usr/bin/ssh-keygen", "program");
    assertThat(guards(1, 0)).containsOnlyKeys("/sbin/start-stop-daemon", "/usr/bin/ssh-keygen");
  }

  @Test
  void makesTheCertificatesOnce() throws Exception {
    file("usr/sbin/update-ca-certificates", "#!/bin/sh -e\necho all\n");
    String script = guards(0, 0).get("/usr/sbin/update-ca-certificates");

    assertThat(shell(script, "--hooksdir", "")).isEmpty();
    assertThat(shell(script)).isEqualTo("all\n");
    assertThat(shell(script, "--fresh")).isEqualTo("all\n");
  }

  private static String shell(String script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-ec", script, "sh"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  private void file(String path, String content) throws IOException {
    tree.write(TreePath.of(path), content.getBytes(UTF_8), 0644);
  }
}
