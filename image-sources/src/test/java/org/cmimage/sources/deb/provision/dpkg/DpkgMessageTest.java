package org.cmimage.sources.deb.provision.dpkg;

import static org.assertj.core.api.Assertions.assertThat;

import org.cmimage.sources.deb.provision.dpkg.DpkgMessage.Dependent;
import org.cmimage.sources.deb.provision.dpkg.DpkgMessage.GivesUp;
import org.cmimage.sources.deb.provision.dpkg.DpkgMessage.ProcessingTriggers;
import org.cmimage.sources.deb.provision.dpkg.DpkgMessage.ScriptEnded;
import org.cmimage.sources.deb.provision.dpkg.DpkgMessage.SettingUp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DpkgMessageTest {
  @Test
  void readsTheBeginningOfAConfiguration() {
    assertThat(DpkgMessage.parse("Setting up libc6:arm64 (2.36-9+deb12u14) ..."))
        .contains(new SettingUp("libc6:arm64"));
    assertThat(DpkgMessage.parse("Setting up linux-image-6.12.117+deb13-arm64 (6.12.117-1) ..."))
        .contains(new SettingUp("linux-image-6.12.117+deb13-arm64"));
  }

  @Test
  void readsTriggers() {
    assertThat(DpkgMessage.parse("Processing triggers for libc-bin (2.36-9+deb12u14) ..."))
        .contains(new ProcessingTriggers("libc-bin"));
  }

  @Test
  void readsAnExitStatus() {
    assertThat(
            DpkgMessage.parse(
                " installed exits package post-installation script subprocess returned error exit status 3"))
        .contains(new ScriptEnded("exits", "post-installation", "exit status 3"));
    assertThat(
            DpkgMessage.parse(
                " new exits package pre-installation script subprocess returned error exit status 3"))
        .contains(new ScriptEnded("exits", "pre-installation", "exit status 3"));
  }

  @Test
  void readsASignalWithAndWithoutCoreDump() {
    String killed =
        " installed killed package post-installation script subprocess was killed by signal (Segmentation fault)";

    assertThat(DpkgMessage.parse(killed))
        .contains(new ScriptEnded("killed", "post-installation", "signal Segmentation fault"));
    assertThat(DpkgMessage.parse(killed + ", core dumped")).isEqualTo(DpkgMessage.parse(killed));
  }

  @Test
  void readsThatAPackageIsGivenUp() {
    assertThat(DpkgMessage.parse("dpkg: error processing package needs:arm64 (--configure):"))
        .contains(new GivesUp("needs:arm64"));
    assertThat(DpkgMessage.parse(" dependency problems - leaving unconfigured"))
        .contains(new Dependent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Setting up",
        "Setting up the clock (now)",
        "I: Setting up libc6:arm64 (2.36-9+deb12u14) ...",
        "Errors were encountered while processing:",
        "update-alternatives: using /usr/bin/mawk to provide /usr/bin/awk (awk) in auto mode",
        "dpkg: dependency problems prevent configuration of needs:"
      })
  void leavesOtherLinesAlone(String line) {
    assertThat(DpkgMessage.parse(line)).isEmpty();
  }
}
