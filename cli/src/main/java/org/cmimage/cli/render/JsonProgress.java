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
    event.accept(new Lines());
  }

  @Override
  public void close() {}

  private final class Lines implements PipelineEvent.Handler {
    @Override
    public void started(PipelineEvent.Started event) {
      print("started", event, Map.of());
    }

    @Override
    public void progressed(PipelineEvent.Progressed event) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("done", event.done());
      fields.put("total", event.total());
      fields.put("done_bytes", event.bytes());
      print("progressed", event, fields);
    }

    @Override
    public void activity(PipelineEvent.Activity event) {
      print("activity", event, Map.of("text", event.text()));
    }

    @Override
    public void warned(PipelineEvent.Warned event) {
      print("warned", event, Map.of("text", event.text()));
    }

    @Override
    public void noted(PipelineEvent.Noted event) {
      print("noted", event, Map.of("text", event.text()));
    }

    @Override
    public void logged(PipelineEvent.Logged event) {
      if (verbose) {
        print("logged", event, Map.of("text", event.line()));
      }
    }

    @Override
    public void succeeded(PipelineEvent.Succeeded event) {
      print("succeeded", event, Map.of("elapsed_seconds", Json.seconds(event.elapsed())));
    }

    @Override
    public void failed(PipelineEvent.Failed event) {
      print("failed", event, Map.of("message", event.message()));
    }

    @Override
    public void skipped(PipelineEvent.Skipped event) {
      print("skipped", event, Map.of("reason", event.reason()));
    }

    private void print(String name, PipelineEvent event, Map<String, Object> particulars) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("event", name);
      event.component().ifPresent(component -> fields.put("component", component.name()));
      fields.put("stage", event.stage().name().toLowerCase(Locale.ROOT));
      fields.putAll(particulars);
      out.println(Json.line(fields));
    }
  }
}
