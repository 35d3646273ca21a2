package org.cmimage.endtoend.acceleration;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.Resources;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.GuestSession;

/** The questions of {@code twin-probes.txt}, and what the programs of a session answer. */
final class TwinProbes {
  private static final Pattern LINE = Pattern.compile("(\\S+) ([a-z0-9-]+): (.+)");
  private static final String BEGIN = "=== ";

  /** What the emulator adds where a program ends by a signal. */
  private static final String OF_EMULATOR = "qemu: uncaught target signal";

  private final List<Probe> probes;

  private TwinProbes(List<Probe> probes) {
    this.probes = probes;
  }

  /**
   * A question.
   *
   * @param packages the package it is asked of, with {@code *} for its version
   * @param name of the question
   */
  private record Probe(String packages, String name, String command) {
    String id() {
      return packages + " " + name;
    }

    boolean isAskedOf(String name) {
      return Pattern.matches(packages.replace(".", "\\.").replace("*", "[0-9.]+"), name);
    }
  }

  static TwinProbes read() throws IOException {
    List<Probe> probes = new ArrayList<>();
    for (String line :
        Resources.readLines(Resources.getResource(TwinProbes.class, "twin-probes.txt"), UTF_8)) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
          throw new IllegalArgumentException("expected PACKAGE NAME: COMMAND, found " + line);
        }
        probes.add(new Probe(parts.group(1), parts.group(2), parts.group(3)));
      }
    }
    return new TwinProbes(probes);
  }

  /** Whether anything is asked of a package's programs. */
  boolean asks(String packageName) {
    return probes.stream().anyMatch(probe -> probe.isAskedOf(packageName));
  }

  /** What a session answers, by question: each line that is printed, and the exit status. */
  Map<String, List<String>> answers(GuestSession session) throws IOException, InterruptedException {
    Map<String, List<String>> answers = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    CommandResult result =
        session.run(
            new Command(
                List.of("sh", "-c", script(), "probes"),
                Map.of("DEBIAN_FRONTEND", "noninteractive"),
                Duration.ofMinutes(20)),
            lines::add);
    if (!result.succeeded()) {
      throw new IOException("the probes ended with " + result.end() + ": " + result.tail());
    }
    List<String> answer = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(BEGIN)) {
        answer = new ArrayList<>();
        answers.put(line.substring(BEGIN.length()), answer);
      } else if (!line.startsWith(OF_EMULATOR)) {
        answer.add(line);
      }
    }
    return answers;
  }

  private String script() {
    StringBuilder script =
        new StringBuilder(
            """
            probe() {
              echo "=== $1"
              mkdir /tmp/probe && cd /tmp/probe
              ( eval "$2" ) </dev/null 2>&1
              echo "
            exit $?"
              cd /tmp && rm -rf /tmp/probe
            }
            """);
    for (Probe probe : probes) {
      script.append("probe ").append(quoted(probe.id())).append(' ');
      script.append(quoted(probe.command())).append('\n');
    }
    return script.toString();
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
