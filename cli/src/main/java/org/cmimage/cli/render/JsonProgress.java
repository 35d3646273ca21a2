package org.cmimage.cli.render;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.cmimage.core.event.PipelineEvent;

/** Progress for programs: one JSON object a line. */
public final class JsonProgress implements ProgressDisplay {
  private final PrintStream out;
  private final boolean verbose;

  /**
   * Makes a display on {@code out}.
   *
   * @param verbose whether the log's lines are events, too
   */
  public JsonProgress(PrintStream out, boolean verbose) {
    this.out = out;
    this.verbose = verbose;
  }

  @Override
  public void on(PipelineEvent event) {
    if (event instanceof PipelineEvent.Logged && !verbose) {
      return;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", event.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    event.component().ifPresent(component -> fields.put("component", component.name()));
    fields.put("stage", event.stage().name().toLowerCase(Locale.ROOT));
    if (event instanceof PipelineEvent.Progressed progressed) {
      fields.put("done", progressed.done());
      fields.put("total", progressed.total());
      fields.put("bytes", progressed.bytes());
    } else if (event instanceof PipelineEvent.Activity activity) {
      fields.put("text", activity.text());
    } else if (event instanceof PipelineEvent.Warned warned) {
      fields.put("text", warned.text());
    } else if (event instanceof PipelineEvent.Noted noted) {
      fields.put("text", noted.text());
    } else if (event instanceof PipelineEvent.Logged logged) {
      fields.put("text", logged.line());
    } else if (event instanceof PipelineEvent.Succeeded succeeded) {
      fields.put("seconds", succeeded.elapsed().toMillis() / 1000.0);
    } else if (event instanceof PipelineEvent.Failed failed) {
      fields.put("message", failed.message());
    } else if (event instanceof PipelineEvent.Skipped skipped) {
      fields.put("reason", skipped.reason());
    }
    out.println(Json.line(fields));
  }

  @Override
  public void close() {}
}
