package org.cmimage.core.pipeline;

import java.time.Duration;
import org.cmimage.model.ComponentName;

/**
 * What happens while a pipeline works. For each component and stage the events match {@code Started
 * ( Progressed | Activity | Warned )* ( Succeeded | Failed ) | Skipped}; stages come in the order
 * of {@link Stage}, one component after another.
 */
public sealed interface PipelineEvent {
  /** The component it is about. */
  ComponentName component();

  /** The stage it is about. */
  Stage stage();

  record Started(ComponentName component, Stage stage) implements PipelineEvent {}

  /**
   * How far the stage is.
   *
   * @param done packages finished
   * @param total packages altogether, 0 where not known
   * @param bytes handled since the stage began
   */
  record Progressed(ComponentName component, Stage stage, long done, long total, long bytes)
      implements PipelineEvent {}

  /** What is at work now, such as a guest program. */
  record Activity(ComponentName component, Stage stage, String text) implements PipelineEvent {}

  record Warned(ComponentName component, Stage stage, String text) implements PipelineEvent {}

  record Succeeded(ComponentName component, Stage stage, Duration elapsed)
      implements PipelineEvent {}

  record Failed(ComponentName component, Stage stage, String message) implements PipelineEvent {}

  /** An earlier run finished this stage, or it has nothing to do for this component. */
  record Skipped(ComponentName component, Stage stage, String reason) implements PipelineEvent {}
}
