package org.cmimage.cli.render;

import org.cmimage.core.event.PipelineEvent;
import org.cmimage.core.record.Stage;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;

/**
 * The lines of stages: headings, progress, and the line of a finished one: its name, dots up to the
 * 66th column, and its result.
 */
final class StageText {
  private static final int DOTS_END = 66;

  private final ProgressDisplay.Doing doing;

  StageText(ProgressDisplay.Doing doing) {
    this.doing = doing;
  }

  /** Returns the heading of the stages below it. */
  String heading(PipelineEvent event) {
    if (event.component().isEmpty()) {
      return "Updating cmd entities";
    }
    ComponentName component = event.component().get();
    return component.kind() == ComponentKind.CM_SHARED
        ? doing.word() + " cm-shared image at " + component.path()
        : doing.word() + " " + component;
  }

  String label(PipelineEvent event) {
    if (doing == ProgressDisplay.Doing.IMPORTING) {
      if (event.stage() == Stage.PLAN) {
        return "examine archive";
      } else if (event.stage() == Stage.UNPACK) {
        return "read, verify and unpack";
      }
    }
    if (event.stage() != Stage.REGISTER || event.component().isEmpty()) {
      return event.stage().label();
    }
    return switch (event.component().get().kind()) {
      case SOFTWARE_IMAGE -> "Adding software image entities";
      case NODE_INSTALLER -> "Adding node-installer image entities";
      case CM_SHARED -> "Adding cm-shared image entities";
    };
  }

  private String ended(PipelineEvent event, String ending) {
    String label = "  " + label(event);
    return label + ".".repeat(Math.max(3, DOTS_END - label.length())) + ending;
  }

  String ended(PipelineEvent.Succeeded event) {
    return ended(event, "[ OK ]  " + Quantity.time(event.elapsed()));
  }

  String ended(PipelineEvent.Failed event) {
    return ended(event, "[FAILED]");
  }

  String ended(PipelineEvent.Skipped event) {
    return ended(event, "[ SKIP ]  " + event.reason());
  }

  /** Returns the progress, as {@code 187/287 packages, 34.5 MiB}. */
  String progress(PipelineEvent.Progressed event) {
    String unit = doing == ProgressDisplay.Doing.IMPORTING ? " files" : " packages";
    String count = event.total() == 0 ? "" + event.done() : event.done() + "/" + event.total();
    return event.bytes() == 0 ? count + unit : count + unit + ", " + Quantity.bytes(event.bytes());
  }
}
