package org.cmimage.sources.deb.installed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaseNoticesTest {
  private static final TreeOfFiles PLAIN =
      TreeOfFiles.withStatus(
              stanza("bash", "install ok installed", "amd64")
                  + stanza("gone", "hold ok config-files", "amd64"))
          .with("var/lib/dpkg/arch", "amd64\n")
          // diversions by packages such as dash and those in docker's images
          .with("var/lib/dpkg/diversions", "/bin/sh\n/bin/sh.distrib\ndash\n")
          .with("etc/apt/apt.conf.d/01autoremove", "");

  @Test
  void nothingIsSaidOfAPlainBase() throws Exception {
    assertThat(notices(PLAIN)).isEmpty();
    assertThat(notices(TreeOfFiles.withStatus(""))).isEmpty();
  }

  @Test
  void foreignArchitecturesAreIgnored() throws Exception {
    TreeOfFiles base = PLAIN.with("var/lib/dpkg/arch", "amd64\ni386\narm64\n");
    assertThat(notices(base))
        .containsExactly("dpkg in the base takes packages of i386, arm64 too: none is added");
    assertThat(
            notices(
                base.with("var/lib/dpkg/status", stanza("libc6", "install ok installed", "i386"))))
        .singleElement()
        .asString()
        .endsWith("none is added, and 1 stay as they are");
  }

  @Test
  void whatALiveSystemHasIsTold() throws Exception {
    TreeOfFiles live =
        PLAIN
            .with(
                "var/lib/dpkg/status",
                stanza("live-config", "install ok installed", "amd64")
                    + stanza("live-boot", "install ok installed", "amd64")
                    + stanza("linux-image-6.1.0-1-amd64", "install ok installed", "amd64")
                    + stanza("linux-image-6.1.0-2-amd64", "install ok installed", "amd64")
                    + stanza("linux-image-amd64", "install ok installed", "amd64")
                    + stanza("casper", "deinstall ok config-files", "amd64"))
            .with("boot/vmlinuz-6.1.0-2-amd64", "")
            .with("etc/passwd", "root:x:0:0::/root:/bin/sh\nuser:x:1000:1000::/home/user:\nbad\n")
            .with("etc/fstab", "# UNCONFIGURED FSTAB\n\n/dev/sda1 / ext4 defaults 0 1\n")
            .with("etc/systemd/system/a.service", "--autologin")
            .with(
                "etc/systemd/system/getty@tty1.service.d/live.conf",
                "[Service]\nExecStart=\nExecStart=-/sbin/agetty --autologin user %I\n")
            .with("etc/systemd/system/getty@tty2.service.d/x.conf", "#ExecStart=a --autologin b");
    assertThat(notices(live))
        .satisfiesExactly(
            packages ->
                assertThat(packages)
                    .contains(": live-boot, live-config; ")
                    .endsWith("cm-image package -i IMAGE --remove live-boot live-config"),
            kernels -> assertThat(kernels).contains(": /boot/vmlinuz-6.1.0-1-amd64; "),
            accounts -> assertThat(accounts).contains("stay in the image: user;"),
            mounts -> assertThat(mounts).endsWith("what it has: /dev/sda1 / ext4 defaults 0 1"),
            logins ->
                assertThat(logins)
                    .contains(": /etc/systemd/system/getty@tty1.service.d/live.conf;"));
  }

  @Test
  void heldPackagesAreKept() throws Exception {
    assertThat(
            notices(
                PLAIN.with(
                    "var/lib/dpkg/status",
                    stanza("zsh", "hold ok installed", "amd64")
                        + stanza("bash", "hold ok installed", "amd64"))))
        .containsExactly(
            "held in the base, and kept at their versions: bash, zsh; to release them: apt-mark"
                + " unhold bash zsh");
  }

  @Test
  void whatAContainerLeftIsTold() throws Exception {
    assertThat(
            notices(
                PLAIN
                    .with("etc/apt/apt.conf.d/docker-clean", "")
                    .with("etc/dpkg/dpkg.cfg.d/docker-apt-speedup", "")
                    // as in Ubuntu's images
                    .with("etc/dpkg/dpkg.cfg.d/excludes", "path-exclude=/usr/share/doc/*\n")
                    .with("usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n")
                    .with(
                        "var/lib/dpkg/diversions",
                        "/sbin/initctl\n/sbin/initctl.distrib\n:\ncut short\n")))
        .containsExactly(
            "diverted in the base, and left so: /sbin/initctl to /sbin/initctl.distrib",
            "the base's settings of a container stay in the image:"
                + " /etc/apt/apt.conf.d/docker-clean, /etc/dpkg/dpkg.cfg.d/docker-apt-speedup,"
                + " /etc/dpkg/dpkg.cfg.d/excludes; to be rid of them, remove them with -z SCRIPT",
            "the base's /usr/sbin/policy-rc.d, which keeps services from being started, is removed"
                + " from the image");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/usr/bin/dpkg", "/usr/bin/dpkg-deb", "/bin/sh"})
  void whereSomethingStandsInForDpkgNothingIsInstalled(String program) {
    FaultException failure =
        catchThrowableOfType(
            FaultException.class,
            () ->
                notices(
                    PLAIN.with(
                        "var/lib/dpkg/diversions", program + "\n" + program + ".real\n:\n")));
    assertThat(failure.code()).isEqualTo(ErrorCode.IMAGE_INCOMPLETE);
    assertThat(failure).hasMessageContainingAll(program, program + ".real");
    assertThat(failure.remedy())
        .isEqualTo(
            new Remedy.Advice("undo that in the base: dpkg-divert --rename --remove " + program));
  }

  private static List<String> notices(TreeOfFiles tree) throws IOException {
    return new BaseNotices(InstalledPackages.read(tree, "amd64"), tree).all();
  }

  private static String stanza(String name, String status, String architecture) {
    return "Package: %s\nStatus: %s\nVersion: 1\nArchitecture: %s\n\n"
        .formatted(name, status, architecture);
  }
}
