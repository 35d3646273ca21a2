package org.cmimage.endtoend.effect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cmimage.cli.Ran;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entities and the head node's files: {@code apply}, and {@code commit} of the shell. */
@Tag("root")
class ApplyCommandTest {
  private static final String ADD_NETWORK =
      "network; add fastnet; set baseaddress 10.9.0.0; set nodebooting yes; commit";

  @TempDir private Path root;
  private Path exports;

  @BeforeEach
  void setUp() throws IOException {
    exports = root.resolve("etc/exports.d/cm-image.exports");
    Files.createDirectories(root.resolve("etc/cm-image"));
  }

  private Ran cmsh(String commands) {
    return Ran.cmsh("--root", root.toString(), "-c", commands);
  }

  private Ran apply(String... more) {
    return Ran.cmImageBelow(root, "apply", more);
  }

  @Test
  void aCommitTakesEffectAndLeavesNothingToApply() {
    Ran ran = cmsh(ADD_NETWORK);

    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(exports).content().contains("\n/home 10.9.0.0/16(rw,", ") 10.141.0.0/16(rw,");
    assertThat(apply().out())
        .isEqualTo(
            "Nothing to change: the head node's files are as the cluster's entities want them\n");
    cmsh("device use master; fsexports; foreach * (set disabled yes); commit");
    assertThat(exports).doesNotExist();
  }

  @Test
  void aDryRunPrintsADiffAndChangesNothing() throws IOException {
    cmsh(ADD_NETWORK);
    String wanted = Files.readString(exports);
    Files.writeString(exports, wanted.replace("/home 10.9.0.0/16(rw", "/home 10.9.0.0/16(ro"));

    Ran ran = apply("--dry-run");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .startsWith("--- /etc/exports.d/cm-image.exports\n+++ /etc/exports.d/cm-image.exports\n@@ ")
        .contains("\n-/home 10.9.0.0/16(ro,", "\n+/home 10.9.0.0/16(rw,")
        .endsWith("\nWould change 1 file\n");
    assertThat(exports).content().contains("10.9.0.0/16(ro");
    assertThat(apply().out()).endsWith("\nChanged 1 file\n");
    assertThat(exports).hasContent(wanted);
  }

  @Test
  void whatHasNoEffectIsTold() {
    cmsh(ADD_NETWORK);

    Ran ran = cmsh("device use master; fsexports; add /data; set path /data; commit");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.err())
        .matches("warning: fsexports /data of device \\S+: it has neither a network nor hosts\n");
    assertThat(apply("--dry-run").err()).isEqualTo(ran.err());
  }

  @Test
  void aCommitThatCannotTakeEffectStaysAndIsAppliedLater() throws IOException {
    Files.createDirectories(root.resolve("etc/exports.d/cm-image.exports/in-the-way"));

    Ran ran = cmsh(ADD_NETWORK);

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.err())
        .contains(
            "warning: cannot write /etc/exports.d/cm-image.exports: it is not a regular file\n",
            "then run: cm-image apply");
    assertThat(cmsh("network list").out()).contains("fastnet");
    assertThat(apply().exitCode()).isEqualTo(3);
    Files.delete(exports.resolve("in-the-way"));
    Files.delete(exports);
    assertThat(apply().exitCode()).isZero();
    assertThat(exports).content().contains("10.9.0.0/16");
  }
}
