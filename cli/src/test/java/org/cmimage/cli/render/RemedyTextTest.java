package org.cmimage.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.cmimage.core.fault.Remedy;
import org.junit.jupiter.api.Test;

class RemedyTextTest {
  private static final Remedy LOG = new Remedy.ReadLogAndResume(Path.of("/var/log/x.log"));

  @Test
  void whetherARunResumesIsAFactOfTheRemedyAndNoWordOfTheCommand() {
    assertThat(lines(new Remedy.Resume(), "create", "swimage", "-i", "package"))
        .containsExactly(
            "to resume after the last finished step: cm-image create swimage -i package");
    assertThat(lines(new Remedy.Resume().beginningAnew(), "package", "x", "--install", "vim"))
        .containsExactly("to start over: cm-image package x --install vim");
    assertThat(lines(LOG, "create", "all"))
        .containsExactly("read /var/log/x.log, mend the cause, and resume: cm-image create all");
    assertThat(lines(LOG.beginningAnew(), "package", "x", "--update-all"))
        .containsExactly(
            "read /var/log/x.log, mend the cause, and run it again: cm-image package x"
                + " --update-all");
  }

  @Test
  void partsAreUnlockedInTheSameCluster() {
    Remedy unlock = new Remedy.Unlock(List.of("/cm/shared-x", "/cm/shared-x/apps"));
    assertThat(lines(unlock, "remove", "cmshared", "--root", "/srv/c 1"))
        .containsExactly(
            "unlock: cmsh --root '/srv/c 1' -c \"fspart; unlock /cm/shared-x"
                + " /cm/shared-x/apps\"");
    assertThat(lines(unlock, "remove"))
        .containsExactly("unlock: cmsh -c \"fspart; unlock /cm/shared-x /cm/shared-x/apps\"");
  }

  private static List<String> lines(Remedy remedy, String... arguments) {
    return new RemedyText(new Invocation("cm-image", List.of(arguments))).lines(remedy);
  }
}
