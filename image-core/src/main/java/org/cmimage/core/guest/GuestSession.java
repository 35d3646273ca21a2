package org.cmimage.core.guest;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A running sandbox whose root is an image tree. Programs in it are root over the tree's files
 * only, with their own processes, mounts, devices, network and host name.
 *
 * <p>Not thread-safe: one command at a time. Closing ends every process in it and leaves nothing on
 * the host; closing twice is allowed. The session ends when this JVM does, however that ends.
 */
public interface GuestSession extends AutoCloseable {
  /**
   * Runs a program and waits for it, but not for background processes it left.
   *
   * @param output receives each line the program prints, without its line end, as it comes
   * @return how it ended; a failing program is a result, not an exception
   * @throws IOException when the session itself has failed; it cannot be used further
   * @throws InterruptedException when this thread was interrupted; the program has been killed
   */
  CommandResult run(Command command, Consumer<String> output)
      throws IOException, InterruptedException;

  /**
   * Explains a failure of the last command that was caused by the way it was run and not by the
   * program itself, such as a system call the emulator does not support: what happened, why, and
   * what can be done, in a sentence or two for the user. Empty where the command succeeded or
   * failed by itself.
   */
  default Optional<String> explain() {
    return Optional.empty();
  }

  /**
   * Returns the programs started since the session was opened; only a session with native twins
   * counts them.
   */
  default ProgramStarts starts() {
    return ProgramStarts.NONE;
  }

  /**
   * Returns the paths of the programs that the last command started for a maintainer script, in the
   * order of their starts; empty where they are unknown.
   *
   * @param script the package's name, a dot, and the script's, such as {@code dash.postinst}
   */
  default List<String> startedBy(String script) {
    return List.of();
  }

  @Override
  void close() throws IOException;
}
