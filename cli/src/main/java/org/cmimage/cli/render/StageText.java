package org.cmimage.cli.render;

import org.cmimage.core.pipeline.PipelineEvent;
import org.cmimage.core.pipeline.Stage;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;

/** The line a finished stage leaves: its name, dots up to the 66th column, and how it ended. */
final class StageText {
  private static final int DOTS_END = 66;

  private StageText() {}

  /**
   * What the stages below it are about.
   *
   * @param doing how the trees come about, such as {@code Creating}
   */
  static String heading(PipelineEvent event, String doing) {
    if (event.component().isEmpty()) {
      return "Updating cmd entities";
    }
    ComponentName component = event.component().get();
    return component.kind() == ComponentKind.CM_SHARED
        ? doing + " cm-shared image at " + component.path()
        : doing + " " + component;
  }

  private static String label(PipelineEvent event) {
    if (event.stage() != Stage.REGISTER || event.component().isEmpty()) {
      return event.stage().label();
    }
    return switch (event.component().get().kind()) {
      case SOFTWARE_IMAGE -> "Adding software image entities";
      case NODE_INSTALLER -> "Adding node-installer image entities";
      case CM_SHARED -> "Adding cm-shared image entities";
    };
  }

  private static String ended(PipelineEvent event, String ending) {
    String label = "  " + label(event);
    return label + ".".repeat(Math.max(3, DOTS_END - label.length())) + ending;
  }

  static String ended(PipelineEvent.Succeeded event) {
    return ended(event, "[ OK ]  " + Quantity.time(event.elapsed()));
  }

  static String ended(PipelineEvent.Failed event) {
    return ended(event, "[FAILED]");
  }

  static String ended(PipelineEvent.Skipped event) {
    return ended(event, "[ SKIP ]  " + event.reason());
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
