package org.cmimage.core.verify;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work in another thread. Closing waits for its end. */
final class BackgroundTask<T> implements AutoCloseable {
  private final FutureTask<T> task;
  private final Thread thread;

  /** Starts the work, whose only checked exception is {@link IOException}. */
  BackgroundTask(String name, Callable<T> work) {
    task = new FutureTask<>(work);
    thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits for the result, or throws the exception of the work. */
  T get() throws IOException {
    try {
      return Objects.requireNonNull(Uninterruptibles.getUninterruptibly(task));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      } else if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      } else if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    Uninterruptibles.joinUninterruptibly(thread);
  }
}
