package org.cmimage.cli.render;

import java.io.PrintStream;
import java.time.InstantSource;
import org.cmimage.core.event.PipelineEvent;

/** Progress in lines of text: a heading for each component, and a line for each stage. */
abstract class TextProgress implements ProgressDisplay, PipelineEvent.Handler {
  final PrintStream out;
  final StageText stages;
  final InstantSource clock;
  private final boolean verbose;
  private String heading = "";

  TextProgress(PrintStream out, Look look, InstantSource clock) {
    this.out = out;
    this.stages = new StageText(look.doing());
    this.clock = clock;
    this.verbose = look.verbose();
  }

  /** Prints a line that stays. */
  abstract void line(String text);

  @Override
  public final void on(PipelineEvent event) {
    String about = stages.heading(event);
    if (!about.equals(heading)) {
      heading = about;
      line(about);
    }
    event.accept(this);
  }

  @Override
  public final void warned(PipelineEvent.Warned event) {
    line("  warning: " + event.text());
  }

  @Override
  public final void noted(PipelineEvent.Noted event) {
    line(event.text());
  }

  @Override
  public final void logged(PipelineEvent.Logged event) {
    if (verbose) {
      line("  | " + event.line());
    }
  }

  @Override
  public final void succeeded(PipelineEvent.Succeeded event) {
    line(stages.ended(event));
  }

  @Override
  public final void failed(PipelineEvent.Failed event) {
    line(stages.ended(event));
  }

  @Override
  public final void skipped(PipelineEvent.Skipped event) {
    line(stages.ended(event));
  }
}
