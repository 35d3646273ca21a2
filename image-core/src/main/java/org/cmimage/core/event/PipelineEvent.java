package org.cmimage.core.event;

import java.time.Duration;
import java.util.Optional;
import org.cmimage.core.record.Stage;
import org.cmimage.model.ComponentName;

/**
 * What happens while a pipeline works. For each component and stage the events match {@code Started
 * ( Progressed | Activity | Warned | Noted | Logged )* ( Succeeded | Failed ) | Skipped}; stages
 * come in the order of {@link Stage}, one component after another, and {@link Stage#BIND} once for
 * all of them.
 */
public sealed interface PipelineEvent {
  /** The component it is about; empty in {@link Stage#BIND}, which is about all of them. */
  Optional<ComponentName> component();

  /** The stage it is about. */
  Stage stage();

  record Started(Optional<ComponentName> component, Stage stage) implements PipelineEvent {}

  /**
   * How far the stage is.
   *
   * @param done packages finished
   * @param total packages altogether, 0 where not known
   * @param bytes handled since the stage began
   */
  record Progressed(
      Optional<ComponentName> component, Stage stage, long done, long total, long bytes)
      implements PipelineEvent {}

  /** What is at work now, such as a guest program. */
  record Activity(Optional<ComponentName> component, Stage stage, String text)
      implements PipelineEvent {}

  record Warned(Optional<ComponentName> component, Stage stage, String text)
      implements PipelineEvent {}

  /** Something that was done and that the user should know. */
  record Noted(Optional<ComponentName> component, Stage stage, String text)
      implements PipelineEvent {}

  /** A line of full detail, as the component's log gets it. */
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
