package org.cmimage.cli.shell.trees;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cmimage.cli.shell.command.Trees.Identity;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.TreePath;
import org.cmimage.core.verify.ComponentMarker;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;

/** Tells what a tree is by its marker, or by its os-release file and its shell. */
final class TreeEvidence {
  private static final String UNKNOWN = "-";
  private static final int LONGEST_OS_RELEASE = 65_536;
  private static final List<String> PROGRAMS =
      List.of("usr/bin/dash", "usr/bin/bash", "bin/dash", "bin/bash", "usr/bin/env", "bin/sh");

  private TreeEvidence() {}

  static Identity identify(Rootfs tree) throws IOException {
    Optional<ComponentMarker> marker = ComponentMarker.read(tree);
    if (marker.isPresent()) {
      return new Identity(
          marker.get().archOs().architecture().unameName(),
          marker.get().archOs().distribution().id());
    }
    String distribution = distribution(tree).map(Distribution::id).orElse(UNKNOWN);
    for (String program : PROGRAMS) {
      Optional<Architecture> architecture = architecture(tree, TreePath.of(program));
      if (architecture.isPresent()) {
        return new Identity(architecture.get().unameName(), distribution);
      }
    }
    return new Identity(UNKNOWN, distribution);
  }

  private static Optional<Distribution> distribution(Rootfs tree) throws IOException {
    Optional<byte[]> file = tree.read(TreePath.of("etc/os-release"), LONGEST_OS_RELEASE);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    String text = new String(file.get(), UTF_8);
    return Distribution.ofOsRelease(value(text, "ID="), value(text, "VERSION_ID="));
  }

  private static String value(String text, String key) {
    return text.lines()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()).replaceAll("^[\"']|[\"']$", ""))
        .reduce("", (before, last) -> last);
  }

  private static Optional<Architecture> architecture(Rootfs tree, TreePath program)
      throws IOException {
    Optional<InputStream> file = tree.openFile(program);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = file.get()) {
      byte[] header = in.readNBytes(20);
      boolean elf = header.length == 20 && header[0] == 0x7f && header[1] == 'E';
      int machine = elf ? header[18] & 0xff | (header[19] & 0xff) << 8 : -1;
      return Arrays.stream(Architecture.values())
          .filter(architecture -> architecture.elfMachine() == machine)
          .findFirst();
    }
  }
}
