package org.cmimage.core.syscall;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The faults that a test plans for {@link InMemoryHostCalls}. Thread-safe. */
public final class InMemoryFaults {
  private static final Set<String> READERS =
      Set.of(
          "openRoot",
          "openInRoot",
          "openDirectory",
          "openFile",
          "read",
          "readAt",
          "status",
          "xattrs",
          "readLink",
          "list",
          "fileSystem",
          "mountsBelow");

  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, String> planned = new HashMap<>();
  private int changes;
  private int crashAt = Integer.MAX_VALUE;

  InMemoryFaults() {}

  /** Makes the {@code nth} call (from now, counted from 1) of the method of this name fail. */
  public synchronized void failCall(String method, int nth, String errno) {
    planned.put(method + " " + (counts.getOrDefault(method, 0) + nth), errno);
  }

  /**
   * Lets the {@code nth} change (from now, counted from 1) and every one after it fail with {@code
   * EIO}, as if the process had died.
   */
  public synchronized void crashAt(int nth) {
    crashAt = changes + nth;
  }

  /** Ends the effect of {@link #crashAt} and of every fault not yet met. */
  public synchronized void recover() {
    crashAt = Integer.MAX_VALUE;
    planned.clear();
  }

  /** Counts a call, and lets it fail if that was planned. */
  synchronized void meet(String method, String what) throws HostCallException {
    int nth = counts.merge(method, 1, Integer::sum);
    if (!READERS.contains(method) && ++changes >= crashAt) {
      throw new HostCallException(method, what, "EIO");
    }
    String errno = planned.remove(method + " " + nth);
    if (errno != null) {
      throw new HostCallException(method, what, errno);
    }
  }
}
