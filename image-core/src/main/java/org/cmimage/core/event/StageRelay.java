package org.cmimage.core.event;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.Attempt;
import org.cmimage.core.record.ComponentLog;
import org.cmimage.core.record.Stage;
import org.cmimage.core.record.TimingRecorder;
import org.cmimage.core.spi.PackageTime;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentName;

/**
 * Runs stages, of one component or of all together, and tells of them: to the listener, to the
 * cluster's log, and in full to the component's own log.
 */
public final class StageRelay {
  private final Optional<TimingRecorder> timing;
  private final String subject;
  private final PipelineListener listener;
  private final ComponentLog clusterLog;
  private final ComponentLog log;
  private final InstantSource clock;
  private boolean ofArchives;

  /** Makes a relay for the stages of one component. */
  public StageRelay(
      TimingRecorder timing,
      PipelineListener listener,
      ComponentLog clusterLog,
      ComponentLog log,
      InstantSource clock) {
    this.timing = Optional.of(timing);
    this.subject = timing.component().toString();
    this.listener = listener;
    this.clusterLog = clusterLog;
    this.log = log;
    this.clock = clock;
  }

  /** Makes a relay for the stage of all components of {@code archOs} together. */
  public StageRelay(
      ArchOs archOs, PipelineListener listener, ComponentLog clusterLog, InstantSource clock) {
    this.timing = Optional.empty();
    this.subject = archOs.toString();
    this.listener = listener;
    this.clusterLog = clusterLog;
    this.log = clusterLog;
    this.clock = clock;
  }

  /** Returns a relay whose stage PLAN examines an archive or tree, and resolves no packages. */
  public StageRelay ofArchives() {
    ofArchives = true;
    return this;
  }

  private Optional<ComponentName> component() {
    return timing.map(TimingRecorder::component);
  }

  /** The work of a stage. */
  public interface Work<T> {
    T run(StageProgress progress) throws IOException, InterruptedException;
  }

  /** The work of a stage without a result. */
  public interface Action {
    void run(StageProgress progress) throws IOException, InterruptedException;
  }

  /** Runs a stage without a result. */
  public void perform(Stage stage, Action action) throws ImageException {
    run(
        stage,
        progress -> {
          action.run(progress);
          return stage;
        });
  }

  /** Runs a stage. */
  public <T> T run(Stage stage, Work<T> work) throws ImageException {
    Instant start = clock.instant();
    emit(new PipelineEvent.Started(component(), stage));
    note(stage, "started");
    try {
      T result = work.run(new Progress(stage));
      Duration time = timeSince(start);
      addTime(stage, time);
      emit(new PipelineEvent.Succeeded(component(), stage, time));
      note(stage, "finished after " + time.toMillis() + " ms");
      return result;
    } catch (IOException | InterruptedException | RuntimeException e) {
      addTime(stage, timeSince(start));
      ImageException failure = toImageException(stage, e);
      emit(new PipelineEvent.Failed(component(), stage, failure.getMessage()));
      note(stage, "failed: " + failure.getMessage());
      throw failure;
    }
  }

  /** Reports that an earlier run finished a stage. */
  public void skip(Stage stage) {
    skip(stage, "finished by an earlier run");
  }

  /** Reports why a stage has nothing to do. */
  public void skip(Stage stage, String reason) {
    emit(new PipelineEvent.Skipped(component(), stage, reason));
    note(stage, "skipped: " + reason);
  }

  private void addTime(Stage stage, Duration time) {
    timing.ifPresent(recorder -> recorder.add(stage, time));
  }

  private Duration timeSince(Instant start) {
    return Duration.between(start, clock.instant());
  }

  private ImageException toImageException(Stage stage, Exception cause) {
    Path where = clusterLog.file().orElse(Path.of("/"));
    FaultException failure =
        new Attempt("cannot " + verb(stage) + " " + subject, where, new Remedy.Resume())
            .fault(cause);
    return new ImageException(
        failure.fault().withRemedy(remedy(failure.fault())), component().orElse(null), failure);
  }

  private String verb(Stage stage) {
    return switch (stage) {
      case PLAN -> ofArchives ? "examine the archive of" : "resolve the packages of";
      case UNPACK -> "unpack";
      case PROVISION -> "configure";
      case SCRUB -> "remove the identity of";
      case VERIFY -> "verify";
      case PUBLISH -> "publish";
      case REGISTER -> "register";
      case BIND -> "bind arch/OS";
    };
  }

  /** All that a program of the image printed is in the log, whose place the thrower cannot know. */
  private Remedy remedy(Fault fault) {
    return fault.code().category() == ErrorCode.Category.PROVISIONING && log.file().isPresent()
        ? new Remedy.ReadLogAndResume(log.file().get())
        : fault.remedy();
  }

  private synchronized void emit(PipelineEvent event) {
    listener.on(event);
  }

  private void note(Stage stage, String text) {
    clusterLog.line(subject + ": " + stage.label() + ": " + text.replace("\n", "; "));
  }

  private final class Progress implements StageProgress {
    private final Stage stage;

    Progress(Stage stage) {
      this.stage = stage;
    }

    @Override
    public void advanced(long done, long total, long bytes) {
      emit(new PipelineEvent.Progressed(component(), stage, done, total, bytes));
    }

    @Override
    public void activity(String text) {
      emit(new PipelineEvent.Activity(component(), stage, text));
    }

    @Override
    public void warning(String text) {
      emit(new PipelineEvent.Warned(component(), stage, text));
      note(stage, "warning: " + text);
    }

    @Override
    public void noted(String text) {
      emit(new PipelineEvent.Noted(component(), stage, text));
      note(stage, text);
    }

    @Override
    public void log(String line) {
      emit(new PipelineEvent.Logged(component(), stage, line));
      log.line(line);
    }

    @Override
    public void took(PackageTime time) {
      timing.ifPresent(recorder -> recorder.add(time));
    }
  }
}
