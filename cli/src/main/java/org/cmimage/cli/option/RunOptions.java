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

  /** Returns whether what is there is replaced without asking. */
  public boolean force() {
    return force;
  }

  /** Returns whether nothing is done but printed. */
  public boolean dryRun() {
    return dryRun;
  }
}
