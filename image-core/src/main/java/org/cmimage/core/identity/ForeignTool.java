package org.cmimage.core.identity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
import java.util.regex.Pattern;
import org.cmimage.core.tree.TreePath;

/**
 * A program of the machine that an image was made on, which tools copy into the image to run the
 * image's own programs and often leave there. It is no evidence of the image's target, and a node
 * neither runs nor needs it.
 */
public enum ForeignTool {
  /** The targets of QEMU's user mode, as {@code qemu-user-static} installs them. */
  QEMU(
      "an emulator",
      "qemu-(?:aarch64|alpha|arm|cris|hexagon|hppa|i386|loongarch|m68k|microblaze|mips|nios2|or1k"
          + "|ppc|riscv|s390x|sh4|sparc|tilegx|x86_64|xtensa)[a-z0-9_]*(?:-static|-binfmt(?:-P)?)?"
          + "(?:\\.(?:orig|real|distrib))?"
          + "|qemu-wrapper|(?:aarch64|arm|i386|ppc64le|riscv64|s390x|x86_64)-binfmt-P"),
  /** Programs by which tools for container images start emulated builds. */
  STARTER(
      "a starter of emulated programs",
      "resin-xbuild|balena-xbuild|cross-build-(?:start|end)|\\.dockerinit"),
  /** Tools that run a tree without being root. */
  PROOT("a tool that runs trees as a user", "proot(?:-static|-x86_64|-aarch64)?");

  private final String label;
  private final Pattern names;

  ForeignTool(String label, String names) {
    this.label = label;
    this.names = Pattern.compile(names);
  }

  /** Returns the tool with the name of this file; empty for other names. */
  static Optional<ForeignTool> at(TreePath file) {
    String name = new String(file.name(), ISO_8859_1);
    for (ForeignTool tool : values()) {
      if (tool.names.matcher(name).matches()) {
        return Optional.of(tool);
      }
    }
    return Optional.empty();
  }

  /** Returns the name used in findings. */
  public String label() {
    return label;
  }
}
