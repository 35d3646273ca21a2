package org.cmimage.endtoend.truth.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cmimage.endtoend.trial.ListedTree;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TreeDifferences.Difference;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each check finds what is planted, and nothing in the tree without it. */
class TreeChecksTest {
  private static final String SOUND =
      """
      mkdir -p run etc/alternatives usr/bin etc/systemd/system/multi-user.target.wants usr/lib/systemd/system
      mkdir -p var/lib/dpkg/info var/lib/dpkg/alternatives var/lib/dpkg/updates var/lib/systemd/deb-systemd-helper-enabled
      ln -s usr/lib lib
      echo root:x:0:0:root:/:/bin/sh >etc/passwd
      echo root:x:0: >etc/group
      printf 'Package: a\\nStatus: install ok installed\\nMaintainer: m\\nVersion: 1\\nArchitecture: all\\nDescription: d\\n\\n' \
        >var/lib/dpkg/status
      touch var/lib/dpkg/available
      echo a >usr/bin/a
      printf '\\177ELF\\2\\1\\1\\0\\0\\0\\0\\0\\0\\0\\0\\0\\2\\0\\76\\0' >usr/bin/x86
      printf '/.\\n/usr\\n/usr/bin\\n/usr/bin/a\\n/usr/lib\\n/lib/packaged\\n' >var/lib/dpkg/info/a.list
      printf '%s  usr/bin/a\\n' "$(md5sum <usr/bin/a | cut -d' ' -f1)" >var/lib/dpkg/info/a.md5sums
      printf '%s  usr/bin/x86\\n' "$(md5sum <usr/bin/x86 | cut -d' ' -f1)" >>var/lib/dpkg/info/a.md5sums
      ln -s /nowhere usr/lib/packaged
      ln -s /run/nothing etc/mtab
      ln -s /usr/bin/a etc/alternatives/tool
      ln -s /etc/alternatives/tool usr/bin/tool
      printf 'auto\\n/usr/bin/tool\\ntool.1\\n/usr/share/man/tool.1\\n\\n/usr/bin/a\\n5\\n\\n\\n' >var/lib/dpkg/alternatives/tool
      printf '[Service]\\nExecStart=/bin/true\\n[Install]\\nWantedBy=multi-user.target\\n' >usr/lib/systemd/system/a.service
      ln -s /lib/systemd/system/a.service etc/systemd/system/multi-user.target.wants/a.service
      echo /etc/systemd/system/multi-user.target.wants/a.service >var/lib/systemd/deb-systemd-helper-enabled/a.service.dsh-also
      """;

  @Test
  void soundTreeHasNoFindings(@TempDir Path directory) throws Exception {
    assertThat(findings(directory, "")).isEmpty();
  }

  @Test
  void eachCheckFindsItsFault(@TempDir Path directory) throws Exception {
    assertThat(finding(directory, "cat usr/bin/x86 - >usr/bin/stranger </etc/passwd"))
        .isEqualTo("usr/bin/stranger: elf");
    assertThat(finding(directory, "sed -i s/installed/half-configured/ var/lib/dpkg/status"))
        .endsWith(": dpkg --audit");
    assertThat(finding(directory, "echo b >usr/bin/a")).isEqualTo("usr/bin/a: dpkg --verify");
    assertThat(finding(directory, "echo root:x:0: >>etc/passwd")).isEqualTo("etc/passwd: pwck");
    assertThat(finding(directory, "echo root: >>etc/group")).isEqualTo("etc/group: grpck");
    assertThat(finding(directory, "rm etc/systemd/system/multi-user.target.wants/a.service"))
        .isEqualTo("etc/systemd/system/multi-user.target.wants/a.service: units");
    assertThat(finding(directory, "ln -s ../nowhere usr/lib/broken"))
        .isEqualTo("usr/lib/broken: link");
    assertThat(finding(directory, "ln -s loop usr/lib/loop")).isEqualTo("usr/lib/loop: link");
    assertThat(finding(directory, "ln -sf /usr/bin/x86 etc/alternatives/tool"))
        .isEqualTo("etc/alternatives/tool: alternatives");
    assertThat(finding(directory, "ln -sf /usr/bin/a usr/bin/tool"))
        .isEqualTo("usr/bin/tool: alternatives");
  }

  private static String finding(Path directory, String fault) throws Exception {
    List<String> findings = findings(directory, fault);
    assertThat(findings).as("after %s", fault).isNotEmpty();
    assertThat(findings.stream().distinct()).as("after %s", fault).hasSize(1);
    return findings.get(0);
  }

  private static List<String> findings(Path directory, String fault) throws Exception {
    TrialCluster.requireMachine("dpkg", "getfattr", "pwck", "systemctl");
    Path tree = Files.createTempDirectory(directory, "tree");
    Program.output(tree, "sh", "-ec", SOUND + fault);
    return TreeChecks.run(tree, ListedTree.of(tree), Architecture.AARCH64).stream()
        .map(TreeChecksTest::text)
        .toList();
  }

  private static String text(Difference finding) {
    return finding.path() + ": " + finding.aspect();
  }
}
