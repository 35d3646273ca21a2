package org.cmimage.qemu.guest;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.cmimage.qemu.guest.SessionProtocol.Event;
import org.cmimage.qemu.guest.SessionProtocol.Request;
import org.jspecify.annotations.Nullable;

/**
 * A running {@code session-init}. A separate thread reads the events, so that waiting for one can
 * be interrupted and has a time limit; while events are not taken, the session is blocked. Not
 * thread-safe.
 */
final class SessionProcess {
  private static final int WAITING_EVENTS = 64;

  /** The time limit for a new process to connect to its socket. */
  private static final Duration JOINING_LIMIT = Duration.ofSeconds(30);

  private final Process process;
  private final OutputStream requests;
  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(WAITING_EVENTS);
  private final Thread reader;

  private SessionProcess(Process process, InputStream answers, OutputStream requests) {
    this.process = process;
    this.requests = requests;
    this.reader = new Thread(() -> read(answers), "guest-session-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  static SessionProcess start(Path program) throws IOException {
    Process process = builder(program).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return new SessionProcess(process, process.getInputStream(), process.getOutputStream());
  }

  /**
   * Starts a session process that has this process's standard streams; requests go through a
   * socket.
   */
  static SessionProcess startJoined(Path program) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("cm-image-");
    Path socket = directory.resolve("session");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      server.configureBlocking(false);
      Process process = builder(program, socket.toString()).inheritIO().start();
      SocketChannel channel = accept(server, process);
      return new SessionProcess(process, new ChannelInput(channel), new ChannelOutput(channel));
    } finally {
      Files.deleteIfExists(socket);
      Files.delete(directory);
    }
  }

  private static SocketChannel accept(ServerSocketChannel server, Process process)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + JOINING_LIMIT.toNanos();
    boolean joined = false;
    try {
      while (process.isAlive() && System.nanoTime() < deadline) {
        @Nullable SocketChannel channel = server.accept();
        if (channel != null) {
          joined = true;
          return channel;
        }
        Thread.sleep(1);
      }
    } finally {
      if (!joined) {
        process.destroyForcibly();
      }
    }
    throw new IOException("cannot open guest session: session-init has ended");
  }

  private static ProcessBuilder builder(Path program, String... arguments) {
    ProcessBuilder builder = new ProcessBuilder(program.toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().clear();
    builder.directory(new File("/"));
    return builder;
  }

  /**
   * An input stream that, unlike those of {@link java.nio.channels.Channels}, can be read while the
   * channel is written.
   */
  private static final class ChannelInput extends InputStream {
    private final SocketChannel channel;

    ChannelInput(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return channel.read(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** The output stream of the channel of a {@link ChannelInput}. */
  private static final class ChannelOutput extends OutputStream {
    private final SocketChannel channel;

    ChannelOutput(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    @Override
    public void close() throws IOException {
      channel.shutdownOutput();
    }
  }

  void send(Request request, byte[] payload) throws IOException {
    SessionProtocol.write(requests, request, payload);
  }

  /** Returns the next event, or {@link Event.Gone} when there is none within {@code limit}. */
  Event next(Duration limit) throws InterruptedException {
    Event event = events.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    return event == null ? new Event.Gone() : event;
  }

  /** Returns the next event, without a time limit. */
  Event next() throws InterruptedException {
    return events.take();
  }

  /** Ends the session and waits until all its processes have ended. */
  void end(Duration patience) {
    boolean interrupted = false;
    try {
      requests.close();
    } catch (IOException gone) {
      // The other end of the pipe is closed: the process has ended or is about to.
      process.destroyForcibly();
    }
    long deadline = System.nanoTime() + patience.toNanos();
    while (process.isAlive()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        process.destroyForcibly();
        break;
      }
      events.clear(); // the events are not needed any more, and the session must not block on them
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

  private void read(InputStream answers) {
    try (DataInputStream stream = new DataInputStream(new BufferedInputStream(answers, 1 << 16))) {
      Event event;
      do {
        event = SessionProtocol.read(stream);
        events.put(event);
      } while (!(event instanceof Event.Gone));
    } catch (IOException broken) {
      process.destroyForcibly();
      putLast(new Event.Failed("protocol", String.valueOf(broken.getMessage()), 0));
    } catch (InterruptedException ended) {
      // Interrupted by end(): the events are not needed any more.
      Thread.currentThread().interrupt();
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
