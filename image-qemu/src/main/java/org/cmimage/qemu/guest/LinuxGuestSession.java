package org.cmimage.qemu.guest;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.ProgramStarts;
import org.cmimage.qemu.EmulatorFailure;
import org.cmimage.qemu.emulation.EmulatorTuning;
import org.cmimage.qemu.guest.SessionProtocol.Event;
import org.cmimage.qemu.guest.SessionProtocol.Request;

/**
 * A session in namespaces of its own; it shares with the host only the tree and, where requested,
 * the network.
 */
final class LinuxGuestSession implements GuestSession {
  /** The whole environment of every program, whatever the caller's environment is. */
  private static final ImmutableMap<String, String> ENVIRONMENT =
      ImmutableMap.of(
          "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
          "LC_ALL", "C.UTF-8",
          "HOME", "/root",
          "TERM", "dumb");

  /** A little longer than session-init waits for killed processes to end. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final SessionProcess process;
  private final Optional<EmulatorTuning> emulation;
  private final Registration registration;
  private final StartLines starts = new StartLines();
  private Optional<String> explanation = Optional.empty();
  private boolean usable = true;
  private boolean closed;

  /** A registration that is removed after the session's end. */
  interface Registration {
    void remove() throws IOException;
  }

  /**
   * Makes a session.
   *
   * @param emulation of its programs; empty where the head node runs them itself
   * @param registration removed at close
   */
  LinuxGuestSession(
      SessionProcess process, Optional<EmulatorTuning> emulation, Registration registration) {
    this.process = process;
    this.emulation = emulation;
    this.registration = registration;
  }

  @Override
  public CommandResult run(Command command, Consumer<String> output)
      throws IOException, InterruptedException {
    if (!usable) {
      throw broken("it has ended");
    }
    byte[] payload = payload(command);
    EmulatorFailure failure = new EmulatorFailure(emulation.isPresent());
    OutputLines lines =
        new OutputLines(
            line -> {
              failure.accept(line);
              output.accept(line);
            });
    explanation = Optional.empty();
    starts.begin();
    long start = System.nanoTime();
    boolean ended = false;
    try {
      process.send(Request.EXECUTE, payload);
      CommandResult.End end = await(lines);
      ended = true;
      List<String> tail = lines.finish();
      explanation = failure.explain(end);
      return new CommandResult(end, tail, Duration.ofNanos(System.nanoTime() - start));
    } finally {
      if (!ended) {
        abandon();
      }
    }
  }

  private byte[] payload(Command command) {
    Map<String, String> environment = new LinkedHashMap<>(ENVIRONMENT);
    emulation.ifPresent(tuning -> environment.putAll(tuning.environment()));
    environment.putAll(command.environment());
    return SessionProtocol.command(command, environment);
  }

  /** Runs a program in a session that was started joined. */
  CommandResult.End join(Command command) throws IOException, InterruptedException {
    process.send(Request.JOIN, payload(command));
    return await(new OutputLines(line -> {}));
  }

  private CommandResult.End await(OutputLines lines) throws IOException, InterruptedException {
    for (; ; ) {
      Event event = process.next();
      if (event instanceof Event.Progress progress) {
        progress.to(lines, starts);
      } else if (event instanceof Event.Done done) {
        return done.end();
      } else {
        usable = false;
        throw broken(event.toString());
      }
    }
  }

  /** Kills the program that is still running; the session stays usable if the kill is confirmed. */
  private void abandon() {
    if (!usable) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    usable = false;
    try {
      process.send(Request.KILL, new byte[0]);
      Event event;
      do {
        event = process.next(PATIENCE);
      } while (event instanceof Event.Progress);
      usable = event instanceof Event.Done;
    } catch (IOException gone) {
      usable = false; // no process of it is left to be killed
    } catch (InterruptedException again) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Optional<String> explain() {
    return explanation;
  }

  @Override
  public ProgramStarts starts() {
    return starts.total();
  }

  @Override
  public List<String> startedBy(String script) {
    return starts.by(script);
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    usable = false;
    emulation.ifPresent(EmulatorTuning::close);
    process.end(PATIENCE);
    registration.remove();
  }

  private static FaultException broken(String fact) {
    return new FaultException(
        ErrorCode.GUEST_FAILED, "cannot run program in guest session", fact, new Remedy.None());
  }
}
