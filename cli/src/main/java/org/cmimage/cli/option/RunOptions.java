package org.cmimage.cli.option;

import picocli.CommandLine.Option;

/** How a request is carried out. */
public final class RunOptions {
  @Option(
      names = {"-f", "--force"},
      description = "Replace what is there, without asking.")
  private boolean force;

  @Option(names = "--dry-run", description = "Print what would be done, and stop.")
  private boolean dryRun;

  public boolean force() {
    return force;
  }

  public boolean dryRun() {
    return dryRun;
  }
}
