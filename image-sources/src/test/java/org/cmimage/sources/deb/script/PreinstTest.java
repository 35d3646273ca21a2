package org.cmimage.sources.deb.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreinstTest {
  /**
   * Returns the first command that may detect the package, if the package has every path that the
   * script examines.
   */
  private static Optional<String> first(String body) {
    Preinst.Findings findings = read(body);
    return findings.command().or(() -> findings.paths().stream().findFirst());
  }

  private static Preinst.Findings read(String body) {
    return Preinst.read("pkg", ("#!/bin/sh\nset -e\n" + body + "\n").getBytes(UTF_8));
  }

  /** Bodies of scripts with the same effect whether their package is unpacked or not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# a comment\nexit 0",
        "dpkg-maintscript-helper rm_conffile /etc/x 1.0~ -- \"$@\"",
        "dpkg-maintscript-helper symlink_to_dir /usr/share/doc/x y 1.0~ x -- \"$@\"",
        "case \"$1\" in\n  upgrade)\n    rm -f /x\n  ;;\n  install|abort-upgrade)\n  ;;\n"
            + "  *)\n    echo \"called with \\`$1'\" >&2\n    exit 1\n  ;;\nesac\nexit 0",
        "if [ \"$1\" = \"upgrade\" ] && dpkg --compare-versions \"$2\" lt-nl 1; then rm -f /x; fi",
        "if [ \"$1\" = install ] && [ -n \"$2\" ] && [ -e /etc/init.d/x ]; then\n"
            + "  chmod +x /etc/init.d/x >/dev/null || true\nfi",
        "if test \"$1\" = upgrade \\\n   -a -L /x\nthen\n  rm /x\nfi",
        "test upgrade != \"$1\" || rm /x",
        "if [ \"$1\" = install -a -n \"$2\" ]; then rm /x; fi",
        "if [ $# -gt 1 ]; then :; fi",
        "if [ -d /etc/kernel/preinst.d ]; then\n"
            + "  A=\"$*\" run-parts --arg=1 /etc/kernel/preinst.d\n"
            + "fi",
        "for i in 1 2; do echo $i; done",
        "for f in $(dpkg-query -W -f='${Conffiles}\\n' x | grep x.d | cut -d\\  -f2); do\n"
            + "  dpkg-maintscript-helper rm_conffile $f 1.3 -- \"$@\"\ndone",
        "f() {\n  test upgrade = \"$1\" || return 0\n  rm /x\n}\nf \"$1\" \"$2\"",
        "ov=$2\nif [ -n \"$ov\" ] && dpkg --compare-versions \"$ov\" lt 4 ; then rm /x; fi",
        "mkdir -p /var/lib/x",
        "update-alternatives --quiet --remove x /usr/bin/x",
        "for i in 1 2; do echo $i; done",
        "for f in $(dpkg-query -W -f='${Conffiles}\\n' x | grep x.d | cut -d\\  -f2); do\n"
            + "  dpkg-maintscript-helper rm_conffile $f 1.3 -- \"$@\"\ndone",
        "f() {\n  test upgrade = \"$1\" || return 0\n  rm /x\n}\nf \"$1\" \"$2\"",
        "ov=$2\nif [ -n \"$ov\" ] && dpkg --compare-versions \"$ov\" lt 4 ; then rm /x; fi",
        "mkdir -p /var/lib/x",
        "update-alternatives --quiet --remove x /usr/bin/x",
        "if [ \"$1\" = upgrade ]; then\n"
            + "cat <<EOF\n"
            + "fi $(rm /x)\n"
            + "EOF\n"
            + "rm `cat /x` \"$(f \")\")\"\n"
            + "fi",
        "[ \"$1\" != upgrade ] || { rm /x; }",
        "if [ \"$2\" ]; then a | b; (rm x); while read l; do rm $l; done < /x; fi"
      })
  void makesNoDifference(String body) {
    assertThat(first(body)).isEmpty();
  }

  /** Bodies of scripts that examine or change existing files. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm -f /usr/share/doc/x",
        "if [ \"$1\" = install ]; then rm /x; fi",
        "case $1 in i*) rm /x ;; esac",
        "case \"$1\" in upgrade) ;; *) rm /x ;; esac",
        "[ ! -e /x ] || rm /x",
        "if [ -e /usr/bin/x ]; then exit 1; fi",
        "[ -e /x ] || exit 0\nmkdir -p /var/lib/x",
        "if [ -d /x ]; then mkdir -p /y; fi",
        "mkdir -m 700 -p /x",
        "touch $HOME/x",
        "echo x > /x",
        "echo x >> /x",
        ": > /x",
        "x=$(dpkg-query -W x)",
        "echo `rm /x`",
        "for i in $(dpkg-query -W); do rm /$i; done",
        "for i in $(seq 3 | xargs rm); do :; done",
        "for i in $(seq 3 > /x); do :; done",
        "for i in $(seq $(rm /x)); do :; done",
        "for i in $(seq 3); do rm x$i; done",
        "rm -f x",
        "rm -f /x/../y",
        "rm -f $x",
        "x=$(seq 3)\nrm -f /x$x",
        "[ -e /x ] && update-alternatives --install /x x /y 1",
        "if grep -q x /x; then rm -f /y; fi",
        "echo \"${x:-$(rm /x)}\"",
        ": <<EOF\n$(rm /x)\nEOF",
        "case $(uname) in x) ;; esac",
        "for i in $(ls); do :; done",
        ". /usr/share/debconf/confmodule",
        "adduser --system x",
        "dpkg-divert --package x --rename --add /bin/x",
        "f() { rm /x; }\nf",
        "f() { f; }\nf",
        "$x /y",
        "x=rm\n$x /y",
        "eval rm /x",
        "true | rm /x",
        "rm /x &",
        "(rm /x)",
        "set -- upgrade\n[ \"$1\" = install ] || rm /x",
        "if true; then",
        "[[ -e /x ]]",
        "x=install\nif [ -e /y ]; then x=upgrade; fi\nif [ $x = upgrade ]; then rm /x; fi",
        "for i in 1 2; do x=$i; done\nif [ \"$x\" = 2 ]; then rm /x; fi",
        "dpkg --configure -a",
        "if dpkg --compare-versions \"$2\" lt 1; then rm /x; fi"
      })
  void mayMakeADifference(String body) {
    assertThat(first(body)).isPresent();
  }

  /** Bodies of scripts with the same effect if the package has none of the paths that follow. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "rm -f /x /var/y @ /x /var/y",
        "if [ -e /x ]; then rm -rf /y; fi @ /x /y",
        "touch \"${DPKG_ROOT}/var/$DPKG_MAINTSCRIPT_PACKAGE\" @ /var/pkg",
        "[ ! -d /x ] || mkdir -p /y @ /x",
        "[ -e /x ] || exit 0; touch /y @ /x /y",
        "for e in new old; do rm -f /x.$e; done @ /x.new /x.old",
        "for i in $(seq 6 -1 0); do [ ! -e \"/x.$i\" ] || cp -f \"/x.$i\" \"/x.$(($i+1))\"; done @"
            + " /x.*",
        "rm -f /etc/x* @ /etc/x*",
        "mv -f /x \"/y$x\" && test -L \"/z$x\" && : @ /x /y* /z*",
        "[ -L /x ] || update-alternatives --auto x >/dev/null 2>&1 || true @ /x"
      })
  void dependsOnThePathsThatItNames(String body, String paths) {
    assertThat(read(body).command()).isEmpty();
    assertThat(read(body).paths()).containsExactlyInAnyOrder(paths.split(" "));
  }

  @Test
  void isIndependentOfWhatIsConfiguredWhereItLooksAtDocumentationOnly() {
    assertThat(read("[ -L /usr/share/doc/x/y ] || rm -rf /usr/share/doc/x/y").isIndependent())
        .isTrue();
    assertThat(read("[ -e /etc/x ] || :").isIndependent()).isFalse();
    assertThat(read("mkdir -p /var/lib/x").isIndependent()).isFalse();
    assertThat(read("run-parts /etc/kernel/preinst.d").isIndependent()).isFalse();
    assertThat(read("adduser x").isIndependent()).isFalse();
  }

  @Test
  void namesTheCommand() {
    assertThat(read("if [ -e /x ]; then dpkg-divert --list; fi").command()).contains("dpkg-divert");
  }

  @Test
  void whatMakesSomethingIsNotIdle() {
    assertThat(isIdle("dpkg-maintscript-helper rm_conffile /etc/x 1.0~ -- \"$@\"")).isTrue();
    assertThat(isIdle("if [ -e /x ]; then echo x; fi")).isTrue();
    assertThat(isIdle("mkdir -p /var/lib/x")).isFalse();
    assertThat(isIdle("run-parts /etc/kernel/preinst.d")).isFalse();
    assertThat(isIdle("rm /x")).isFalse();
  }

  private static boolean isIdle(String body) {
    return Preinst.isIdle("pkg", ("#!/bin/sh\n" + body + "\n").getBytes(UTF_8));
  }

  @Test
  void otherInterpretersAreNotUnderstood() {
    assertThat(Preinst.read("pkg", "#!/usr/bin/perl\n".getBytes(UTF_8)).command()).isPresent();
    assertThat(Preinst.read("pkg", new byte[] {0x7f, 'E', 'L', 'F'}).command()).isPresent();
    assertThat(Preinst.read("pkg", "#!/bin/bash -eu\n:\n".getBytes(UTF_8)).command()).isEmpty();
  }

  /** As deep as calls are followed, on the stack of a thread that unpacks. */
  @Test
  void functionsThatCallEachOtherAreFollowedToALimit() throws InterruptedException {
    StringBuilder script = new StringBuilder();
    String deep = "if [ -e /x ]; then ".repeat(30);
    for (int i = 0; i < 40; i++) {
      script.append("f%d() { %s f%d; %s }\n".formatted(i, deep, i + 1, "fi;".repeat(30)));
    }
    script.append("f40() { :; }\n");
    Thread small =
        new Thread(null, () -> assertThat(first(script + "f0")).isPresent(), "small", 512 << 10);
    List<Throwable> failures = new ArrayList<>();
    small.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
    small.start();
    small.join();
    assertThat(failures).isEmpty();
    assertThat(read(script + "f35").command()).isEmpty();
  }

  /** They terminate, and quickly, with any result. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "a()",
        "if a; then ",
        "! ",
        "$(",
        "a && ",
        "{ ",
        "a;",
        "${",
        "`",
        "case x in "
      })
  void scriptsWithoutEndAreRead(String piece) {
    first(piece.repeat(20_000));
    first("f() { :; " + "f;".repeat(5_000) + "}\n" + "f;".repeat(20_000));
    assertThat(first("for i in 1; do ".repeat(150) + ":;" + "done;".repeat(150))).isPresent();
  }
}
