package org.cmimage.qemu.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.guest.ProgramSource;
import org.cmimage.model.Architecture;
import org.cmimage.qemu.binfmt.BinfmtEntry;
import org.cmimage.qemu.binfmt.BinfmtRegistry;
import org.cmimage.qemu.emulation.CpuChoice;
import org.cmimage.qemu.emulation.CpuNotes;
import org.cmimage.qemu.emulation.EmulatorChoice;
import org.cmimage.qemu.emulation.EmulatorTuning;
import org.cmimage.qemu.guest.SessionProtocol.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guest sessions in user, mount, pid, IPC, UTS and network namespaces of their own. Must run as
 * root on Linux 4.18 or newer; for emulation without touching the head node's binfmt_misc, Linux
 * 6.7.
 *
 * <p>In a session, {@code /proc} is read-only, {@code /dev} has the six harmless devices, {@code
 * pts} and {@code shm}, {@code /sys} is empty, {@code /run} and {@code /tmp} are fresh. These five
 * directories are made in the tree where they are missing, and stay; what is in them is hidden, not
 * changed. {@code fsync} and its kin succeed without doing anything.
 */
public final class LinuxGuestSessions implements GuestSessions {
  private static final Logger log = LoggerFactory.getLogger(LinuxGuestSessions.class);

  /** The path of session-init's copy of the emulator; it exists while the entry is registered. */
  private static final String PRIVATE_EMULATOR = "/sys/emulator";

  /** The path of session-init's copy of the dispatcher. */
  private static final String PRIVATE_DISPATCHER = "/sys/dispatcher";

  private static final Duration OPENING_LIMIT = Duration.ofMinutes(1);
  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

  private final Host host;
  private final ProgramSource programs;
  private final Path cache;
  private final BinfmtRegistry registry;
  private final CpuChoice models;

  private LinuxGuestSessions(Host host, ProgramSource programs, Path cache, CpuChoice.Pins pins) {
    this.host = host;
    this.programs = programs;
    this.cache = cache;
    this.registry = BinfmtRegistry.ofHeadNode(cache.resolve("binfmt"));
    this.models =
        new CpuChoice(new CpuNotes(cache.resolve("emulation"), Path.of("/proc/cpuinfo")), pins);
  }

  /**
   * Makes sessions on this head node.
   *
   * @param programs asked for an emulator where the head node has none installed
   * @param cache a directory on the head node, on a file system without {@code noexec}; made when
   *     needed
   * @param searchPath directories to find an installed emulator in, as in the environment variable
   *     {@code PATH}
   */
  public static LinuxGuestSessions of(ProgramSource programs, Path cache, String searchPath)
      throws IOException {
    return new LinuxGuestSessions(Host.look(searchPath), programs, cache, Map::of);
  }

  /** Returns the same sessions, with the CPU models that {@code pins} names. */
  LinuxGuestSessions with(CpuChoice.Pins pins) {
    return new LinuxGuestSessions(host, programs, cache, pins);
  }

  /** Makes sessions as on {@code host}, to simulate other head nodes. */
  static LinuxGuestSessions on(Host host, ProgramSource programs, Path cache) {
    return new LinuxGuestSessions(host, programs, cache, Map::of);
  }

  @Override
  public Execution check(Architecture guest) throws IOException {
    Faults.requireNamespaces(host);
    if (guest == host.architecture()) {
      return Execution.NATIVE;
    }
    if (host.privateBinfmt()) {
      return Execution.EMULATED_PRIVATELY;
    }
    if (registry.find(guest, host.architecture()).isEmpty()) {
      throw Faults.noHandler(guest);
    }
    return Execution.EMULATED_GLOBALLY;
  }

  @Override
  public GuestSession open(Request request) throws IOException, InterruptedException {
    return open(request, "", SessionProcess::start);
  }

  @Override
  public CommandResult.End join(Request request, String hostName, Command command)
      throws IOException, InterruptedException {
    try (LinuxGuestSession session = open(request, hostName, SessionProcess::startJoined)) {
      return session.join(command);
    }
  }

  /** A function that starts session-init. */
  private interface Start {
    SessionProcess of(Path program) throws IOException, InterruptedException;
  }

  private LinuxGuestSession open(Request request, String hostName, Start start)
      throws IOException, InterruptedException {
    Faults.requireNamespaces(host);
    registry.clearUp();
    Path program = SessionProgram.INIT.install(host.architecture(), cache.resolve("programs"));
    Emulation emulation = emulation(request);
    SessionProcess process = start.of(program);
    boolean opened = false;
    try {
      if (!hostName.isEmpty()) {
        process.send(SessionProtocol.Request.HOST_NAME, SessionProtocol.text(hostName));
      }
      set(process, request, emulation);
      layFiles(process, request);
      layDirectories(process, request, emulation);
      opened = true;
      log.debug("opened session in {} for {}", request.tree(), request.guest());
      return new LinuxGuestSession(process, tuning(request, emulation), emulation.registration());
    } finally {
      if (!opened) {
        process.end(OPENING_LIMIT);
        emulation.registration().remove();
      }
    }
  }

