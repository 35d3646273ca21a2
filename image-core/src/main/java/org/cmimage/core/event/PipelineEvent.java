package org.cmimage.core.event;

import java.time.Duration;
import java.util.Optional;
import org.cmimage.core.record.Stage;
import org.cmimage.model.ComponentName;

/**
 * An event of a running pipeline. For each component and stage the events match {@code Started (
 * Progressed | Activity | Warned | Noted | Logged )* ( Succeeded | Failed ) | Skipped}; stages come
 * in the order of {@link Stage}, one component after another, and {@link Stage#BIND} once for all
 * of them.
 */
public sealed interface PipelineEvent {
  /** Returns the component; empty in {@link Stage#BIND}, which is about all of them. */
  Optional<ComponentName> component();

  /** Returns the stage. */
  Stage stage();

  record Started(Optional<ComponentName> component, Stage stage) implements PipelineEvent {}

  /**
   * The progress of the stage.
   *
   * @param done packages finished
   * @param total packages altogether, 0 where unknown
   * @param bytes processed since the stage began
   */
  record Progressed(
      Optional<ComponentName> component, Stage stage, long done, long total, long bytes)
      implements PipelineEvent {}

  /** The current activity, such as a guest program. */
  record Activity(Optional<ComponentName> component, Stage stage, String text)
      implements PipelineEvent {}

  record Warned(Optional<ComponentName> component, Stage stage, String text)
      implements PipelineEvent {}

  /** An action that the user should know of. */
  record Noted(Optional<ComponentName> component, Stage stage, String text)
      implements PipelineEvent {}

  /** A line of full detail, as in the component's log. */
  record Logged(Optional<ComponentName> component, Stage stage, String line)
      implements PipelineEvent {}

  record Succeeded(Optional<ComponentName> component, Stage stage, Duration elapsed)
      implements PipelineEvent {}

  record Failed(Optional<ComponentName> component, Stage stage, String message)
      implements PipelineEvent {}

  /** An earlier run finished this stage, or it has nothing to do for this component. */
  record Skipped(Optional<ComponentName> component, Stage stage, String reason)
      implements PipelineEvent {}
}
