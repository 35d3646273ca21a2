package org.cmimage.core.parallel;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Tasks that run in parallel and succeed or fail as one: the first failure ends the others. */
public final class ParallelTasks {
  /** The wait for interrupted tasks, which only a blocking socket can delay. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private ParallelTasks() {}

  /**
   * Runs the tasks in their order, at most {@code threads} at a time.
   *
   * <p>At the first failure, and when the caller is interrupted, the other tasks are interrupted.
   * One that blocks in a socket may continue for a moment after this call, on a daemon thread.
   *
   * @param name of the threads
   * @return the results in the order of the tasks
   */
  public static <T> List<T> run(String name, int threads, List<? extends Callable<T>> tasks)
      throws IOException, InterruptedException {
    return run(name, threads, GRACE, tasks);
  }

  /**
   * Runs the tasks like {@link #run(String, int, List)}, with another grace time.
   *
   * @param grace how long this call waits for tasks that were interrupted
   */
  public static <T> List<T> run(
      String name, int threads, Duration grace, List<? extends Callable<T>> tasks)
      throws IOException, InterruptedException {
    if (tasks.isEmpty()) {
      return List.of();
    }
    ExecutorService executor =
        Executors.newFixedThreadPool(
            Math.min(threads, tasks.size()),
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
    try {
      CompletionService<T> completion = new ExecutorCompletionService<>(executor);
      List<Future<T>> futures = new ArrayList<>();
      tasks.forEach(task -> futures.add(completion.submit(task)));
      for (int i = 0; i < futures.size(); i++) {
        completion.take().get();
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return Collections.unmodifiableList(results);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } finally {
      executor.shutdownNow();
      awaitQuietly(executor, grace);
    }
  }

  /** Waits for interrupted tasks to end, also when this thread is interrupted itself. */
  private static void awaitQuietly(ExecutorService executor, Duration grace) {
    boolean interrupted = Thread.interrupted();
    try {
      executor.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static IOException unwrapped(ExecutionException e) throws InterruptedException {
    Throwable cause = e.getCause();
    if (cause instanceof IOException io) {
      return io;
    }
    if (cause instanceof InterruptedException interrupted) {
      throw interrupted;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof RuntimeException runtime) {
      throw runtime;
    }
    return new IOException(cause);
  }
}
