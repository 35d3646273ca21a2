package org.cmimage.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code cmsh}. */
@Command(
    name = "cmsh",
    mixinStandardHelpOptions = true,
    version = "0.1.0",
    description = "Images of clusters.")
public final class Cmsh implements Runnable {

  public static void main(String[] args) {
    System.exit(new CommandLine(new Cmsh()).execute(args));
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
