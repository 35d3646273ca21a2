package org.cmimage.endtoend.transaction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.PackageInstallation.ProvisionTrack;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.provision.DebProvision;
import org.cmimage.sources.deb.provision.order.BaseSystem;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.cmimage.sources.deb.unpack.DebUnpacker;
import org.cmimage.sources.deb.unpack.UsrMerge;

/** A tree on disk and its sessions. */
record PreparedTree(
    Path directory, Architecture architecture, GuestSessions sessions, Optional<Path> twins) {
  static final Distribution RELEASE = Distribution.parse("debian12");

  private static final String SUPPLY = "var/lib/supply";
  private static final Map<String, String> QUIET =
      Map.of(
          "DEBIAN_FRONTEND", "noninteractive",
          "DEBCONF_NONINTERACTIVE_SEEN", "true",
          "DEBCONF_NOWARNINGS", "yes",
          "SYSTEMD_OFFLINE", "1",
          "LC_ALL", "C.UTF-8",
          "HOME", "/root",
          "TERM", "dumb");

  private static final DebUnpacker.Listener TOLD =
      new DebUnpacker.Listener() {
        @Override
        public void unpacked(String packageName, Duration took) {}

        @Override
        public void left(String packageName, String reason) {}
      };

  /** Writes what happens to a file beside the tree. */
  record Log(Path file) implements StageProgress {
    @Override
    public void advanced(long done, long total, long bytes) {}

    @Override
    public void activity(String text) {
      log("-- " + text);
    }

    @Override
    public void warning(String text) {
      log("warning: " + text);
    }

    @Override
    public synchronized void log(String line) {
      try {
        Files.writeString(
            file,
            line + "\n",
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  Log log() {
    return new Log(directory.resolveSibling(directory.getFileName() + ".log"));
  }

  /** Returns the same tree, in whose sessions programs have native twins. */
  PreparedTree with(Optional<Path> others) {
    return new PreparedTree(directory, architecture, sessions, others);
  }

  /** Returns a copy beside it, in whose sessions no program has a native twin. */
  PreparedTree copy(String name) throws IOException, InterruptedException {
    Path copy = directory.resolveSibling(name);
    Program.output(Path.of("/"), "rm", "-rf", "--one-file-system", copy.toString());
    Program.output(
        Path.of("/"), "cp", "-a", "--reflink=auto", directory.toString(), copy.toString());
    return new PreparedTree(copy, architecture, sessions, Optional.empty());
  }

  void remove() throws IOException, InterruptedException {
    Program.output(Path.of("/"), "rm", "-rf", "--one-file-system", directory.toString());
  }

  static HostCalls hostCalls() {
    return HostCalls.installed();
  }

  /** Makes a small system. */
  void make(Supply supply, List<BinaryPackage> order) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    BaseSystem base = BaseSystem.of(order);
    Log log = log();
    try (Rootfs tree = Rootfs.open(hostCalls(), directory)) {
      try (DebUnpacker unpacker =
          DebUnpacker.open(
              tree,
              architecture,
              UsrMerge.of(RELEASE),
              Decompressor.ofHost(System.getenv("PATH")),
              base.rules())) {
        for (int i = 0; i < order.size(); i++) {
          BinaryPackage binary = order.get(i);
          unpacker.unpack(
              supply.offer(binary.name(), binary.version().toString()).archive(), i, TOLD);
        }
        unpacker.finish(TOLD);
      }
      ProvisionPlan plan =
          new ProvisionPlan(
              RELEASE,
              order.stream().map(BinaryPackage::name).toList(),
              List.of(),
              "",
              base,
              List.of());
      provision(tree, new DebProvision(plan).tracks(), log);
    }
  }

  void provision(Rootfs tree, Collection<List<ProvisionTrack>> all, StageProgress progress)
      throws IOException, InterruptedException {
    for (List<ProvisionTrack> tracks : all) {
      for (ProvisionTrack track : tracks) {
        try (GuestSession session = open(track.guards().of(tree))) {
          for (ProvisionStep step : track.steps()) {
            progress.log("== " + step.name());
            step.run(tree, session, progress);
          }
        }
      }
    }
  }

  /**
   * The same, but each step is cut short twice, with all its programs, and begun again in another
   * session.
   *
   * @param when draws after how many lines of output; a step that has ended by then is done again
   */
  void provisionInPieces(
      Rootfs tree, Collection<List<ProvisionTrack>> all, StageProgress progress, Random when)
      throws IOException, InterruptedException {
    for (List<ProvisionTrack> tracks : all) {
      for (ProvisionTrack track : tracks) {
        for (ProvisionStep step : track.steps()) {
          for (int attempt = 0; attempt < 2; attempt++) {
            CutShort cut = new CutShort(progress, when.nextInt(20));
            try (GuestSession session = open(track.guards().of(tree))) {
              progress.log("== " + step.name() + ", to be cut short");
              step.run(tree, session, cut);
            } catch (CutShort.Reached e) {
              progress.log("== cut short");
            }
          }
          provision(
              tree, List.of(List.of(new ProvisionTrack(track.guards(), List.of(step)))), progress);
        }
      }
    }
  }

  private GuestSession open(Map<String, String> guards) throws IOException, InterruptedException {
    return sessions.open(
        new GuestSessions.Request(
            directory, architecture, "", false, guards, false, twins, RELEASE.id(), false, false));
  }

  /** Returns what a program of the tree prints; it must succeed. */
  List<String> run(String... argv) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    Log log = log();
    log.log("$ " + String.join(" ", argv));
    try (GuestSession session = open(Map.of("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n"))) {
      CommandResult result =
          session.run(
              new Command(List.of(argv), QUIET, Duration.ofHours(1)),
              line -> {
                lines.add(line);
                log.log(line);
              });
      if (!result.succeeded()) {
        throw new IOException(String.join(" ", argv) + ": " + result.end() + ": " + lines);
      }
    }
    return lines;
  }

  /** Gives the tree's apt a supply. */
  void offer(Supply supply) throws IOException, InterruptedException {
    Path place = directory.resolve(SUPPLY);
    Program.output(Path.of("/"), "cp", "-al", supply.directory().toString(), place.toString());
    Files.writeString(
        directory.resolve("var/lib/supply.list"), "deb [trusted=yes] file:/" + SUPPLY + " ./\n");
    apt("update");
  }

  /** Takes it away again. */
  void withdraw() throws IOException, InterruptedException {
    Program.output(
        directory, "sh", "-c", "rm -rf " + SUPPLY + " var/lib/supply.list var/lib/apt/lists/*");
  }

  /** Lets the tree's apt do something. */
  List<String> apt(String... words) throws IOException, InterruptedException {
    return run(aptCommand(words).toArray(String[]::new));
  }

  /** Returns how to start the tree's apt with the supply. */
  static List<String> aptCommand(String... words) {
    List<String> argv =
        new ArrayList<>(
            List.of(
                "apt-get",
                "-y",
                "-oDir::Etc::sourcelist=/var/lib/supply.list",
                "-oDir::Etc::sourceparts=/dev/null",
                "-oAPT::Install-Recommends=false",
                "-oAPT::Sandbox::User=root",
                "-oAcquire::Languages=none",
                "-oDpkg::Options::=--force-confdef",
                "-oDpkg::Options::=--force-confold",
                "-oDpkg::Options::=--force-unsafe-io",
                "--allow-downgrades"));
    argv.addAll(List.of(words));
    return argv;
  }
}
