package org.cmimage.qemu.emulation;

import com.google.common.collect.ImmutableMap;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the emulator of one session is told to behave. A better CPU model may be found while the
 * session is at work; commands that start later run with it. Thread-safe.
 */
public final class EmulatorTuning implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmulatorTuning.class);

  private final String kernelRelease;
  private volatile String model;
  private Optional<Thread> search = Optional.empty();

  /** Finds a better model; empty where there is none. */
  @FunctionalInterface
  public interface Search {
    Optional<String> run() throws IOException, InterruptedException;
  }

  /**
   * Before any search.
   *
   * @param model as {@code QEMU_CPU} takes it
   * @param kernelRelease what {@code uname -r} tells; empty for the host's
   */
  public EmulatorTuning(String model, String kernelRelease) {
    this.model = model;
    this.kernelRelease = kernelRelease;
  }

  /** What QEMU looks at in every program's environment. */
  public ImmutableMap<String, String> environment() {
    return EmulatorChoice.environment(model, kernelRelease);
  }

  /** Begins to search for a better model, beside what the session does. */
  public synchronized void improve(Search better) {
    Thread thread = new Thread(() -> apply(better), "emulator-tuning");
    thread.setDaemon(true);
    thread.start();
    search = Optional.of(thread);
  }

  private void apply(Search better) {
    try {
      better.run().ifPresent(found -> model = found);
    } catch (IOException e) {
      log.debug("cannot measure CPU models; going on with \"{}\"", model, e);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt(); // by close(): nobody needs the result any more
    }
  }

  /** Ends a search that goes on. */
  @Override
  public synchronized void close() {
    search.ifPresent(
        thread -> {
          thread.interrupt();
          Uninterruptibles.joinUninterruptibly(thread);
        });
  }
}
