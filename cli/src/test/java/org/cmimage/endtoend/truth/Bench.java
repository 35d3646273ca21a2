package org.cmimage.endtoend.truth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.model.ArchOs;

/**
 * Where sets are tried.
 *
 * @param directory what is kept: results, details, references
 * @param work what is removed: trees; one bench at a time works there
 * @param cache where packages are
 * @param documents where COMPARISON.md and ACCELERATION.md are
 * @param commit of the program that is tried
 * @param reuse whether kept references are compared with
 */
record Bench(Path directory, Path work, Path cache, Path documents, String commit, boolean reuse) {

  /** Installed in every set; what a node needs to boot, as small as it can be. */
  private static final List<String> BASE = List.of("systemd-sysv", "initramfs-tools", "zstd");

  /** Returns what apt is asked for to get a set: what the cluster's catalog names. */
  static List<String> requested(ArchOs archOs, List<String> drawn) {
    return Stream.of(BASE, List.of(kernel(archOs)), drawn).flatMap(List::stream).toList();
  }

  private static String kernel(ArchOs archOs) {
    return "linux-image-cloud-" + archOs.architecture().debianName();
  }

  /** Returns a new cluster whose software image has the packages. */
  ClusterLayout cluster(String name, ArchOs archOs, List<String> drawn) throws IOException {
    ClusterLayout layout = ClusterLayout.below(work.resolve(name));
    Files.createDirectories(layout.distributions());
    Files.createDirectories(layout.cache().getParent());
    Files.createDirectories(cache);
    Files.createSymbolicLink(layout.cache(), cache);
    Files.writeString(
        layout.distributions().resolve(archOs.distribution().id() + ".yaml"),
        """
        inherits: %s
        kernels:
          %s: %s
        priorities:
          swimage: [required]
        packages:
          swimage:
            boot: %s
            tools: %s
            network: []
            login: []
            dhcp: []
            infiniband: []
            time: []
            storage: []
            hardware: []
            diagnosis: []
            logs: []
        """
            .formatted(
                archOs.distribution().id(),
                archOs.architecture().unameName(),
                kernel(archOs),
                BASE,
                drawn.stream()
                    .collect(Collectors.joining("', '", "['", "']"))
                    .replace("['']", "[]")));
    return layout;
  }

  /** Returns an empty directory for what is kept of a set. */
  Path details(RandomSet set) throws IOException, InterruptedException {
    Path details = directory.resolve("details").resolve(set.fileName());
    remove(details);
    return Files.createDirectories(details);
  }

  /** Removes a tree. */
  static void remove(Path tree) throws IOException, InterruptedException {
    Program.output(Path.of("/"), "rm", "-rf", "--one-file-system", tree.toString());
  }
}
