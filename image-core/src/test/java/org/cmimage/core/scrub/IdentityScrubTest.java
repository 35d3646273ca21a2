package org.cmimage.core.scrub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.scrub.ScrubRule.Action;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.TreePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdentityScrubTest {
  private static final Path DIRECTORY = Path.of("/tree");
  private final InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(DIRECTORY);
  private Rootfs tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = Rootfs.open(calls, DIRECTORY);
    file("etc/passwd", "root:x:0:0\n");
    file("usr/bin/true", "program");
  }

  @AfterEach
  void close() throws IOException {
    tree.close();
  }

  @Test
  void emptiesTheMachineIdAndLinksTheOneOfDbusToIt() throws IOException {
    file("etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    file("var/lib/dbus/machine-id", "0123456789abcdef0123456789abcdef\n");

    IdentityScrub.scrub(tree);

    assertThat(tree.read(path("etc/machine-id"), 100))
        .hasValueSatisfying(b -> assertThat(b).isEmpty());
    assertThat(tree.status(path("etc/machine-id")).orElseThrow().mode()).isEqualTo(0444);
    assertThat(tree.readLink(path("var/lib/dbus/machine-id")))
        .hasValueSatisfying(
            target -> assertThat(new String(target, UTF_8)).isEqualTo("/etc/machine-id"));
  }

  /** As a container engine leaves them that was to mount files of a host that has none. */
  @Test
  void replacesDirectoriesWhereFilesHaveToBe() throws IOException {
    file("etc/machine-id/x", "x");
    file("etc/hostname/x", "x");
    file("var/lib/dbus/machine-id/x", "x");

    assertThat(IdentityScrub.scrubImported(tree).removed())
        .extracting(Residue::path)
        .containsExactly(
            path("etc/machine-id"), path("var/lib/dbus/machine-id"), path("etc/hostname"));

    assertThat(tree.read(path("etc/machine-id"), 100))
        .hasValueSatisfying(b -> assertThat(b).isEmpty());
    assertThat(tree.read(path("etc/hostname"), 100))
        .hasValueSatisfying(b -> assertThat(b).asString(UTF_8).isEqualTo("localhost\n"));
    assertThat(tree.readLink(path("var/lib/dbus/machine-id"))).isPresent();
    assertThat(IdentityScrub.audit(tree)).isEmpty();
  }

  @Test
  void removesHostKeysAndKeepsTheRestOfTheirDirectory() throws IOException {
    file("etc/ssh/ssh_host_rsa_key", "secret");
    file("etc/ssh/ssh_host_rsa_key.pub", "public");
    file("etc/ssh/sshd_config", "UsePAM yes\n");

    IdentityScrub.scrub(tree);

    assertThat(tree.list(path("etc/ssh"))).containsExactly(path("etc/ssh/sshd_config"));
  }

  @Test
  void removesFilledLogsAtAnyDepthAndKeepsEmptyOnes() throws IOException {
    file("var/log/dpkg.log", "status installed\n");
    file("var/log/apt/term.log", "Log started\n");
    file("var/log/wtmp", "");

    IdentityScrub.scrub(tree);

    assertThat(tree.list(path("var/log")))
        .containsExactly(path("var/log/apt"), path("var/log/wtmp"));
    assertThat(tree.list(path("var/log/apt"))).isEmpty();
  }

  /** As swift's package makes one, of its own user. */
  @Test
  void keepsDirectoriesForBackupsAndRemovesWhatIsInThem() throws IOException {
    file("var/backups/dpkg.status.0", "Package: dpkg\n");
    file("var/backups/swift/ring.gz", "x");

    IdentityScrub.scrub(tree);

    assertThat(tree.list(path("var/backups"))).containsExactly(path("var/backups/swift"));
    assertThat(tree.list(path("var/backups/swift"))).isEmpty();
  }

  @Test
  void emptiesTemporaryDirectoriesAndKeepsThem() throws IOException {
    file("tmp/deep/er/file", "x");
    file("run/lock/file", "x");

    IdentityScrub.scrub(tree);

    assertThat(tree.list(path("tmp"))).isEmpty();
    assertThat(tree.status(path("tmp"))).isPresent();
    assertThat(tree.list(path("run"))).isEmpty();
  }

  @Test
  void doesNotFollowALinkToWhatNoRuleNames() throws IOException {
    file("srv/precious", "keep");
    tree.link(path("tmp"), "/srv".getBytes(UTF_8));
    tree.link(path("var/log"), "/srv".getBytes(UTF_8));

    IdentityScrub.scrub(tree);

    assertThat(tree.status(path("srv/precious"))).isPresent();
  }

  @Test
  void findsNothingOnceScrubbed() throws IOException {
    file("etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    file("etc/ssh/ssh_host_ed25519_key", "secret");
    file("var/lib/systemd/random-seed", "noise");
    file("var/lib/dhcp/dhclient.leases", "default-duid \"x\";\n");
    file("usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n");
    file(".dockerenv", "");

    assertThat(IdentityScrub.audit(tree))
        .extracting(residue -> residue.path().toString())
        .contains(
            "/etc/machine-id",
            "/etc/ssh/ssh_host_ed25519_key",
            "/var/lib/systemd/random-seed",
            "/var/lib/dhcp/dhclient.leases",
            "/usr/sbin/policy-rc.d",
            "/.dockerenv")
        .doesNotContain("/etc/passwd");
    List<Residue> found = IdentityScrub.audit(tree);

    assertThat(IdentityScrub.scrub(tree)).isEqualTo(found);
    assertThat(IdentityScrub.audit(tree)).isEmpty();
    assertThat(IdentityScrub.scrub(tree)).isEmpty();
  }

  @Test
  void removesIndicesAndKeepsTheDirectoryThatAptBrings() throws IOException {
    file("var/lib/apt/lists/mirror.example.org_debian_dists_bookworm_InRelease", "Suite: stable\n");
    file("var/lib/apt/lists/lock", "");
    file("var/lib/apt/lists/partial/half", "x");

    IdentityScrub.scrub(tree);

    assertThat(tree.list(path("var/lib/apt/lists")))
        .containsExactly(path("var/lib/apt/lists/partial"));
    assertThat(tree.list(path("var/lib/apt/lists/partial"))).isEmpty();
  }

  @Test
  void makesNoFileForASystemThatHasNoneOfItsKind() throws IOException {
    assertThat(IdentityScrub.scrub(tree)).isEmpty();

    assertThat(tree.status(path("etc/iscsi"))).isEmpty();
    assertThat(tree.status(path("var"))).isEmpty();
  }

  @Test
  void givesAReasonForEveryRuleAndNoWildcardToARuleThatWrites() {
    assertThat(IdentityScrub.rules()).hasSizeGreaterThan(40);
    for (ScrubRule rule : IdentityScrub.rules()) {
      assertThat(rule.reason()).isNotBlank();
      assertThat(rule.pattern()).doesNotStartWith("/").doesNotContain("..");
      if (rule.action() instanceof Action.Reset || rule.action() instanceof Action.Link) {
        assertThat(rule.pattern()).doesNotContain("*");
      }
    }
  }

  private void file(String path, String content) throws IOException {
    tree.write(path(path), content.getBytes(UTF_8), 0644);
  }

  private static TreePath path(String path) {
    return TreePath.of(path);
  }
}
