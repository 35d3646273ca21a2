package org.cmimage.core.rootfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Parallel work on the directories of one tree. The task of a directory submits the tasks of its
 * subdirectories, and continues when all of them have ended, failed or not: so a handle stays open
 * as long as other tasks use it.
 */
final class Branches {
  private static final int MAX_THREADS = 8;

  /** The pool of daemon threads, which end when idle for a while. */
  private static final ForkJoinPool POOL =
      new ForkJoinPool(Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));

  private final AtomicBoolean failed = new AtomicBoolean();

  /** A task for one directory. */
  @FunctionalInterface
  interface Branch {
    void run() throws IOException;
  }

  /** Runs {@code root} and all tasks it passes to {@link #runAll}; returns when all have ended. */
  static void start(Branches branches, Branch root) throws IOException {
    try {
      POOL.invoke(branches.task(root));
    } catch (RuntimeException e) {
      throw unwrapped(e);
    }
  }

  /**
   * Runs all tasks, in parallel where threads are free; called from a task. Those not begun when
   * one fails are skipped.
   */
  void runAll(List<Branch> below) throws IOException {
    List<ForkJoinTask<?>> tasks = new ArrayList<>();
    below.forEach(branch -> tasks.add(task(branch).fork()));
    for (int i = tasks.size() - 1; i >= 0; i--) {
      tasks.get(i).quietlyJoin();
    }
    for (ForkJoinTask<?> task : tasks) {
      if (task.getException() instanceof RuntimeException e) {
        throw unwrapped(e);
      } else if (task.getException() instanceof Error e) {
        throw e;
      }
    }
  }

  private ForkJoinTask<?> task(Branch branch) {
    Callable<Boolean> work =
        () -> {
          if (failed.get()) {
            return false;
          }
          boolean ended = false;
          try {
            branch.run();
            ended = true;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } finally {
            if (!ended) {
              failed.set(true);
            }
          }
          return true;
        };
    return ForkJoinTask.adapt(work);
  }

  /**
   * Returns the original exception: the pool may wrap one of another thread in an exception of the
   * same type.
   */
  private static IOException unwrapped(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io) {
        return io;
      }
    }
    throw e;
  }
}
