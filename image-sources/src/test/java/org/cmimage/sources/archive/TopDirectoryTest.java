package org.cmimage.sources.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ComponentKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopDirectoryTest {
  private static final TreeEntry.Attributes PLAIN =
      new TreeEntry.Attributes(0755, 0, 0, 0, 0, Map.of());

  /**
   * Returns the paths that are passed on. Directories end with a slash, links are {@code
   * name=target}, all others are files.
   */
  private static List<String> passed(ComponentKind kind, String... members) throws IOException {
    List<String> passed = new ArrayList<>();
    TopDirectory top =
        new TopDirectory(
            Optional.of(kind),
            (entry, content) -> {
              String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
              boolean link = entry.kind() instanceof Kind.HardLink;
              passed.add(
                  entry.path()
                      + (link ? "=" + ((Kind.HardLink) entry.kind()).target() : "")
                      + (text.isEmpty() ? "" : ":" + text.length()));
            });
    for (String member : members) {
      String[] names = member.split("=");
      byte[] content = new byte[0];
      Kind kindOf = new Kind.Directory();
      if (names.length == 2) {
        kindOf = new Kind.HardLink(TreePath.of(names[1]));
      } else if (!member.endsWith("/")) {
        content = names[0].getBytes(StandardCharsets.UTF_8);
        kindOf = new Kind.Regular(content.length);
      }
      top.accept(
          new TreeEntry(TreePath.of(names[0]), kindOf, PLAIN), new ByteArrayInputStream(content));
    }
    top.finish();
    return passed;
  }

  @ParameterizedTest
  @CsvSource({
    // a plain tree, as tar -C tree -c . and tar -c * make it
    "./ ./etc/ ./etc/x,            / /etc /etc/x:7",
    "etc/ usr/,                    /etc /usr",
    "bin/ bin/usr/,                /bin /bin/usr",
    "data/ usr/,                   /data /usr",
    "data/ data/lib/ usr/,         /data /data/lib /usr",
    "file usr/,                    /file:4 /usr",
    // one directory around it
    "image/ image/etc/ image/etc/x,          / /etc /etc/x:11",
    "image/ image/bin/ image/bin/ls image/etc/, / /bin /bin/ls:12 /etc",
    "./ ./image/ ./image/usr/,               / /usr",
    "image/etc/x image/etc/,                 /etc/x:11 /etc",
    // two directories around it
    "image/ image/rootfs/ image/rootfs/etc/, / /etc",
    "cm/images/one/ cm/images/one/usr/,      / /usr",
    "srv/x/ srv/x/bin/ srv/x/etc/ srv/,      / /bin /etc",
    // a copy of a system far below is no evidence
    "a/ a/b/ a/b/c/ a/b/c/etc/ usr/,         /a /a/b /a/b/c /a/b/c/etc /usr",
    // the end decides if there were common names only
    "image/ image/lib/ image/lib/x,          / /lib /lib/x:11",
    "image/ image/x,                         /image /image/x:7",
    // parents of it may be listed, with the root or without
    "./ ./cm/ ./cm/images/ ./cm/images/x/ ./cm/images/x/bin/ ./cm/images/x/etc/, / /bin /etc",
    "srv/ srv/cm/ srv/cm/images/ srv/cm/images/x/ srv/cm/images/x/usr/,          / /usr",
    "var/ var/lib/ var/lib/x/ var/lib/x/etc/ var/lib/x/usr/,                     / /etc /usr",
    "cm/ cm/x cm/y/,                         /cm /cm/x:4 /cm/y",
    // the root comes later
    "./ ./apps/ ./apps/etc/ ./apps/etc/x ./usr/, / /apps /apps/etc /apps/etc/x:12 /usr",
    "./ ./apps/ ./apps/etc/ ./data/ ./usr/,  / /apps /apps/etc /data /usr",
    // the tree of another component is not mistaken for a directory around one
    "./ ./apps/ ./apps/x/ ./apps/x/lib/ ./modulefiles/, / /apps /apps/x /apps/x/lib /modulefiles",
    "./ ./tool/ ./tool/lib/ ./doc/,          / /tool /tool/lib /doc",
    // the targets of hard links are shortened, too
    "image/ image/etc/ image/etc/x image/y=image/etc/x, / /etc /etc/x:11 /y=/etc/x",
  })
  void whatAllIsInIsLeftOut(String members, String expected) throws IOException {
    assertThat(passed(ComponentKind.SOFTWARE_IMAGE, members.split(" ")))
        .containsExactly(expected.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "apps/ apps/etc/ modulefiles/,           /apps /apps/etc /modulefiles",
    "shared/ shared/apps/ shared/etc/,       / /apps /etc",
    "cm/shared/ cm/shared/modulefiles/,      / /modulefiles",
    "tools/ tools/usr/ apps/,                /tools /tools/usr /apps",
    "./ ./.cm-image.yaml ./x/,               / /.cm-image.yaml:16 /x",
  })
  void sharedTreesHaveOtherNames(String members, String expected) throws IOException {
    assertThat(passed(ComponentKind.CM_SHARED, members.split(" ")))
        .containsExactly(expected.split(" "));
  }

  @Test
  void whatIsBesideADirectoryLeftOutIsRefused() {
    assertThatThrownBy(() -> passed(ComponentKind.SOFTWARE_IMAGE, "image/", "image/etc/", "passwd"))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("\"/passwd\" is not in \"/image\"");
    assertThatThrownBy(
            () -> passed(ComponentKind.SOFTWARE_IMAGE, "image/", "image/etc/", "image/x=passwd"))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("the hard link \"/image/x\" to \"/passwd\" is not in");
  }

  @Test
  void threeNamesDecideUntilAnotherIsFoundAtTheTop() {
    assertThatThrownBy(
            () ->
                passed(
                    ComponentKind.SOFTWARE_IMAGE,
                    "./ ./app/ ./app/etc/ ./app/usr/ ./app/run/ ./data/x ./home/".split(" ")))
        .isInstanceOfSatisfying(
            TopDirectory.Misjudged.class, e -> assertThat(e.right()).isEqualTo(TreePath.ROOT));
    assertThatThrownBy(
            () ->
                passed(
                    ComponentKind.SOFTWARE_IMAGE,
                    "./ ./app/ ./app/etc/ ./app/usr/ ./app/run/ ./data/x ./app/lib/".split(" ")))
        .hasMessageContaining("\"/data/x\" is not in \"/app\"");
  }

  @Test
  void noMoreThanSomeEntriesAreHeld() throws IOException {
    String[] members = new String[6000];
    for (int i = 0; i < members.length; i++) {
      members[i] = i == 1 ? "image/lib/" : "image/f" + i;
    }
    assertThat(passed(ComponentKind.SOFTWARE_IMAGE, members))
        .hasSize(6000)
        .contains("/f0:8", "/lib", "/f5999:11");
  }
}
