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

  /** Calls the method of {@code handler} that takes events of this kind. */
  void accept(Handler handler);

  record Started(Optional<ComponentName> component, Stage stage) implements PipelineEvent {
    @Override
    public void accept(Handler handler) {
      handler.started(this);
    }
  }

  /**
   * The progress of the stage.
   *
   * @param done packages finished
   * @param total packages altogether, 0 where unknown
   * @param bytes processed since the stage began
   */
  record Progressed(
      Optional<ComponentName> component, Stage stage, long done, long total, long bytes)
      implements PipelineEvent {
    @Override
    public void accept(Handler handler) {
      handler.progressed(this);
    }
  }

  /** The current activity, such as a guest program. */
  record Activity(Optional<ComponentName> component, Stage stage, String text)
      implements PipelineEvent {
    @Override
    public void accept(Handler handler) {
      handler.activity(this);
    }
  }

  record Warned(Optional<ComponentName> component, Stage stage, String text)
      implements PipelineEvent {
    @Override
    public void accept(Handler handler) {
      handler.warned(this);
    }
  }

  /** An action that the user should know of. */
  record Noted(Optional<ComponentName> component, Stage stage, String text)
      implements PipelineEvent {
    @Override
    public void accept(Handler handler) {
      handler.noted(this);
    }
  }

  /** A line of full detail, as in the component's log. */
  record Logged(Optional<ComponentName> component, Stage stage, String line)
      implements PipelineEvent {
    @Override
    public void accept(Handler handler) {
      handler.logged(this);
    }
  }

  record Succeeded(Optional<ComponentName> component, Stage stage, Duration elapsed)
      implements PipelineEvent {
    @Override
    public void accept(Handler handler) {
      handler.succeeded(this);
    }
  }

  record Failed(Optional<ComponentName> component, Stage stage, String message)
      implements PipelineEvent {
    @Override
    public void accept(Handler handler) {
      handler.failed(this);
    }
  }

  /** An earlier run finished this stage, or it has nothing to do for this component. */
  record Skipped(Optional<ComponentName> component, Stage stage, String reason)
      implements PipelineEvent {
    @Override
    public void accept(Handler handler) {
      handler.skipped(this);
    }
  }

  /** A case for each kind of event, so that a new kind does not compile where it is not handled. */
  interface Handler {
    void started(Started event);

    void progressed(Progressed event);

    void activity(Activity event);

    void warned(Warned event);

    void noted(Noted event);

    void logged(Logged event);

    void succeeded(Succeeded event);

    void failed(Failed event);

    void skipped(Skipped event);
  }
}
