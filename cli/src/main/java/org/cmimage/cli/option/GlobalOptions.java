package org.cmimage.cli.option;

import java.nio.file.Path;
import java.time.InstantSource;
import org.cmimage.cli.render.JsonProgress;
import org.cmimage.cli.render.ProgressDisplay;
import org.cmimage.cli.render.ProgressDisplay.Doing;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.fault.ImageException;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every verb, before or after it. */
public final class GlobalOptions {
  /** The format of results. */
  public enum Output {
    text,
    json
  }

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "/",
      converter = RootDirectory.class,
      scope = ScopeType.INHERIT,
      description =
          "Where the cluster's files are: /cm, /etc/cm-image, /var below DIR (default:"
              + " ${DEFAULT-VALUE}).")
  private Path root = Path.of("/");

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "text",
      scope = ScopeType.INHERIT,
      description = "How to print results: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Output output = Output.text;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Also print what goes to the log, and where an internal error came from.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // read by the parser only
  private boolean help;

  /** Returns the layout of the cluster. */
  public ClusterLayout layout() {
    return ClusterLayout.below(root);
  }

  /** Returns the catalog of this cluster's distributions. */
  public DistributionCatalog catalog() {
    return DistributionCatalog.load(layout().distributions());
  }

  /**
   * Returns the layout of the cluster, which has to exist.
   *
   * @throws ImageException with code {@code NO_SUCH_CLUSTER}
   */
  public ClusterLayout cluster() throws ImageException {
    RootDirectory.requireCluster(layout());
    return layout();
  }

  /** Returns whether to print JSON. */
  public boolean json() {
    return output == Output.json;
  }

  /** Returns whether to print details. */
  public boolean verbose() {
    return verbose;
  }

  /**
   * Opens the display of a run's progress: events on standard output, or text on standard error.
   *
   * @param doing the kind of work
   */
  public ProgressDisplay progress(Doing doing) {
    // Set by the launcher: the JDK cannot tell whether standard error is a terminal.
    boolean terminal = Boolean.getBoolean("cm-image.terminal");
    return json()
        ? new JsonProgress(System.out, verbose)
        : ProgressDisplay.forPeople(
            System.err, new ProgressDisplay.Look(terminal, verbose, doing), InstantSource.system());
  }
}
