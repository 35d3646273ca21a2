package org.cmimage.qemu.emulation;

import com.google.common.collect.ImmutableMap;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The emulator's settings in one session. A better CPU model may be found while the session runs;
 * later commands use it. Thread-safe.
 */
public final class EmulatorTuning implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmulatorTuning.class);

  private final String kernelRelease;
  private volatile String model;
  private Optional<Thread> search = Optional.empty();

  /** A search for a better model; empty where there is none. */
  @FunctionalInterface
  public interface Search {
    Optional<String> run() throws IOException, InterruptedException;
  }

  /**
   * Makes the settings before any search.
   *
   * @param model in the form of {@code QEMU_CPU}
   * @param kernelRelease the output of {@code uname -r}; empty for the host's
   */
  public EmulatorTuning(String model, String kernelRelease) {
    this.model = model;
    this.kernelRelease = kernelRelease;
  }

  /** Returns the variables that QEMU reads from every program's environment. */
  public ImmutableMap<String, String> environment() {
    return EmulatorChoice.environment(model, kernelRelease);
  }

  /** Starts a search for a better model, concurrent with the session. */
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
      // Interrupted by close(): the result is not needed any more.
      Thread.currentThread().interrupt();
    }
  }

  /** Stops a search that is still running. */
  @Override
  public synchronized void close() {
    search.ifPresent(
        thread -> {
          thread.interrupt();
          Uninterruptibles.joinUninterruptibly(thread);
        });
  }
}
