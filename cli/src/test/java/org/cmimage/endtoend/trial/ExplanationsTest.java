package org.cmimage.endtoend.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.cmimage.endtoend.trial.TreeDifferences.Difference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison itself: it sees what differs, and takes no row for more than it says. */
class ExplanationsTest {
  private static final Explanations TABLE =
      Explanations.parse(
          List.of(
              "| Path | What differs | In | Why |",
              "| `etc/*-` | absent | all | Backups. |",
              "| `run/**` | added, mode | debian13 | For a reason. |"));

  @Test
  void rowCoversItsPathsAndAspectsOnly() {
    List<Difference> differences =
        List.of(
            new Difference("etc/passwd-", "absent", "", "f"),
            new Difference("etc/a/passwd-", "absent", "", "f"),
            new Difference("etc/group-", "mode", "644", "600"),
            new Difference("run/lock/subsys", "added", "d", ""));

    assertThat(TABLE.complaints("debian13", differences))
        .containsExactly(
            "unexplained: " + differences.get(1), "unexplained: " + differences.get(2));
  }

  @Test
  void rowThatExplainsNothingIsReportedWhereItApplies() {
    List<Difference> differences = List.of(new Difference("etc/passwd-", "absent", "", "f"));

    assertThat(TABLE.complaints("debian12", differences)).isEmpty();
    assertThat(TABLE.complaints("debian13", differences))
        .containsExactly("explains nothing: | `run/**` | added, mode | debian13 | For a reason. |");
  }

  @Test
  void rowsOfOtherSetsExplainNothing() {
    List<Difference> differences = List.of(new Difference("run/lock", "added", "d", ""));

    assertThat(TABLE.unexplained(Set.of("random", "debian13"), differences)).isEmpty();
    assertThat(TABLE.unexplained(Set.of("random", "debian12"), differences)).isEqualTo(differences);
  }

  /** Only numbers that are the next free ones may differ, and only while the names are the same. */
  @Test
  void idsOfSystemUsersAreComparedByName(@TempDir Path directory) throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root: owners");
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/setfattr")), "needs setfattr");
    String passwd = "mkdir etc; printf 'a:x:%s:0::/:\nb:x:%s:0::/:\nc:x:%s:0::/:\n' >etc/passwd; ";
    String files = "touch a other user; chown %s a; chown %s other; chown %s user";
    Path here =
        tree(
            directory,
            "here",
            passwd.formatted("101", "102", "1000") + files.formatted("101", "101", "1000"));
    Path there =
        tree(
            directory,
            "there",
            passwd.formatted("102", "101", "1000") + files.formatted("102", "101", "1001"));

    assertThat(TreeDifferences.between(here, there, Instant.ofEpochSecond(100)))
        .extracting(difference -> difference.path() + ": " + difference.aspect())
        .containsExactly("a: ids", "etc/passwd: ids", "other: owner", "user: owner");
  }

  @Test
  void rowNeedsAReason() {
    assertThatThrownBy(() -> Explanations.parse(List.of("| `etc/fstab` | content | all | |")))
        .hasMessageContaining("reason");
  }

  @Test
  void comparisonSeesEveryAspect(@TempDir Path directory) throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root: owners");
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/setfattr")), "needs setfattr");
    String same = "mkdir d; echo a > plain; echo a > mode; echo a > owner; touch -d @9 old mode; ";
    Path here = tree(directory, "here", same + "printf 'a\nb\n' > lines; ln -s a link");
    Path there = tree(directory, "there", same + "printf 'b\na\n' > lines; ln -s b link");
    shell(
        here,
        "echo new > \"$(printf 'new\\n"
            + "\\303\\244')\"; ln plain twin; mkdir kind; echo a > content; date -R -d @1 > date");
    shell(there, "echo a > twin; echo a > kind; echo b > content; touch -d @8 old");
    shell(
        there,
        "chmod 4755 mode; chown 1:2 owner; date -R -d @0 > date; setfattr -n user.a -v b d; echo"
            + " gone > gone");

    assertThat(TreeDifferences.between(here, there, Instant.ofEpochSecond(100)))
        .extracting(difference -> difference.path() + ": " + difference.aspect())
        .containsExactly(
            "content: content",
            "d: xattrs",
            "date: date",
            "gone: absent",
            "kind: type",
            "lines: order",
            "link: target",
            "mode: mode",
            "new\n\u00c3\u00a4: added",
            "old: time",
            "owner: owner",
            "plain: hard links",
            "twin: hard links");
    assertThat(TreeDifferences.between(here, here, Instant.now())).isEmpty();
  }

  private static Path tree(Path directory, String name, String script) throws Exception {
    Path tree = Files.createDirectory(directory.resolve(name));
    shell(tree, script);
    return tree;
  }

  private static void shell(Path directory, String script) throws Exception {
    Program.output(directory, "sh", "-ec", script);
  }
}
