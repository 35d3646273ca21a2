package org.cmimage.endtoend;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.event.PipelineListener;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.core.plan.ImagePlan;
import org.cmimage.core.run.ImageReport;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;

/** The samples of {@code docs/EMBEDDING.md}; {@link NativeBootstrapTest} runs the first. */
final class EmbeddingSamples {
  private EmbeddingSamples() {}

  static ImageReport makeImage(ClusterLayout layout, ArchOs archOs, PipelineListener listener)
      throws ImageException, StoreException {
    try (ClusterStore store = Stores.open(layout)) {
      ImagePipeline pipeline =
          ImagePipeline.builder().layout(layout).store(store).listener(listener).build();
      ImageRequest request = ImageRequest.bootstrap(archOs, ComponentKind.SOFTWARE_IMAGE).build();
      return pipeline.execute(pipeline.plan(request));
    }
  }

  static String cureOf(ImageException failure) {
    Remedy remedy = failure.remedy();
    if (remedy instanceof Remedy.FreeSpace space) {
      return "free " + space.bytes() + " bytes at " + space.path();
    } else if (remedy instanceof Remedy.Resume) {
      return "run the same request again";
    } else if (remedy instanceof Remedy.Advice advice) {
      return advice.text();
    }
    return failure.code() == ErrorCode.INTERNAL ? "report this" : "see " + remedy;
  }

  static ImageReport withTimeLimit(ImagePipeline pipeline, ImageRequest request, Duration limit)
      throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<ImageReport> run = thread.submit(() -> pipeline.execute(pipeline.plan(request)));
      try {
        return run.get(limit.toSeconds(), TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        run.cancel(true); // interrupts the thread
        throw e;
      }
    } finally {
      thread.shutdown();
      thread.awaitTermination(1, TimeUnit.MINUTES); // before the store is closed
    }
  }

  static ImagePlan planWith(
      ClusterLayout layout,
      ClusterStore store,
      HostCalls calls,
      GuestSessions sessions,
      ArchOs archOs)
      throws ImageException {
    ImagePipeline pipeline =
        ImagePipeline.builder()
            .layout(layout)
            .store(store)
            .hostCalls(calls)
            .guestSessions(sessions)
            .build();
    return pipeline.plan(ImageRequest.bootstrap(archOs, ComponentKind.SOFTWARE_IMAGE).build());
  }

  static void report(ImagePlan plan) {
    plan.obstacles().forEach(obstacle -> System.err.println("would fail: " + obstacle.message()));
  }

  static PipelineListener printing() {
    return event -> System.err.println(event.stage() + " " + event);
  }
}
