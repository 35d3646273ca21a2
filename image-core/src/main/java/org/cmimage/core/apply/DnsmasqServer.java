package org.cmimage.core.apply;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.cmimage.model.netboot.NetworkBoot;

/**
 * The dnsmasq of the head node. It reads hosts again when it gets SIGHUP (dnsmasq(8), Notes), and
 * its configuration when it starts only; it is not started anew behind an administrator's back.
 */
final class DnsmasqServer {
  /** Where distributions' packages write the number of the process. */
  static final List<Path> PROCESS_FILES =
      List.of(Path.of("/run/dnsmasq/dnsmasq.pid"), Path.of("/run/dnsmasq.pid"));

  private static final Pattern PROCESS = Pattern.compile("[1-9][0-9]{0,9}");
  private static final long LIMIT_SECONDS = 10;

  private final List<Path> processFiles;

  /**
   * Creates the server.
   *
   * @param processFiles the files that may have the number of its process
   */
  DnsmasqServer(List<Path> processFiles) {
    this.processFiles = processFiles;
  }

  /**
   * Lets the server read what was changed, as far as it can while it runs.
   *
   * @return what is left to do, a sentence each
   */
  List<String> tell(List<HostFileChange> changes) throws InterruptedException {
    List<String> paths = changes.stream().map(HostFileChange::path).toList();
    if (paths.contains(NetworkBoot.DNSMASQ)) {
      return List.of("dnsmasq reads its changed configuration at: systemctl restart dnsmasq");
    }
    return paths.contains(NetworkBoot.DNSMASQ_HOSTS) && !readsHosts()
        ? List.of("dnsmasq reads its changed hosts at: systemctl reload dnsmasq")
        : List.of();
  }

  /** Returns whether a server runs, and was told to read its hosts. */
  private boolean readsHosts() throws InterruptedException {
    Optional<String> process = process();
    if (process.isEmpty()) {
      return false;
    }
    try {
      Process kill =
          new ProcessBuilder("kill", "-HUP", process.get())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean isDone = kill.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      kill.destroyForcibly();
      return isDone && kill.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the number of a running process of that name. */
  private Optional<String> process() {
    for (Path file : processFiles) {
      try {
        String number = Files.readString(file, UTF_8).strip();
        if (PROCESS.matcher(number).matches()
            && Files.readString(Path.of("/proc", number, "comm")).strip().equals("dnsmasq")) {
          return Optional.of(number);
        }
      } catch (IOException none) {
        continue;
      }
    }
    return Optional.empty();
  }
}
