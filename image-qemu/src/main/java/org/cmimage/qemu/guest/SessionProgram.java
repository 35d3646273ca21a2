package org.cmimage.qemu.guest;

import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.cmimage.core.host.AtomicFile;
import org.cmimage.core.host.AtomicFile.Durability;
import org.cmimage.model.Architecture;

/**
 * The programs of a session that are part of cm-image, each for every architecture a head node may
 * have.
 */
enum SessionProgram {
  /** Process 1 of every session. */
  INIT("session-init"),
  /** Runs native twins in place of foreign programs. */
  DISPATCHER("dispatch");

  private final String file;

  SessionProgram(String file) {
    this.file = file;
  }

  /** Installs the program in {@code directory}, if it is missing, and returns its path. */
  Path install(Architecture host, Path directory) throws IOException {
    URL resource = Resources.getResource(SessionProgram.class, file + "-" + host);
    byte[] program = Resources.toByteArray(resource);
    String digest = Hashing.sha256().hashBytes(program).toString().substring(0, 16);
    Path target = directory.resolve(file + "-" + digest);
    if (Files.isExecutable(target) && Arrays.equals(Files.readAllBytes(target), program)) {
      return target;
    }
    Files.createDirectories(directory);
    // Not synced: it is compared before each use.
    AtomicFile.write(target, "rwx------", Durability.UNSYNCED, out -> out.write(program));
    return target;
  }
}
