package org.cmimage.cli.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.cli.render.Invocation;
import org.cmimage.cli.shell.command.Console;
import org.cmimage.cli.shell.command.Failures;
import org.cmimage.cli.shell.command.Interpreter;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.Trees;
import org.cmimage.cli.shell.entry.Vocabulary;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.TreeLocks;
import org.cmimage.model.edit.CommitReport;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;

/**
 * A session as a text: what the shell asks with, what is typed, and what is printed.
 *
 * <pre>
 * # words for the reader
 * = aarch64                            begins with this cluster, see Clusters
 * $ cmsh -c "softwareimage; list"      a shell of its own with these commands
 * [head]% softwareimage                typed at this prompt
 * ! network set x type External        committed by somebody else meanwhile
 * </pre>
 *
 * Everything else is output. {@link #play} gives the same text with the prompts and the output as
 * they really are.
 */
final class Transcript {
  private static final Pattern PROMPT = Pattern.compile("\\[[^ ]*\\]% ?(.*)");
  private static final Pattern ONE_SHOT = Pattern.compile("\\$ cmsh -c \"(.*)\"");

  private final List<String> played = new ArrayList<>();
  private final FakeTrees trees = new FakeTrees(played);
  private ClusterStore store;
  private Interpreter interpreter;

  private Transcript() throws Exception {
    start("empty");
  }

  static String play(String text) throws Exception {
    Transcript transcript = new Transcript();
    for (String line : text.split("\n", -1)) {
      transcript.line(line);
    }
    return String.join("\n", transcript.played) + "\n";
  }

  private void start(String cluster) throws Exception {
    store = Clusters.named(cluster);
    interpreter = interpreter(false);
  }

  private Interpreter interpreter(boolean boxed) throws Exception {
    Console console = new RecordingConsole(played);
    Session session =
        new Session(new Session.Environment(store, trees, console, Clusters.HOST, boxed, false));
    Failures failures = new Failures(console, new Invocation("cmsh", List.of()));
    return Vocabulary.interpreter(session, failures, false);
  }

  private void line(String line) throws Exception {
    Matcher prompt = PROMPT.matcher(line);
    Matcher oneShot = ONE_SHOT.matcher(line);
    if (line.startsWith("# ") || line.equals("#")) {
      played.add(line);
    } else if (line.startsWith("= ")) {
      played.add(line);
      start(line.substring(2));
    } else if (line.startsWith("! ")) {
      played.add(line);
      Interpreter other = interpreter(false);
      other.run(line.substring(2) + "; home; commit");
    } else if (oneShot.matches()) {
      played.add(line);
      interpreter(true).run(oneShot.group(1));
    } else if (prompt.matches()) {
      String asked = interpreter.session().prompt();
      played.add((asked + prompt.group(1)).stripTrailing());
      interpreter.session().history().add(prompt.group(1));
      interpreter.run(prompt.group(1));
      if (interpreter.session().isQuitting()) {
        played.add("(the shell ends)");
        interpreter.session().stay();
      }
    }
  }

  /** Trees of which none is there but those that tests speak of. */
  private record FakeTrees(List<String> log) implements Trees {
    @Override
    public Identity identify(String path) {
      return path.contains("x86_64")
          ? new Identity("x86_64", "ubuntu2404")
          : new Identity("aarch64", "ubuntu2404");
    }

    @Override
    public long size(String path) {
      return 1024L * path.length();
    }

    @Override
    public List<String> kernels(String path) {
      return List.of("6.8.0-51-generic", "6.8.0-52-generic");
    }

    @Override
    public void checkDeletable(ClusterSnapshot cluster, CommitReport.TreeRemoval removal)
        throws IOException {
      String path = removal.path();
      new TreeLocks(ClusterLayout.below(Path.of("/nonexistent")))
          .requireUnlocked("cannot delete \"" + path + "\"", cluster, List.of(path));
      if (path.endsWith("-mounted")) {
        throw new IOException("cannot delete \"" + path + "\": mounted at or below it: proc");
      }
    }

    @Override
    public void delete(CommitReport.TreeRemoval removal) throws IOException {
      if (removal.path().endsWith("-busy")) {
        throw new IOException("cannot delete \"" + removal.path() + "\": mounted meanwhile");
      }
      log.add(
          "(the tree "
              + removal.path()
              + (removal.revisions() ? " and its revisions" : "")
              + " is deleted)");
    }

    @Override
    public void copy(CommitReport.TreeCopy copy) throws IOException {
      if (copy.to().endsWith("-full")) {
        throw new IOException("cannot copy \"" + copy.from() + "\": no space left");
      }
      log.add("(the tree " + copy.from() + " is copied to " + copy.to() + ")");
    }
  }

  /** Runs real commands, and writes down what they print. */
  private record RecordingConsole(List<String> log) implements Console {
    @Override
    public void line(String text) {
      log.add(text);
    }

    @Override
    public void error(String text) {
      log.add(text);
    }

    @Override
    public int pipe(String command, List<String> lines) {
      try {
        Process process =
            new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true).start();
        feed(process, lines);
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .forEach(log::add);
        return process.waitFor();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void feed(Process process, List<String> lines) {
      try (var input = process.outputWriter(StandardCharsets.UTF_8)) {
        for (String line : lines) {
          input.write(line + "\n");
        }
      } catch (IOException readsNothing) {
        // a command that is not there
      }
    }

    @Override
    public int run(String command) {
      return pipe(command, List.of());
    }

    /** The home directory has the files that transcripts speak of. */
    @Override
    public Path file(String typed) {
      return Path.of(typed.replaceFirst("^~", "src/test/resources/org/cmimage/cli/files"));
    }

    @Override
    public boolean edit(Path file) throws IOException {
      log.add("(the editor shows \"" + Files.readString(file).strip() + "\")");
      Files.writeString(file, "typed in the editor\n");
      return true;
    }

    @Override
    public void pause(int seconds) {
      log.add("(" + seconds + " seconds pass)");
    }

    @Override
    public boolean isInterrupted() {
      return false;
    }
  }
}