  /**
   * The way a session's programs are run.
   *
   * @param emulator registered in the session itself; empty where none has to be
   * @param twins native programs to run instead, if any
   * @param model the emulator's CPU model; empty where the head node runs the programs itself
   * @param registration removed after the session
   */
  private record Emulation(
      Optional<Path> emulator,
      Optional<Path> twins,
      Optional<CpuChoice.Decision> model,
      LinuxGuestSession.Registration registration) {}

  private Emulation emulation(Request request) throws IOException, InterruptedException {
    Architecture guest = request.guest();
    if (guest == host.architecture()) {
      return new Emulation(Optional.empty(), Optional.empty(), Optional.empty(), () -> {});
    }
    EmulatorChoice choice = new EmulatorChoice(host.architecture(), host.path(), programs);
    if (host.privateBinfmt()) {
      Path emulator = choice.choose(guest, request.offline());
      return new Emulation(
          Optional.of(emulator),
          request.twins(),
          Optional.of(models.decide(request, emulator)),
          () -> {});
    }
    Optional<BinfmtEntry> registered = registry.find(guest, host.architecture());
    if (registered.isPresent()) {
      Path emulator = Path.of(registered.get().interpreter());
      return new Emulation(
          Optional.empty(),
          Optional.empty(),
          Optional.of(models.decide(request, emulator)),
          () -> {});
    }
    if (!request.registerBinfmt()) {
      throw Faults.noHandler(guest);
    }
    Path emulator = choice.choose(guest, request.offline());
    return new Emulation(
        Optional.empty(),
        Optional.empty(),
        Optional.of(models.decide(request, emulator)),
        registry.register(guest, emulator)::close);
  }

  /**
   * Returns the settings of the session's emulator, and starts the measurement if one is needed.
   */
  private Optional<EmulatorTuning> tuning(Request request, Emulation emulation) {
    return emulation
        .model()
        .map(
            decision -> {
              EmulatorTuning tuning = new EmulatorTuning(decision.model(), request.kernelRelease());
              decision
                  .unmeasured()
                  .ifPresent(
                      subject ->
                          tuning.improve(() -> models.measureOnce(request, subject, this::open)));
              return tuning;
            });
  }

  private void set(SessionProcess process, Request request, Emulation emulation)
      throws IOException, InterruptedException {
    Path tree = request.tree().toRealPath();
    process.send(SessionProtocol.Request.TREE, SessionProtocol.text(tree.toString()));
    if (emulation.emulator().isPresent()) {
      String handler = emulation.twins().isPresent() ? PRIVATE_DISPATCHER : PRIVATE_EMULATOR;
      BinfmtEntry entry = BinfmtEntry.of("cm-image", request.guest(), handler, "PCF");
      process.send(
          SessionProtocol.Request.EMULATOR,
          SessionProtocol.text(emulation.emulator().get().toString()));
      process.send(
          SessionProtocol.Request.REGISTRATION, SessionProtocol.text(entry.registration()));
    }
    if (emulation.twins().isPresent()) {
      Path dispatcher =
          SessionProgram.DISPATCHER.install(host.architecture(), cache.resolve("programs"));
      process.send(SessionProtocol.Request.DISPATCHER, SessionProtocol.text(dispatcher.toString()));
      process.send(
          SessionProtocol.Request.TWINS,
          SessionProtocol.text(emulation.twins().get().toRealPath().toString()));
    }
    if (!request.kernelRelease().isEmpty() || request.guest() != host.architecture()) {
      process.send(
          SessionProtocol.Request.KERNEL,
          SessionProtocol.kernel(request.kernelRelease(), request.guest()));
    }
    if (request.network()) {
      process.send(SessionProtocol.Request.NETWORK, new byte[0]);
    }
    process.send(SessionProtocol.Request.GO, new byte[0]);
    Event answer = process.next(OPENING_LIMIT);
    if (!(answer instanceof Event.Ready)) {
      throw Faults.opening(tree, answer);
    }
  }

  private static void layFiles(SessionProcess process, Request request)
      throws IOException, InterruptedException {
    Map<String, String> files = new TreeMap<>(request.files());
    if (request.network() && Files.isReadable(RESOLV_CONF)) {
      files.putIfAbsent(RESOLV_CONF.toString(), Files.readString(RESOLV_CONF));
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      process.send(
          SessionProtocol.Request.FILE, SessionProtocol.file(file.getKey(), file.getValue()));
      Event answer = process.next(OPENING_LIMIT);
      if (!(answer instanceof Event.Laid)) {
        throw Faults.opening(request.tree(), answer);
      }
    }
  }

  private static void layDirectories(SessionProcess process, Request request, Emulation emulation)
      throws IOException, InterruptedException {
    if (emulation.twins().isEmpty()) {
      return;
    }
    for (String directory : Files.readAllLines(emulation.twins().get().resolve("laid"))) {
      process.send(SessionProtocol.Request.LAY, SessionProtocol.text(directory));
      Event answer = process.next(OPENING_LIMIT);
      if (!(answer instanceof Event.Laid)) {
        throw Faults.opening(request.tree(), answer);
      }
    }
  }
}
