package org.cmimage.qemu.guest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.io.Resources;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.guest.ProgramSource;
import org.cmimage.model.Architecture;
import org.cmimage.qemu.emulation.EmulatorChoice;

/**
 * The smallest tree a session can run in: one program, {@code /bin/probe}, whose source is {@code
 * src/test/c/probe.c}.
 */
final class ProbeTree {
  static final Architecture HOST = Architecture.parse(System.getProperty("os.arch"));
  static final Architecture FOREIGN =
      HOST == Architecture.X86_64 ? Architecture.AARCH64 : Architecture.X86_64;

  private ProbeTree() {}

  /** Fills {@code root}, an existing empty directory. */
  static Path in(Path root, Architecture architecture) throws IOException {
    Files.createDirectories(root.resolve("bin"));
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("probe-tree"), "the probe may do what it likes here\n");
    Path probe = root.resolve("bin/probe");
    Files.write(
        probe,
        Resources.toByteArray(Resources.getResource(ProbeTree.class, "probe-" + architecture)));
    assumeTrue(probe.toFile().setExecutable(true, false), "cannot make the probe executable");
    return root;
  }

  /** Aborts the test where sessions cannot be had at all. */
  static LinuxGuestSessions sessions(Path cache) throws IOException {
    Host host = Host.look(System.getenv("PATH"));
    assumeTrue(host.root(), "needs root");
    assumeTrue(host.mayMount(), "needs CAP_SYS_ADMIN");
    return LinuxGuestSessions.on(host, noPrograms(), cache);
  }

  /**
   * Aborts the test where foreign programs cannot be run without registering anything on the host.
   */
  static void assumeEmulation() throws IOException, InterruptedException {
    Host host = Host.look(System.getenv("PATH"));
    assumeTrue(host.privateBinfmt(), "needs Linux 6.7 for a binfmt_misc of the session's own");
    assumeTrue(emulator(host).isPresent(), "needs qemu-user-static");
  }

  static Optional<Path> emulator(Host host) throws IOException, InterruptedException {
    try {
      return Optional.of(new EmulatorChoice(HOST, host.path(), noPrograms()).choose(FOREIGN, true));
    } catch (FileNotFoundException none) {
      return Optional.empty();
    }
  }

  static GuestSessions.Request request(Path tree, Architecture guest) {
    return new GuestSessions.Request(tree, guest, "", false, Map.of(), false, Optional.empty());
  }

  static ProgramSource noPrograms() {
    return (host, guest, offline) -> {
      throw new FileNotFoundException("no emulator offered");
    };
  }
}
