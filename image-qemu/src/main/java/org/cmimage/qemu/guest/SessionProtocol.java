package org.cmimage.qemu.guest;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.model.Architecture;

/**
 * The protocol between this JVM and {@code session-init}: frames of a little-endian u32 payload
 * length, a type byte and the payload.
 *
 * <p>Requests, in this order: {@code ( T | H | E | B | P | W | U | N )* G}, answered by {@code R};
 * then {@code F} and {@code L}, each answered by {@code K}, and {@code X} and {@code S}, each
 * answered by {@code O* P* D}; {@code K} at any time. Event {@code E} ends the session. Strings are
 * UTF-8.
 */
final class SessionProtocol {
  /** The largest payload either side accepts. */
  static final int FRAME_LIMIT = 1 << 20;

  private SessionProtocol() {}

  /** The requests of the JVM. */
  enum Request {
    /** Path of the tree. */
    TREE('T'),
    /** The host name in the session. */
    HOST_NAME('H'),
    /** Path of the emulator on the host. */
    EMULATOR('E'),
    /** The text to write into the session's own binfmt_misc. */
    REGISTRATION('B'),
    /** Path of the dispatcher on the host; binfmt_misc runs it instead of the emulator. */
    DISPATCHER('P'),
    /** Path of the native twins on the host. */
    TWINS('W'),
    /** The result of uname(2): release, NUL, machine. */
    KERNEL('U'),
    /** Use the host's network instead of none. */
    NETWORK('N'),
    /** Make the session. */
    GO('G'),
    /** A file to lay over the tree: path, NUL, content. */
    FILE('F'),
    /** A directory of the tree to cover with the twins' one: its path. */
    LAY('L'),
    /**
     * A program to run: u32 limit in milliseconds, u32 number of arguments, then arguments and
     * environment, each terminated by NUL.
     */
    EXECUTE('X'),
    /** The same, with the standard streams of this process and without a limit. */
    JOIN('S'),
    /** Kill the running program. */
    KILL('K');

    private final char type;

    Request(char type) {
      this.type = type;
    }
  }

  /** The events of session-init. */
  sealed interface Event {
    /** The session is ready. */
    record Ready() implements Event {}

    /** The file is in place. */
    record Laid() implements Event {}

    /** What a program that is still running gives. */
    sealed interface Progress extends Event {
      /** Passes it to what takes this kind. */
      void to(OutputLines output, StartLines starts);
    }

    /** Output of the program. */
    record Output(byte[] bytes) implements Progress {
      @Override
      public void to(OutputLines output, StartLines starts) {
        output.accept(bytes);
      }
    }

    /** Lines about started programs: N or E, a space, the path; split at any byte. */
    record Starts(byte[] lines) implements Progress {
      @Override
      public void to(OutputLines output, StartLines starts) {
        starts.accept(lines);
      }
    }

    /** The program and all processes it started have ended. */
    record Done(CommandResult.End end) implements Event {}

    /** The session could not be made or has failed. */
    record Failed(String stage, String subject, int errno) implements Event {}

    /** The connection is closed. */
    record Gone() implements Event {}
  }

  static void write(OutputStream requests, Request request, byte[] payload) throws IOException {
    if (payload.length > FRAME_LIMIT) {
      throw new IllegalArgumentException(
          "request of " + payload.length + " bytes; at most " + FRAME_LIMIT);
    }
    ByteBuffer frame = ByteBuffer.allocate(5 + payload.length).order(ByteOrder.LITTLE_ENDIAN);
    frame.putInt(payload.length).put((byte) request.type).put(payload);
    requests.write(frame.array());
    requests.flush();
  }

  /** Reads the next event; a malformed one counts as a failed session. */
  static Event read(DataInputStream events) throws IOException {
    byte[] header = new byte[5];
    try {
      events.readFully(header);
    } catch (EOFException end) {
      return new Event.Gone();
    }
    ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    int length = fields.getInt();
    if (length < 0 || length > FRAME_LIMIT) {
      throw new IOException("cannot read session event: length " + length + " is out of bounds");
    }
    byte[] payload = new byte[length];
    events.readFully(payload);
    char type = (char) header[4];
    return switch (type) {
      case 'R' -> new Event.Ready();
      case 'K' -> new Event.Laid();
      case 'O' -> new Event.Output(payload);
      case 'P' -> new Event.Starts(payload);
      case 'D' -> new Event.Done(end(payload));
      case 'E' -> failure(payload);
      default -> throw new IOException("cannot read session event: unknown type " + (int) type);
    };
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] kernel(String release, Architecture machine) {
    return text(checked(release) + '\0' + machine.unameName());
  }

  static byte[] file(String path, String content) {
    return text(checked(path) + '\0' + content);
  }

  static byte[] command(Command command, Map<String, String> environment) {
    StringBuilder words = new StringBuilder();
    List<String> argv = command.argv();
    argv.forEach(word -> words.append(checked(word)).append('\0'));
    environment.forEach((name, value) -> words.append(checked(name + "=" + value)).append('\0'));
    byte[] bytes = text(words.toString());
    long limit = Math.max(0, Math.min(command.limit().toMillis(), 0xffff_ffffL));
    return ByteBuffer.allocate(8 + bytes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) limit)
        .putInt(argv.size())
        .put(bytes)
        .array();
  }

  private static String checked(String word) {
    if (word.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("NUL in \"" + word.replace("\0", "\\0") + "\"");
    }
    return word;
  }

  private static CommandResult.End end(byte[] payload) throws IOException {
    if (payload.length != 5) {
      throw new IOException("cannot read session event: end of " + payload.length + " bytes");
    }
    int value = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).getInt(1);
    return switch (payload[0]) {
      case 0 -> new CommandResult.End.Exited(value);
      case 1 -> new CommandResult.End.Signalled(value);
      case 2 -> new CommandResult.End.TimedOut();
      default -> throw new IOException("cannot read session event: unknown end " + payload[0]);
    };
  }

  private static Event failure(byte[] payload) throws IOException {
    if (payload.length < 5) {
      throw new IOException("cannot read session event: failure of " + payload.length + " bytes");
    }
    int errno = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).getInt();
    String text = new String(payload, 4, payload.length - 4, StandardCharsets.UTF_8);
    int nul = text.indexOf('\0');
    return new Event.Failed(
        nul < 0 ? text : text.substring(0, nul), text.substring(nul + 1), errno);
  }
}
