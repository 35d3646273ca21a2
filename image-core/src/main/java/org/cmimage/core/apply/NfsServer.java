package org.cmimage.core.apply;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.cmimage.core.ClusterLayout;

/** The NFS server of the head node. */
public final class NfsServer {
  /** How many threads the kernel's server has; absent where it was never started (nfsd(7)). */
  private static final Path THREADS = Path.of("/proc/fs/nfsd/threads");

  private static final long LIMIT_SECONDS = 60;

  private NfsServer() {}

  /**
   * Lets a server that runs on this head node read its exports again. Does nothing for a cluster
   * below another root.
   *
   * @return what exportfs complains about, a line each
   */
  static List<String> reload(ClusterLayout layout) throws InterruptedException {
    if (!layout.equals(ClusterLayout.ofHeadNode()) || !isRunning()) {
      return List.of();
    }
    try {
      Path output = Files.createTempFile("cm-image", ".exportfs");
      try {
        Process process =
            new ProcessBuilder("exportfs", "-ra")
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile())
                .start();
        boolean isDone = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output, UTF_8).strip();
        return isDone && process.exitValue() == 0 && text.isEmpty()
            ? List.of()
            : Splitter.on('\n')
                .splitToList(isDone ? "exportfs -ra: " + text : "exportfs -ra hangs");
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      return List.of("the NFS server was not told of its new exports: " + e.getMessage());
    }
  }

  /** Returns whether the kernel of this machine serves NFS. */
  public static boolean isRunning() {
    try {
      return !Files.readString(THREADS).strip().equals("0");
    } catch (IOException none) {
      return false;
    }
  }
}
