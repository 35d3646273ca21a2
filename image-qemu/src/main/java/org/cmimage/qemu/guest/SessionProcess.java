package org.cmimage.qemu.guest;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.cmimage.qemu.guest.SessionProtocol.Event;
import org.cmimage.qemu.guest.SessionProtocol.Request;

/**
 * A running {@code session-init}. A thread of its own reads the events, so that waiting for one can
 * be interrupted and bounded; it holds back the session when nobody takes them. Not thread-safe.
 */
final class SessionProcess {
  private static final int WAITING_EVENTS = 64;

  private final Process process;
  private final OutputStream requests;
  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(WAITING_EVENTS);
  private final Thread reader;

  private SessionProcess(Process process) {
    this.process = process;
    this.requests = process.getOutputStream();
    this.reader = new Thread(this::read, "guest-session-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  static SessionProcess start(Path program) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(program.toString());
    builder.environment().clear();
    builder.directory(new File("/"));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return new SessionProcess(builder.start());
  }

  void send(Request request, byte[] payload) throws IOException {
    SessionProtocol.write(requests, request, payload);
  }

  /** The next event, or {@link Event.Gone} when there is none within {@code limit}. */
  Event next(Duration limit) throws InterruptedException {
    Event event = events.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    return event == null ? new Event.Gone() : event;
  }

  /** The next event, however long it takes. */
  Event next() throws InterruptedException {
    return events.take();
  }

  /** Ends the session and waits until nothing of it is left. */
  void end(Duration patience) {
    boolean interrupted = false;
    try {
      requests.close();
    } catch (IOException gone) {
      process.destroyForcibly(); // the pipe's other end is closed: it has ended or is about to
    }
    long deadline = System.nanoTime() + patience.toNanos();
    while (process.isAlive()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        process.destroyForcibly();
        break;
      }
      events.clear(); // nobody takes them any more, and the session must not wait for that
      try {
        process.waitFor(Math.min(left, TimeUnit.MILLISECONDS.toNanos(50)), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    reader.interrupt();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (DataInputStream stream =
        new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16))) {
      Event event;
      do {
        event = SessionProtocol.read(stream);
        events.put(event);
      } while (!(event instanceof Event.Gone));
    } catch (IOException broken) {
      process.destroyForcibly();
      putLast(new Event.Failed("protocol", String.valueOf(broken.getMessage()), 0));
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt(); // by end(): nobody waits for events any more
    }
  }

  private void putLast(Event event) {
    try {
      events.put(event);
      events.put(new Event.Gone());
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
