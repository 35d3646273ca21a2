package org.cmimage.core.event;

/**
 * Takes a pipeline's events. May be called from several threads, never from two at once; should
 * return quickly.
 */
@FunctionalInterface
public interface PipelineListener {
  /** Takes one event. What it throws ends the run as an internal error. */
  void on(PipelineEvent event);
}
