package org.cmimage.core.guest;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A guest session that plays a script: it knows the commands it will be asked to run and what each
 * prints and ends with. A command it was not told of fails the test. Commands may come in any order
 * and any number of times; {@link #ran()} tells what came.
 */
public final class ScriptedGuestSession implements GuestSession {
  private final Map<List<String>, Answer> script = new LinkedHashMap<>();
  private final Map<String, List<String>> byScript = new LinkedHashMap<>();
  private final List<Command> ran = new ArrayList<>();
  private Optional<String> explanation = Optional.empty();
  private ProgramStarts starts = ProgramStarts.NONE;
  private boolean closed;

  private record Answer(CommandResult.End end, List<String> lines) {}

  /** Expects a command that exits with 0 and prints nothing. */
  public ScriptedGuestSession succeeds(String... argv) {
    return ends(new CommandResult.End.Exited(0), List.of(), argv);
  }

  /**
   * Expects a command that prints some lines and ends in a certain way. The last answer given for a
   * command counts.
   */
  public ScriptedGuestSession ends(CommandResult.End end, List<String> lines, String... argv) {
    script.put(List.of(argv), new Answer(end, List.copyOf(lines)));
    return this;
  }

  /** Knows this of every command that fails. */
  public ScriptedGuestSession explains(String text) {
    explanation = Optional.of(text);
    return this;
  }

  /** Has started programs. */
  public ScriptedGuestSession starts(ProgramStarts counts) {
    starts = counts;
    return this;
  }

  /** Has started programs on behalf of a maintainer script. */
  public ScriptedGuestSession starts(String maintainerScript, String... programs) {
    byScript.put(maintainerScript, List.of(programs));
    return this;
  }

  @Override
  public List<String> startedBy(String maintainerScript) {
    return byScript.getOrDefault(maintainerScript, List.of());
  }

  @Override
  public Optional<String> explain() {
    return explanation;
  }

  @Override
  public ProgramStarts starts() {
    return starts;
  }

  @Override
  public CommandResult run(Command command, Consumer<String> output) throws IOException {
    if (closed) {
      throw new IOException("session is closed");
    }
    Answer answer = script.get(command.argv());
    if (answer == null) {
      throw new AssertionError(
          "unexpected command: " + command + "; expected one of " + script.keySet());
    }
    ran.add(command);
    answer.lines().forEach(output);
    int size = answer.lines().size();
    return new CommandResult(
        answer.end(), answer.lines().subList(Math.max(0, size - 40), size), Duration.ZERO);
  }

  /** The commands that came, in order. */
  public List<Command> ran() {
    return List.copyOf(ran);
  }

  /** Whether the session was closed. */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
