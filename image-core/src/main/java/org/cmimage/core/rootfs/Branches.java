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
 * Works through the directories of one tree on several threads. What handles a directory hands over
 * what it finds below, and gets control back when all of that has ended, failed or not: so a handle
 * stays open as long as anyone works relative to it.
 */
final class Branches {
  private static final int MAX_THREADS = 8;

  /** Its threads are daemons and end when nothing is to be done for a while. */
  private static final ForkJoinPool POOL =
      new ForkJoinPool(Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));

  private final AtomicBoolean failed = new AtomicBoolean();

  /** Work on one directory. */
  @FunctionalInterface
  interface Branch {
    void run() throws IOException;
  }

  /**
   * Runs {@code root} and whatever it hands to {@link #runAll}; returns when everything has ended.
   */
  static void start(Branches branches, Branch root) throws IOException {
    try {
      POOL.invoke(branches.task(root));
    } catch (RuntimeException e) {
      throw unwrapped(e);
    }
  }

  /**
   * Runs all, side by side where threads are free; called from within a branch. Those not begun
   * when one fails are left out.
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

  /** The pool may wrap what was thrown in another thread in one more exception of its type. */
  private static IOException unwrapped(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io) {
        return io;
      }
    }
    throw e;
  }
}
