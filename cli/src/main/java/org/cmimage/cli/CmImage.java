package org.cmimage.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code cm-image}. */
@Command(
    name = "cm-image",
    mixinStandardHelpOptions = true,
    version = "0.1.0",
    description = "Images of clusters.")
public final class CmImage implements Runnable {

  public static void main(String[] args) {
    System.exit(new CommandLine(new CmImage()).execute(args));
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
