package org.cmimage.core.scrub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.scrub.ScrubRule.Action;
import org.cmimage.core.scrub.ScrubRule.Scope;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.TreePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HostIdentitiesTest {
  private static final Path DIRECTORY = Path.of("/tree");
  private static final String SSH_UNIT = "etc/systemd/system/ssh-host-keys.service";
  private static final String SSH_WANTED =
      "etc/systemd/system/multi-user.target.wants/ssh-host-keys.service";

  private final InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(DIRECTORY);
  private Rootfs tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = Rootfs.open(calls, DIRECTORY);
    file("etc/machine-id", "");
    file("etc/hostname", "localhost\n");
  }

  @AfterEach
  void close() throws IOException {
    tree.close();
  }

  static Stream<ScrubRule> removals() {
    return HostIdentities.ALL.stream()
        .flatMap(identity -> identity.rules().stream())
        .filter(rule -> rule.action() instanceof Action.Remove);
  }

  @ParameterizedTest
  @MethodSource("removals")
  void everyRuleFindsItsFileEverywhereAndRemovesIt(ScrubRule rule) throws IOException {
    String path = rule.pattern().replace("**/", "").replace("*", "x");
    file(path, "secret");
    assertThat(IdentityScrub.audit(tree)).extracting(r -> r.path()).contains(path(path));
    ScrubReport imported = IdentityScrub.scrubImported(tree);
    if (rule.scope() == Scope.OWN_TREES) {
      assertThat(imported.kept()).extracting(Residue::path).containsExactly(path(path));
      assertThat(imported.removed()).isEmpty();
    } else {
      assertThat(imported.removed()).extracting(Residue::path).containsExactly(path(path));
      assertThat(imported.kept()).isEmpty();
      file(path, "secret");
    }
    assertThat(IdentityScrub.scrub(tree)).extracting(Residue::path).containsExactly(path(path));
    assertThat(tree.status(path(path))).isEmpty();
    assertThat(IdentityScrub.audit(tree)).isEmpty();
  }

  @Test
  void aKeyThatAllNodesShareIsKeptInATreeOfOthersAndSaid() throws IOException {
    file("etc/munge/munge.key", "shared");
    ScrubReport report = IdentityScrub.scrubImported(tree);
    assertThat(report.kept())
        .singleElement()
        .hasToString(
            "/etc/munge/munge.key: a key by which the machines of a cluster trust each other; the"
                + " administrator puts the site's there");
    assertThat(tree.status(path("etc/munge/munge.key"))).isPresent();
  }

  @Test
  void nameServersOfASiteStayInATreeOfOthersAndAreSaid() throws IOException {
    file("etc/resolv.conf", "nameserver 192.0.2.1\n");
    assertThat(IdentityScrub.scrubImported(tree).kept())
        .extracting(Residue::path)
        .containsExactly(path("etc/resolv.conf"));
    assertThat(text("etc/resolv.conf")).isEqualTo("nameserver 192.0.2.1\n");
    assertThat(IdentityScrub.scrub(tree)).hasSize(1);
    assertThat(tree.status(path("etc/resolv.conf"))).isEmpty();
  }

  @Test
  void nodesOfAnImportedTreeMakeTheirOwnHostKeys() throws IOException {
    file("usr/lib/systemd/systemd", "");
    file("usr/bin/ssh-keygen", "");
    file("etc/ssh/ssh_host_rsa_key", "secret");
    ScrubReport report = IdentityScrub.scrubImported(tree);
    assertThat(report.services()).containsExactly("ssh-host-keys.service");
    assertThat(report.removed())
        .singleElement()
        .hasToString(
            "/etc/ssh/ssh_host_rsa_key: a private key that all nodes would share;"
                + " ssh-host-keys.service makes new ones at a node's boot");
    assertThat(text(SSH_UNIT)).contains("ExecStart=/usr/bin/ssh-keygen -A\n");
    assertThat(tree.readLink(path(SSH_WANTED)).map(target -> new String(target, UTF_8)))
        .hasValue("/" + SSH_UNIT);
    assertThat(IdentityScrub.scrubImported(tree).services()).isEmpty();
  }

  @Test
  void nothingIsAddedWhereNothingWasRemovedOrItWouldBeOfNoUse() throws IOException {
    file("usr/bin/ssh-keygen", "");
    file("etc/ssh/ssh_host_rsa_key", "secret");
    assertThat(IdentityScrub.audit(tree))
        .singleElement()
        .asString()
        .endsWith("nothing in the tree makes new ones");
    assertThat(IdentityScrub.scrubImported(tree).services()).isEmpty();
    file("usr/lib/systemd/systemd", "");
    assertThat(IdentityScrub.scrubImported(tree).services()).isEmpty();
    file("usr/lib/systemd/system/sshd-keygen@.service", "");
    file("etc/ssh/ssh_host_rsa_key", "secret");
    ScrubReport report = IdentityScrub.scrubImported(tree);
    assertThat(report.services()).isEmpty();
    assertThat(report.removed())
        .singleElement()
        .asString()
        .endsWith("sshd-keygen@.service makes new ones");
    assertThat(tree.status(path("etc/systemd"))).isEmpty();
  }

  @Test
  void whatIsAbsentIsMadeButNotReported() throws IOException {
    tree.delete(path("etc/machine-id"));
    tree.delete(path("etc/hostname"));
    file("var/lib/dbus/x", "");
    assertThat(IdentityScrub.audit(tree)).isEmpty();
    assertThat(IdentityScrub.scrubImported(tree).removed()).isEmpty();
    assertThat(text("etc/machine-id")).isEmpty();
    assertThat(text("etc/hostname")).isEqualTo("localhost\n");
    assertThat(tree.readLink(path("var/lib/dbus/machine-id"))).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "etc/machine-id, uninitialized",
    "etc/hostname, localhost",
    "etc/hostname, localhost.localdomain",
    "var/lib/dbus/machine-id, ''"
  })
  void otherContentsThatAreNoIdentityAreLeft(String path, String content) throws IOException {
    file(path, content);
    assertThat(IdentityScrub.audit(tree)).isEmpty();
    assertThat(IdentityScrub.scrub(tree)).isEmpty();
    assertThat(text(path)).isEqualTo(content);
  }

  @Test
  void aRelativeLinkToTheMachineIdIsRightToo() throws IOException {
    tree.link(path("var/lib/dbus/machine-id"), "../../../etc/machine-id".getBytes(UTF_8));
    assertThat(IdentityScrub.audit(tree)).isEmpty();
    tree.link(path("var/lib/dbus/machine-id"), "../other".getBytes(UTF_8));
    assertThat(IdentityScrub.audit(tree)).hasSize(1);
  }

  @Test
  void linksToARemovedCertificateGoWithIt() throws IOException {
    file("etc/ssl/private/ssl-cert-snakeoil.key", "secret");
    file("etc/ssl/certs/ssl-cert-snakeoil.pem", "certificate");
    file("etc/ssl/certs/other.pem", "certificate");
    tree.link(path("etc/ssl/certs/0a1b2c3d.0"), "ssl-cert-snakeoil.pem".getBytes(UTF_8));
    tree.link(path("etc/ssl/certs/11111111.0"), "other.pem".getBytes(UTF_8));
    IdentityScrub.scrub(tree);
    assertThat(tree.list(path("etc/ssl/certs")))
        .containsExactly(path("etc/ssl/certs/11111111.0"), path("etc/ssl/certs/other.pem"));
  }

  @Test
  void theInitiatorIsNamedAsTheTreesOwnServiceDoes() throws IOException {
    file("etc/iscsi/initiatorname.iscsi", "InitiatorName=iqn.1993-08.org.debian:01:1\n");
    IdentityScrub.scrub(tree);
    assertThat(text("etc/iscsi/initiatorname.iscsi")).isEqualTo("GenerateName=yes\n");
    file("etc/iscsi/initiatorname.iscsi", "InitiatorName=iqn.1994-05.com.redhat:1\n");
    file("usr/lib/systemd/system/iscsi-init.service", "");
    IdentityScrub.scrub(tree);
    assertThat(tree.status(path("etc/iscsi/initiatorname.iscsi"))).isEmpty();
  }

  @Test
  void ofAConfigurationFileOnlyTheLineGoesAndTheOwnerStays() throws IOException {
    FileStatus owner =
        file("etc/popularity-contest.conf", "A=\"1\"\nMY_HOSTID=\"7\"\nB=\"\u00e9\"\n");
    file(
        "etc/postfix/main.cf",
        "myhostname = localhost.UNKNOWN\nmydestination = $myhostname, x.UNKNOWN, y\n");
    file("etc/mailname", "head.UNKNOWN\n");
    file("etc/miniupnpd/miniupnpd.conf", "uuid=60df810b-d8c6-4fc6-a3dc-4915922744c2\nport=0\n");
    file(
        "etc/mdadm/mdadm.conf",
        "HOMEHOST <system>\n# This configuration was auto-generated on Sun, 29 Nov\n");
    assertThat(IdentityScrub.audit(tree)).hasSize(5);
    IdentityScrub.scrub(tree);
    assertThat(text("etc/popularity-contest.conf")).isEqualTo("A=\"1\"\nB=\"\u00e9\"\n");
    assertThat(text("etc/postfix/main.cf")).isEqualTo("mydestination = $myhostname, y\n");
    assertThat(text("etc/mailname")).isEqualTo("head\n");
    assertThat(text("etc/miniupnpd/miniupnpd.conf")).isEqualTo("#uuid=\nport=0\n");
    assertThat(text("etc/mdadm/mdadm.conf")).isEqualTo("HOMEHOST <system>\n");
    FileStatus now = tree.status(path("etc/popularity-contest.conf")).orElseThrow();
    assertThat(now.mode()).isEqualTo(owner.mode());
    assertThat(IdentityScrub.audit(tree)).isEmpty();
  }

  @Test
  void servicesMakeWhatTheirRulesRemoveBeforeItIsNeeded() {
    for (HostIdentity identity : HostIdentities.ALL) {
      if (identity.renewal() instanceof Renewal.AtBoot boot) {
        NodeService service = boot.service();
        assertThat("/" + identity.rules().get(0).pattern()).isEqualTo(service.missing());
        assertThat(service.unit())
            .contains("ConditionPathExistsGlob=!" + service.missing(), "Before=" + service.before())
            .doesNotContain("ExecStart=\n");
      }
    }
  }

  @Test
  void theDocumentHasEveryRule() throws IOException {
    List<String> document = Files.readAllLines(Path.of("../docs/IDENTITY.md"));
    List<String> rows = HostIdentities.ALL.stream().map(HostIdentitiesTest::row).toList();
    assertThat(document.stream().filter(line -> line.startsWith("| ") && line.contains("`")))
        .containsExactlyElementsOf(rows);
  }

  private static String row(HostIdentity identity) {
    List<String> paths =
        identity.rules().stream()
            .map(
                rule ->
                    (rule.action() instanceof Action.RemoveLinkTo ? "links to it in " : "")
                        + "`"
                        + rule.pattern()
                        + "`")
            .toList();
    ScrubRule first = identity.rules().get(0);
    String fate =
        first.scope() == Scope.OWN_TREES
            ? "kept, and said"
            : first.action() instanceof Action.Edit
                ? "line removed"
                : first.action() instanceof Action.Reset ? "reset" : "removed";
    return String.join(
        " | ",
        "| " + identity.what(),
        identity.madeBy(),
        String.join(" ", paths),
        fate,
        identity.renewal().text() + " |");
  }

  private FileStatus file(String path, String content) throws IOException {
    tree.write(path(path), content.getBytes(UTF_8), 0640);
    return tree.status(path(path)).orElseThrow();
  }

  private String text(String path) throws IOException {
    return new String(tree.read(path(path), 10_000).orElseThrow(), UTF_8);
  }

  private static TreePath path(String path) {
    return TreePath.of(path);
  }
}
