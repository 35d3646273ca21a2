package org.cmimage.sources.deb.applications;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelocationTest {
  private static final Relocation RELOCATION =
      new Relocation(new Application("tool", "1.0"), Architecture.AARCH64);

  @ParameterizedTest
  @CsvSource({
    "/usr/bin/tool,                              apps/tool/1.0/bin/tool",
    "/bin/tool,                                  apps/tool/1.0/bin/tool",
    "/usr/games/tool,                            apps/tool/1.0/bin/tool",
    "/sbin/tool,                                 apps/tool/1.0/sbin/tool",
    "/usr/lib/aarch64-linux-gnu/libx.so.1,       apps/tool/1.0/lib/libx.so.1",
    "/lib/aarch64-linux-gnu/libx.so.1,           apps/tool/1.0/lib/libx.so.1",
    "/usr/lib/x86_64-linux-gnu/libx.so.1,        apps/tool/1.0/lib/x86_64-linux-gnu/libx.so.1",
    "/usr/lib64/libx.so.1,                       apps/tool/1.0/lib/libx.so.1",
    "/usr/lib/tool/plugin,                       apps/tool/1.0/lib/tool/plugin",
    "/usr/libexec/tool/x,                        apps/tool/1.0/libexec/tool/x",
    "/usr/include/tool.h,                        apps/tool/1.0/include/tool.h",
    "/usr/share/man/man1/tool.1.gz,              apps/tool/1.0/share/man/man1/tool.1.gz",
    "/usr/share/doc/libx1/copyright,             licenses/libx1/copyright",
    "/usr/share/doc/libx1/examples/a/b,          examples/libx1/a/b",
    "/usr/share/doc/libx1/changelog.gz,          docs/libx1/changelog.gz",
    "/etc/tool.conf,                             apps/tool/1.0/etc/tool.conf"
  })
  void movesWhatIsUsableAnywhere(String path, String place) {
    assertThat(RELOCATION.of(TreePath.of(path))).contains(TreePath.of(place));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "usr",
        "usr/bin",
        "usr/lib/aarch64-linux-gnu",
        "usr/lib/systemd/system/tool.service",
        "lib/udev/rules.d/x",
        "usr/share/lintian/overrides/tool",
        "usr/share/doc/tool",
        "etc/init.d/tool",
        "etc/profile.d/tool.sh",
        "usr/etc/x",
        "share/x",
        "usr/local/bin/x",
        "usr/src/x",
        "var/lib/tool/x",
        "opt/tool/bin/x",
        "boot/vmlinuz",
        "usr/usr/bin/x"
      })
  void leavesOutWhatIsNot(String path) {
    assertThat(RELOCATION.of(TreePath.of(path))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "usr/bin/a, b, usr/bin/b",
    "usr/bin/a, ./../lib//b/., usr/lib/b",
    "usr/bin/a, /usr/lib/b, usr/lib/b",
    "usr/bin/a, /, ''",
    "usr/bin/a, ../.., ''",
    "a, b, b"
  })
  void readsLinks(String link, String text, String target) {
    assertThat(Relocation.target(TreePath.of(link), text.getBytes(UTF_8)))
        .contains(TreePath.of(target));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../../etc/passwd", "/../etc/passwd", "/usr/../../x"})
  void linksThatClimbOutMeanNothing(String text) {
    assertThat(Relocation.target(TreePath.of("usr/bin/a"), text.getBytes(UTF_8)))
        .isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "a/b/c, a/b/d, d",
    "a/b/c, a/e, ../e",
    "a/b/c, a/b, .",
    "a/b/c, d/e/f, ../../d/e/f",
    "a, b, b"
  })
  void writesLinks(String link, String target, String text) {
    assertThat(new String(Relocation.text(TreePath.of(link), TreePath.of(target)), UTF_8))
        .isEqualTo(text);
  }
}
