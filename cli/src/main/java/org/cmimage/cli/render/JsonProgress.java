package org.cmimage.cli.render;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.cmimage.core.pipeline.PipelineEvent;

/** Progress for programs: one JSON object a line. */
public final class JsonProgress implements ProgressDisplay {
  private final PrintStream out;

  public JsonProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public void on(PipelineEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", event.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    fields.put("component", event.component().name());
    fields.put("stage", event.stage().name().toLowerCase(Locale.ROOT));
    if (event instanceof PipelineEvent.Progressed progressed) {
      fields.put("done", progressed.done());
      fields.put("total", progressed.total());
      fields.put("bytes", progressed.bytes());
    } else if (event instanceof PipelineEvent.Activity activity) {
      fields.put("text", activity.text());
    } else if (event instanceof PipelineEvent.Warned warned) {
      fields.put("text", warned.text());
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
