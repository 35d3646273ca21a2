package org.cmimage.cli.option;

import picocli.CommandLine.Option;

/** The options for running a request. */
public final class RunOptions {
  @Option(
      names = {"-f", "--force"},
      description = "Replace what is there, without asking.")
  private boolean force;

  @Option(names = "--dry-run", description = "Print what would be done, and stop.")
  private boolean dryRun;

  /** Returns whether existing trees are replaced without asking. */
  public boolean force() {
    return force;
  }

  /** Returns whether to print the plan only. */
  public boolean dryRun() {
    return dryRun;
  }
}
