package org.cmimage.cli.render;

import org.cmimage.core.pipeline.PipelineEvent;
import org.cmimage.core.pipeline.Stage;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;

/** The line a finished stage leaves: its name, dots up to the 66th column, and how it ended. */
final class StageText {
  private static final int DOTS_END = 66;

  private StageText() {}

  static String heading(ComponentName component) {
    return component.kind() == ComponentKind.CM_SHARED
        ? "Creating cm-shared image at " + component.path()
        : "Creating " + component;
  }

  static String ended(Stage stage, String ending) {
    String label = "  " + stage.label();
    return label + ".".repeat(Math.max(3, DOTS_END - label.length())) + ending;
  }

  static String ended(PipelineEvent.Succeeded event) {
    return ended(event.stage(), "[ OK ]  " + Quantity.time(event.elapsed()));
  }

  static String ended(PipelineEvent.Failed event) {
    return ended(event.stage(), "[FAILED]");
  }

  static String ended(PipelineEvent.Skipped event) {
    return ended(event.stage(), "[ SKIP ]  " + event.reason());
  }

  /** {@code 187/287 packages, 34.5 MiB}. */
  static String progress(PipelineEvent.Progressed event) {
    String count =
        event.total() == 0
            ? event.done() + " packages"
            : event.done() + "/" + event.total() + " packages";
    return event.bytes() == 0 ? count : count + ", " + Quantity.bytes(event.bytes());
  }
}
