package org.cmimage.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.cmimage.cli.render.Invocation;
import org.cmimage.cli.shell.command.CommandSet;
import org.cmimage.cli.shell.command.Failures;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellCommand;
import org.cmimage.cli.shell.entry.StreamConsole;
import org.cmimage.cli.shell.entry.Vocabulary;
import org.cmimage.cli.shell.mode.Location;
import org.cmimage.cli.shell.mode.Modes;
import org.cmimage.model.entity.EntityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays every transcript and compares all of it, prompts and output. */
class TranscriptTest {
  private static final Path DIRECTORY = Path.of("src/test/resources/org/cmimage/cli/shell");

  static List<String> transcripts() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** {@code -Dtranscripts.write=true} writes down what happens; to be read before it is kept. */
  @ParameterizedTest
  @MethodSource("transcripts")
  void happensAsWritten(String name) throws Exception {
    Path file = DIRECTORY.resolve(name);
    String written = Files.readString(file).stripTrailing() + "\n";
    String played = Transcript.play(written.stripTrailing());
    if (Boolean.getBoolean("transcripts.write")) {
      Files.writeString(file, played);
    }
    assertThat(played).isEqualTo(written);
  }

  @Test
  void everyCommandIsPlayedInEveryMode() throws Exception {
    TreeSet<String> missing = new TreeSet<>();
    TreeSet<String> played = new TreeSet<>();
    for (String name : transcripts()) {
      Files.readString(DIRECTORY.resolve(name))
          .lines()
          .filter(line -> line.startsWith("["))
          .forEach(line -> note(line, played));
    }
    CommandSet commands = commands();
    for (EntityType type : EntityType.values()) {
      Location location =
          type.owners().isEmpty() ? Location.of(type) : Location.of(Modes.top().get(0)).below(type);
      commands.at(location).stream()
          .map(ShellCommand::name)
          .map(name -> type.mode() + " " + name)
          .filter(call -> !played.contains(call))
          .forEach(missing::add);
    }
    commands.at(Location.HOME).stream()
        .map(ShellCommand::name)
        .filter(name -> played.stream().noneMatch(call -> call.endsWith(" " + name)))
        .forEach(missing::add);
    assertThat(missing).isEmpty();
  }

  /** The mode in the prompt and the command behind it. */
  private static void note(String line, TreeSet<String> played) {
    int end = line.indexOf("]% ");
    if (end < 0) {
      return;
    }
    String[] levels = line.substring(1, end).split("->");
    String mode = levels[levels.length - 1].replaceAll("\\[.*|\\*", "");
    for (String statement : line.substring(end + 3).split("[;(]")) {
      String word = statement.strip().split("[ )]", 2)[0];
      played.add(mode + " " + (word.equals("ls") ? "list" : word));
    }
  }

  private static CommandSet commands() throws Exception {
    StreamConsole console = new StreamConsole(System.out, System.err, "", false);
    Session session =
        new Session(
            new Session.Environment(
                Clusters.named("empty"), new NoTrees(), console, "head", false, false));
    Failures failures = new Failures(console, new Invocation("cmsh", List.of()));
    return Vocabulary.interpreter(session, failures, false).commands();
  }
}
