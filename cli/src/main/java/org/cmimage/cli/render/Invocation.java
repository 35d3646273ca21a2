package org.cmimage.cli.render;

import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.spi.Command;

/** The command as the user typed it, from which the next one to type is made. */
public record Invocation(String program, List<String> arguments) {
  public Invocation {
    arguments = List.copyOf(arguments);
  }

  /** The same command with words added at its end. */
  public String with(String... words) {
    List<String> argv = new ArrayList<>(List.of(program));
    argv.addAll(arguments);
    argv.addAll(List.of(words));
    return Command.of(argv.toArray(String[]::new)).toString();
  }
}
