package org.cmimage.sources.deb.provision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.Iterables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.guest.CommandResult.End;
import org.cmimage.core.guest.ScriptedGuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.FailedScript;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.PackageInstallation.ProvisionTrack;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Distribution;
import org.cmimage.sources.deb.provision.order.BaseSystem;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DebProvisionTest {
  private static final Path DIRECTORY = Path.of("/tree");
  private static final BaseSystem BASE =
      new BaseSystem(
          Set.of("libc6", "base-passwd", "dpkg"),
          ImmutableSetMultimap.of("openssh-server", "apt"),
          ImmutableSetMultimap.of("openssh-server", "apt"));
  private static final String KERNEL = "6.1.0-56-arm64";
  private static final String INFO = "/var/lib/dpkg/info/";
  private static final String ARCHIVES = "/var/lib/cm-image-archives/";
  private static final List<String> PACKAGES =
      List.of(
          "libc6",
          "base-passwd",
          "dpkg",
          "apt",
          "systemd",
          "openssh-server",
          "initramfs-tools",
          "openssh-client",
          "locales");

  private final InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(DIRECTORY);
  private final ScriptedGuestSession session = new ScriptedGuestSession();
  private final RecordedProgress progress = new RecordedProgress();
  private final DebProvision provision = new DebProvision(plan(KERNEL));
  private Rootfs tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = Rootfs.open(calls, DIRECTORY);
    StringBuilder status = new StringBuilder();
    status.append(stanza("systemd", "unpacked", "Depends: libc6\n"));
    status.append(stanza("apt", "unpacked", "Depends: libc6\n"));
    status.append(stanza("dpkg", "unpacked", "Essential: yes\nPre-Depends: libc6 (>= 2)\n"));
    status.append(stanza("base-passwd", "unpacked", "Essential: yes\nDepends: libc6\n"));
    status.append(stanza("libc6", "unpacked", "Multi-Arch: same\n"));
    file("var/lib/dpkg/status", status.toString());
    file("var/lib/dpkg/info/libc6:arm64.preinst", "#!/bin/sh\ncheck\n");
    file("var/lib/dpkg/info/systemd.preinst", "#!/bin/sh\nmkdir -p /x\n");
    file("var/lib/dpkg/info/base-passwd.preinst", "#!/bin/sh\ncat > /etc/passwd\n");
    file("var/lib/dpkg/info/apt.preinst", "#!/bin/sh\nexit 0\n");
    file("usr/share/keyrings/debian-archive-keyring.gpg", "keys");
    file("usr/bin/mawk", "program");
    file("usr/sbin/update-initramfs", "#!/bin/sh\n");
  }

  @AfterEach
  void close() throws IOException {
    tree.close();
  }

  @Test
  void generatesTheInitramfsBesideWhatDoesNotConcernItAndNoneWithoutAKernel() throws Exception {
    List<String> base =
        List.of(
            "prepare",
            "pre-install scripts of the base",
            "configure the base",
            "pre-install scripts",
            "unpack in turn");
    assertThat(names(provision))
        .containsExactly(
            List.of(base),
            List.of(List.of("configure for the initramfs")),
            List.of(List.of("initramfs"), List.of("configure")),
            List.of(List.of("initramfs again", "finish")));
    assertThat(names(new DebProvision(plan(""))))
        .containsExactly(List.of(base), List.of(List.of("configure")), List.of(List.of("finish")));
  }

  @Test
  void aStepOfTheUsersFindsAWorkingBaseAndNothingElseConfigured() {
    ProvisionStep custom = RunPreInstallScripts.ofBase(plan("6.1.0-49-arm64"));

    assertThat(provision.tracks(Optional.of(custom)).get(0).get(0).steps())
        .element(provision.tracks().get(0).get(0).steps().size() - 2)
        .isSameAs(custom);
  }

  private List<List<List<String>>> names(DebProvision of) {
    return of.tracks().stream()
        .map(
            tracks ->
                tracks.stream()
                    .map(track -> track.steps().stream().map(ProvisionStep::name).toList())
                    .toList())
        .toList();
  }

  @Test
  void configuresForTheInitramfsWhatHasHooks() throws Exception {
    file("var/lib/dpkg/info/apt.list", "/.\n/etc/modprobe.d/apt.conf\n");
    file("var/lib/dpkg/info/systemd.list", "/.\n/etc/modprobe.d\n");
    expectDpkg("--force-depends", "--configure", "base-passwd");
    expectDpkg("--configure", "libc6", "dpkg");
    expectDpkg("--configure", "apt");

    run("configure for the initramfs");

    assertThat(session.ran()).hasSize(3);
  }

  @Test
  void generatesTheInitramfsAgainWhereAPackageAsksForIt() throws Exception {
    session.succeeds("update-initramfs", "-c", "-k", KERNEL);
    file("boot/initrd.img-" + KERNEL, "cpio");

    run("initramfs again");
    assertThat(session.ran()).isEmpty();

    file("var/lib/cm-image-initramfs-wanted", "");
    run("initramfs again");
    assertThat(session.ran()).hasSize(1);
    assertThat(tree.status(TreePath.of("var/lib/cm-image-initramfs-wanted"))).isEmpty();
  }

  @Test
  void preparesTheTreeWithoutRunningAnything() throws Exception {
    run("prepare");

    assertThat(session.ran()).isEmpty();
    assertThat(text("usr/sbin/policy-rc.d")).isEqualTo("#!/bin/sh\nexit 101\n");
    assertThat(tree.status(TreePath.of("usr/sbin/policy-rc.d")).orElseThrow().mode())
        .isEqualTo(0755);
    assertThat(new String(tree.readLink(TreePath.of("usr/bin/awk")).orElseThrow(), UTF_8))
        .isEqualTo("mawk");
    assertThat(text("etc/timezone")).isEqualTo("Etc/UTC\n");
    assertThat(text("etc/locale.gen")).isEqualTo("en_US.UTF-8 UTF-8\n");
    assertThat(text("etc/initramfs-tools/conf.d/resume")).isEqualTo("RESUME=none\n");
  }

  @Test
  void leavesWhatAPackageBroughtAsItIs() throws Exception {
    file("etc/hosts", "10.0.0.1 other\n");
    file("etc/fstab", "# mine\n");

    run("prepare");
    run("finish");

    assertThat(text("etc/fstab")).isEqualTo("# mine\n");

    assertThat(text("etc/hosts")).isEqualTo("10.0.0.1 other\n");
  }

  @Test
  void runsPreInstallScriptsAccountsFirst() throws Exception {
    scriptsSucceed();

    run("pre-install scripts of the base");
    assertThat(progress.advances()).containsExactly("1/2", "2/2");
    run("pre-install scripts");

    assertThat(session.ran())
        .extracting(command -> command.argv().get(0))
        .containsExactly(
            INFO + "base-passwd.preinst", INFO + "libc6:arm64.preinst", INFO + "systemd.preinst");
    assertThat(session.ran().get(1).environment())
        .containsEntry("DPKG_MAINTSCRIPT_PACKAGE", "libc6")
        .containsEntry("DPKG_MAINTSCRIPT_ARCH", "arm64")
        .containsEntry("DEBCONF_PACKAGE", "libc6")
        .containsEntry("DPKG_MAINTSCRIPT_NAME", "preinst")
        .containsEntry("DPKG_RUNNING_VERSION", "1-1")
        .containsEntry("DEBIAN_FRONTEND", "noninteractive");
  }

  @Test
  void tellsTheTimeOfEveryScriptAlsoOfTheOneThatFails() throws Exception {
    scriptsSucceed();
    session.succeeds("update-initramfs", "-c", "-k", KERNEL);
    file("boot/initrd.img-" + KERNEL, "cpio");
    session.ends(
        new End.Exited(0),
        setsUp("base-passwd"),
        dpkg("--force-depends", "--configure", "base-passwd"));
    session.ends(
        new End.Exited(0), setsUp("libc6:arm64", "dpkg"), dpkg("--configure", "libc6", "dpkg"));
    session.ends(new End.Exited(1), setsUp("apt"), dpkg("--configure", "apt", "systemd"));

    run("pre-install scripts of the base");
    run("pre-install scripts");
    assertThatThrownBy(() -> run("configure")).isInstanceOf(FaultException.class);
    run("initramfs");

    assertThat(progress.timed())
        .containsExactly(
            "base-passwd preinst",
            "libc6 preinst",
            "systemd preinst",
            "base-passwd postinst",
            "libc6 postinst",
            "dpkg postinst",
            "apt postinst",
            "initramfs-tools initramfs");
  }

  private static List<String> setsUp(String... packages) {
    return Stream.of(packages).map(name -> "Setting up " + name + " (1-1) ...").toList();
  }

  @Test
  void resumesBehindThePreInstallScriptThatFailed() throws Exception {
    scriptsSucceed();
    session.ends(new End.Exited(7), List.of("no room"), INFO + "libc6:arm64.preinst", "install");
    assertThatThrownBy(() -> run("pre-install scripts of the base"))
        .isInstanceOfSatisfying(
            FaultException.class,
            fault -> assertThat(fault.code()).isEqualTo(ErrorCode.SCRIPT_FAILED))
        .hasMessage(
            "cannot configure package libc6: pre-installation script ended with exit status 7; its"
                + " last lines:\n"
                + "    no room");

    scriptsSucceed();
    run("pre-install scripts of the base");

    assertThat(session.ran())
        .extracting(command -> command.argv().get(0))
        .containsExactly(
            INFO + "base-passwd.preinst",
            INFO + "libc6:arm64.preinst",
            INFO + "libc6:arm64.preinst");
  }

  @Test
  void configuresBasePasswdThenWhatIsEssentialThenTheRestAsResolved() throws Exception {
    expectDpkg("--force-depends", "--configure", "base-passwd");
    expectDpkg("--configure", "libc6", "dpkg");
    expectDpkg("--configure", "apt", "systemd");
    expectDpkg("--configure", "-a");

    run("configure");

    assertThat(session.ran())
        .hasSize(4)
        .allSatisfy(c -> assertThat(c.environment()).containsEntry("SYSTEMD_OFFLINE", "1"));
  }

  /** apt needs libc6, and openssh-server pre-depends on apt; locales waits for nothing. */
  @Test
  void unpacksInTurnWhenPrerequisitesAreConfigured() throws Exception {
    archive("locales");
    archive("openssh-server");
    archive("systemd");
    expectDpkg("--configure", "libc6", "apt");
    expectDpkg("--unpack", ARCHIVES + "openssh-server.deb", ARCHIVES + "locales.deb");

    run("unpack in turn");

    assertThat(session.ran()).hasSize(2);
    assertThat(tree.list(TreePath.of("var/lib"))).containsExactly(TreePath.of("var/lib/dpkg"));
  }

  @Test
  void unpacksBetweenWhatPrerequisitesNeed() throws Exception {
    file(
        "var/lib/dpkg/status",
        stanza("libc6", "unpacked", "") + stanza("apt", "unpacked", "Depends: libc6, locales\n"));
    archive("locales");
    archive("openssh-server");
    expectDpkg("--unpack", ARCHIVES + "locales.deb");
    expectDpkg("--configure", "libc6", "apt");
    expectDpkg("--unpack", ARCHIVES + "openssh-server.deb");

    run("unpack in turn");

    assertThat(session.ran()).hasSize(3);
  }

  /**
   * Killed at any point: dpkg repeats an unpacking that it had started, and none that it had
   * finished.
   */
  @Test
  void goesOnUnpackingWhereItWasCutShort() throws Exception {
    file(
        "var/lib/dpkg/status",
        stanza("libc6", "installed", "")
            + stanza("apt", "installed", "")
            + stanza("openssh-server", "unpacked", "")
            + stanza("locales", "half-installed", ""));
    file("var/lib/dpkg/updates/0000", stanza("libc6", "installed", ""));
    archive("locales");
    archive("openssh-server");
    expectDpkg("--triggers-only", "-a");
    session.ends(
        new End.Exited(1),
        List.of(
            "dpkg: error processing archive /var/lib/cm-image-archives/locales.deb (--unpack):",
            " trying to overwrite '/usr/bin/x', which is also in package apt 1-1"),
        dpkg("--unpack", ARCHIVES + "locales.deb"));

    assertThatThrownBy(() -> run("unpack in turn"))
        .isInstanceOfSatisfying(
            FaultException.class,
            fault -> assertThat(fault.code()).isEqualTo(ErrorCode.DEPENDENCY_CONFLICT))
        .hasMessage(
            "cannot unpack package locales: it has /usr/bin/x, which is also in package apt");

    expectDpkg("--triggers-only", "-a");
    expectDpkg("--unpack", ARCHIVES + "locales.deb");
    run("unpack in turn");
    assertThat(tree.list(TreePath.of("var/lib"))).containsExactly(TreePath.of("var/lib/dpkg"));
  }

  private void archive(String packageName) throws IOException {
    file(ARCHIVES.substring(1) + packageName + ".deb", "archive");
  }

  @Test
  void onlyRunsTriggersWhereAllIsConfigured() throws Exception {
    file(
        "var/lib/dpkg/status",
        stanza("dpkg", "installed", "") + stanza("libc6", "triggers-pending", ""));
    expectDpkg("--configure", "-a");

    run("configure");

    assertThat(session.ran()).hasSize(1);
    assertThat(progress.advances()).contains("2/9");
  }

  @Test
  void letsDpkgReadItsJournalBeforeBelievingTheStatusFile() throws Exception {
    file("var/lib/dpkg/status", stanza("dpkg", "installed", ""));
    file("var/lib/dpkg/updates/0000", stanza("libc6", "installed", ""));
    expectDpkg("--triggers-only", "-a");
    expectDpkg("--configure", "-a");

    run("configure");

    assertThat(session.ran()).hasSize(2);
  }

  @Test
  void namesPackageScriptAndEndOfAFailedConfiguration() {
    expectDpkg("--force-depends", "--configure", "base-passwd");
    expectDpkg("--configure", "libc6", "dpkg");
    session.ends(
        new End.Exited(1),
        List.of(
            "Setting up systemd (1-1) ...",
            "cannot reach the moon",
            "dpkg: error processing package systemd (--configure):",
            " installed systemd package post-installation script subprocess returned error exit"
                + " status 9"),
        dpkg("--configure", "apt", "systemd"));

    assertThatThrownBy(() -> run("configure"))
        .hasMessage(
            "cannot configure package systemd: post-installation script ended with exit status 9;"
                + " its last lines:\n"
                + "    cannot reach the moon");
    assertThat(progress.activities()).contains("systemd");
  }

  @Test
  void whatFailedOfABatchCanBeRunAlone() throws Exception {
    expectDpkg("--force-depends", "--configure", "base-passwd");
    expectDpkg("--configure", "libc6", "dpkg");
    session.ends(
        new End.Exited(1),
        List.of(
            "Setting up apt (1-1) ...",
            "dpkg: error processing package apt:arm64 (--configure):",
            " installed apt:arm64 package post-installation script subprocess returned error exit"
                + " status 9",
            "Setting up systemd (1-1) ..."),
        dpkg("--configure", "apt", "systemd"));
    FailedScript failed = failure("configure");
    assertThat(failed.script()).isEqualTo("apt.postinst");

    expectDpkg("--configure", "--no-triggers", "--force-depends", "apt:arm64");
    failed.alone().run(tree, session, progress);

    assertThat(session.ran()).hasSize(4);
  }

  @Test
  void aPreInstallScriptThatFailedCanBeRunAlone() throws Exception {
    scriptsSucceed();
    session.ends(new End.Exited(7), List.of(), INFO + "libc6:arm64.preinst", "install");
    FailedScript failed = failure("pre-install scripts of the base");
    assertThat(failed.script()).isEqualTo("libc6.preinst");

    scriptsSucceed();
    failed.alone().run(tree, session, progress);
    run("pre-install scripts of the base");

    assertThat(session.ran())
        .filteredOn(command -> command.argv().get(0).contains("libc6"))
        .hasSize(2);
  }

  private FailedScript failure(String step) {
    Throwable thrown = catchThrowable(() -> run(step));
    assertThat(thrown).hasCauseInstanceOf(FailedScript.class);
    return (FailedScript) thrown.getCause();
  }

  /** The second run is in another session, with another group of packages. */
  @Test
  void goesOnWhereAFailedConfigurationStopped() throws Exception {
    expectDpkg("--force-depends", "--configure", "base-passwd");
    session.ends(new End.Signalled(11), List.of(), dpkg("--configure", "libc6", "dpkg"));
    assertThatThrownBy(() -> run("configure")).hasMessageContaining("signal 11");

    file(
        "var/lib/dpkg/status",
        stanza("base-passwd", "installed", "Essential: yes\n")
            + stanza("libc6", "installed", "")
            + stanza("dpkg", "half-configured", "Essential: yes\nPre-Depends: libc6 (>= 2)\n"));
    expectDpkg("--configure", "dpkg");
    expectDpkg("--configure", "-a");
    run("configure");

    assertThat(session.ran()).hasSize(4);
  }

  @Test
  void generatesTheInitramfsOfTheImagesKernel() throws Exception {
    session.succeeds("update-initramfs", "-c", "-k", KERNEL);
    file("boot/initrd.img-" + KERNEL, "cpio");

    run("initramfs");

    assertThat(session.ran().get(0).environment()).doesNotContainKeys("INITRD", "CM_IMAGE_MARK");
    assertThat(text("boot/initrd.img-" + KERNEL)).isEqualTo("cpio");
  }

  @Test
  void asksForAnUnpackedInitramfsWhereTheKernelUnpacksZstd() throws Exception {
    session.succeeds("update-initramfs", "-c", "-k", KERNEL);
    file("boot/config-" + KERNEL, "CONFIG_RD_GZIP=y\nCONFIG_RD_ZSTD=y\n");
    file("boot/initrd.img-" + KERNEL, "packed with something else");

    run("initramfs");

    assertThat(session.ran().get(0).environment()).containsKey("CM_IMAGE_MARK");
    assertThat(text("boot/initrd.img-" + KERNEL)).isEqualTo("packed with something else");
  }

  @Test
  void doesNotBelieveThatAnInitramfsWasMade() {
    session.succeeds("update-initramfs", "-c", "-k", KERNEL);

    assertThatThrownBy(() -> run("initramfs")).hasMessageContaining("/boot/initrd.img-" + KERNEL);
  }

  @Test
  void finishesWithSourcesOfThePublicMirrorAndWithoutWhatServedTheBuild() throws Exception {
    scriptsSucceed();
    run("prepare");
    run("pre-install scripts");
    run("finish");

    assertThat(text("etc/apt/sources.list.d/debian.sources"))
        .isEqualTo(
            """
            Types: deb
            URIs: https://mirror.example.org/debian
            Suites: bookworm bookworm-updates
            Components: main
            Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

            Types: deb
            URIs: https://mirror.example.org/debian-security
            Suites: bookworm-security
            Components: main
            Check-Valid-Until: no
            """);
    assertThat(
            new String(
                tree.readLink(TreePath.of("etc/systemd/system/default.target")).orElseThrow(),
                UTF_8))
        .isEqualTo("/lib/systemd/system/multi-user.target");
    assertThat(text("etc/systemd/system/multi-user.target.wants/ssh-host-keys.service"))
        .contains("ssh-keygen -A");
    assertThat(tree.status(TreePath.of("usr/sbin/policy-rc.d"))).isEmpty();
    assertThat(tree.list(TreePath.of("var/lib"))).containsExactly(TreePath.of("var/lib/dpkg"));
  }

  private void scriptsSucceed() {
    for (String name : List.of("base-passwd", "libc6:arm64", "systemd")) {
      session.succeeds(INFO + name + ".preinst", "install");
    }
  }

  private void expectDpkg(String... arguments) {
    session.succeeds(dpkg(arguments));
  }

  private static String[] dpkg(String... arguments) {
    List<String> argv =
        new ArrayList<>(List.of("dpkg", "--force-unsafe-io", "--force-confdef", "--force-confold"));
    argv.addAll(List.of(arguments));
    return argv.toArray(String[]::new);
  }

  private void run(String step) throws IOException, InterruptedException {
    for (ProvisionTrack track : Iterables.concat(provision.tracks())) {
      for (ProvisionStep candidate : track.steps()) {
        if (candidate.name().equals(step)) {
          candidate.run(tree, session, progress);
          return;
        }
      }
    }
    throw new AssertionError("no step " + step);
  }

  private void file(String path, String content) throws IOException {
    tree.write(TreePath.of(path), content.getBytes(UTF_8), 0644);
  }

  private String text(String path) throws IOException {
    return new String(tree.read(TreePath.of(path), 1 << 20).orElseThrow(), UTF_8);
  }

  private static String stanza(String name, String state, String fields) {
    String head = "Package: " + name + "\nStatus: install ok " + state + "\n" + fields;
    return head + "Architecture: arm64\nVersion: 1-1\nDescription: test\n more\n\n";
  }

  private static ProvisionPlan plan(String kernelRelease) {
    String keyring = "debian-archive-keyring.gpg";
    List<Repository> repositories =
        List.of(
            repository("debian", "bookworm", keyring, true),
            repository("debian", "bookworm-updates", keyring, true),
            repository("debian-security", "bookworm-security", "gone.gpg", false));
    return new ProvisionPlan(
        Distribution.parse("debian12"), PACKAGES, List.of(), kernelRelease, BASE, repositories);
  }

  private static Repository repository(
      String path, String suite, String keyring, boolean checkValidUntil) {
    String uri = "https://mirror.example.org/" + path;
    return new Repository(uri, suite, List.of("main"), List.of(keyring), checkValidUntil);
  }
}
