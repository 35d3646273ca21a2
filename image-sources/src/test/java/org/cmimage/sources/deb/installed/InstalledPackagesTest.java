package org.cmimage.sources.deb.installed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.control.DebVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstalledPackagesTest {
  private static final String BASH =
      """
      Package: bash
      Essential: yes
      Status: install ok installed
      Priority: required
      Installed-Size: 7164
      Architecture: amd64
      Multi-Arch: foreign
      Version: 5.2.15-2+b8
      Depends: base-files (>= 2.1.12), debianutils (>= 5.6-0.1)
      Pre-Depends: libc6 (>= 2.36), libtinfo6 (>= 6)
      Conffiles:
       /etc/bash.bashrc 89269e1298235f1b12b4c16e4065ad0d
       /etc/skel/with blank 22bfb8c1dd94b5f3813a2b25da67463f obsolete
       /etc/not/yet newconffile
      Description: GNU Bourne Again SHell
      """;

  @Test
  void tellsWhatTheDatabaseSays() throws IOException {
    InstalledPackage bash = read(BASH).find("bash").orElseThrow();
    assertThat(bash.binary().version()).isEqualTo(DebVersion.parse("5.2.15-2+b8"));
    assertThat(bash.binary().architecture()).isEqualTo("amd64");
    assertThat(bash.binary().traits().essential()).isTrue();
    assertThat(bash.binary().traits().multiArch()).isEqualTo("foreign");
    assertThat(bash.binary().depends()).hasSize(2);
    assertThat(bash.binary().preDepends()).hasSize(2);
    assertThat(bash.binary().archive().installedBytes()).isEqualTo(7164 * 1024);
    assertThat(bash.status()).isEqualTo("install ok installed");
    assertThat(bash.conffiles())
        .containsExactly(
            new Conffile(TreePath.of("etc/bash.bashrc"), "89269e1298235f1b12b4c16e4065ad0d", false),
            new Conffile(
                TreePath.of("etc/skel/with blank"), "22bfb8c1dd94b5f3813a2b25da67463f", true),
            new Conffile(TreePath.of("etc/not/yet"), "newconffile", false));
  }

  @ParameterizedTest
  @CsvSource({
    "install ok installed, INSTALLED, true, true",
    "hold ok installed, INSTALLED, true, true",
    "install ok triggers-pending, TRIGGERS_PENDING, true, true",
    "install ok triggers-awaited, TRIGGERS_AWAITED, true, true",
    "install ok half-configured, HALF_CONFIGURED, true, false",
    "install ok unpacked, UNPACKED, true, false",
    "install reinstreq half-installed, HALF_INSTALLED, false, false",
    "deinstall ok config-files, CONFIG_FILES, false, false",
    "purge ok config-files, CONFIG_FILES, false, false",
    "unknown ok installed, INSTALLED, true, true",
  })
  void knowsAllStates(String status, State state, boolean unpacked, boolean configured)
      throws IOException {
    InstalledPackage bash =
        read(BASH.replace("install ok installed", status)).find("bash").orElseThrow();
    assertThat(bash.state()).isEqualTo(state);
    assertThat(bash.state().isUnpacked()).isEqualTo(unpacked);
    assertThat(bash.state().isConfigured()).isEqualTo(configured);
    assertThat(bash.isHeld()).isEqualTo(status.startsWith("hold"));
    assertThat(bash.reinstall()).isEqualTo(status.contains("reinstreq"));
    assertThat(bash.status()).isEqualTo(status);
  }

  @Test
  void whatOnceWasIsNoPackage() throws IOException {
    String once = "Package: once\nStatus: purge ok not-installed\nPriority: optional\n";
    assertThat(read(once + "\n" + BASH).all())
        .extracting(InstalledPackage::name)
        .containsExactly("bash");
  }

  @Test
  void findsTheTreesOwnArchitecture() throws IOException {
    TreeOfFiles tree =
        TreeOfFiles.withStatus(
                BASH.replace("amd64", "i386")
                    + "\n"
                    + BASH
                    + "\n"
                    + BASH.replace("bash", "zsh").replace("amd64", "i386")
                    + "\n"
                    + BASH.replace("bash", "tzdata").replace("amd64", "all"))
            .with("var/lib/dpkg/arch", "amd64\ni386\narmhf\n");
    InstalledPackages packages = InstalledPackages.read(tree, "amd64");
    assertThat(packages.foreignArchitectures()).containsExactly("i386", "armhf");
    assertThat(packages.all()).hasSize(4);
    assertThat(packages.find("bash").orElseThrow().binary().architecture()).isEqualTo("amd64");
    assertThat(packages.find("tzdata")).isPresent();
    assertThat(packages.find("zsh")).isEmpty();
    assertThat(packages.all().stream().filter(packages::isForeign)).hasSize(2);
  }

  @Test
  void knowsThatDpkgWasCutShort() throws IOException {
    TreeOfFiles tree = TreeOfFiles.withStatus(BASH).with("var/lib/dpkg/updates/tmp.i", "");
    assertThat(InstalledPackages.read(tree, "amd64").isInterrupted()).isFalse();
    assertThat(
            InstalledPackages.read(tree.with("var/lib/dpkg/updates/0003", BASH), "amd64")
                .isInterrupted())
        .isTrue();
  }

  @Test
  void aTreeWithoutDatabaseIsRefused() {
    assertThatThrownBy(() -> InstalledPackages.read(new TreeOfFiles(Map.of()), "amd64"))
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_INCOMPLETE))
        .hasMessageContaining("/var/lib/dpkg/status");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Package: bash|Package: ../bash",
        "Status: install ok installed|Status: installed",
        "Status: install ok installed|Status: install ok finished",
        "Status: install ok installed|Status: please ok installed",
        "Version: 5.2.15-2+b8|Version: 5 2",
        "Architecture: amd64|Architecture: /",
        "/etc/bash.bashrc 8|/etc/bash.bashrc x",
        "/etc/bash.bashrc |/etc/../../bash.bashrc ",
      })
  void whatCannotBeIsRefused(String change) {
    String[] words = change.split("\\|", -1);
    assertThat(BASH).contains(words[0]);
    assertThatThrownBy(() -> read(BASH.replace(words[0], words[1])))
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CORRUPT))
        .hasMessageContaining(words[0].startsWith("/") ? "Conffiles" : words[0].split(":", -1)[0]);
  }

  private static InstalledPackages read(String status) throws IOException {
    return InstalledPackages.read(TreeOfFiles.withStatus(status), "amd64");
  }
}
