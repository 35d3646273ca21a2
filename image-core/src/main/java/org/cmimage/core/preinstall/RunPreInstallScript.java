package org.cmimage.core.preinstall;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.tree.TreePath;

/** The step that runs a copy of the script in the image, and removes the copy however it ends. */
final class RunPreInstallScript implements ProvisionStep {
  private static final TreePath COPY = TreePath.of("var/lib/cm-image-custom-pre-install");

  /** The environment of maintainer scripts: no questions, no service starts. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "DEBIAN_FRONTEND", "noninteractive",
          "SYSTEMD_OFFLINE", "1",
          "LC_ALL", "C.UTF-8",
          "HOME", "/root",
          "TERM", "dumb");

  private static final Duration LIMIT = Duration.ofHours(6);
  private static final int SHOWN_LINES = 10;

  private final Path file;
  private final byte[] content;

  RunPreInstallScript(Path file, byte[] content) {
    this.file = file;
    this.content = content;
  }

  @Override
  public String name() {
    return PreInstallScript.NAME;
  }

  @Override
  public void run(Rootfs tree, GuestSession session, StageProgress progress)
      throws IOException, InterruptedException {
    CommandResult result;
    try {
      tree.write(COPY, content, 0700);
      Command command = new Command(List.of(COPY.toString()), ENVIRONMENT, LIMIT);
      result = session.run(command, progress::log);
    } finally {
      tree.delete(COPY);
    }
    if (!result.succeeded()) {
      throw new FaultException(
          ErrorCode.SCRIPT_FAILED,
          "cannot prepare the image for its packages",
          name() + " " + file + " ended with " + result.end() + "; " + said(result.tail()),
          new Remedy.Resume());
    }
  }

  private static String said(List<String> lines) {
    List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
    return last.isEmpty()
        ? "it printed nothing"
        : "its last lines:\n    " + String.join("\n    ", last);
  }
}
