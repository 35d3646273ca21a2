package org.cmimage.core.event;

/**
 * Takes a pipeline's events. May be called from several threads, never from two at once; should
 * return quickly. Whoever shows all events passes each to a {@link PipelineEvent.Handler}; one who
 * waits for a single kind asks for that.
 */
@FunctionalInterface
public interface PipelineListener {
  /** Handles one event. An exception ends the run as an internal error. */
  void on(PipelineEvent event);
}
