package org.cmimage.cli.image;

import picocli.CommandLine.Option;

/** How a request is carried out. */
final class RunOptions {
  @Option(
      names = {"-f", "--force"},
      description = "Replace what is there, without asking.")
  private boolean force;

  @Option(names = "--dry-run", description = "Print what would be done, and stop.")
  private boolean dryRun;

  boolean force() {
    return force;
  }

  boolean dryRun() {
    return dryRun;
  }
}
