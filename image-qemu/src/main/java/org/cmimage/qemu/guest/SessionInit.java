package org.cmimage.qemu.guest;

import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.cmimage.model.Architecture;

/**
 * The program that is process 1 of every session, one for each architecture a head node may have.
 */
final class SessionInit {
  private SessionInit() {}

  /**
   * Puts the program into {@code directory}, where it is not there already, and returns its path.
   */
  static Path install(Architecture host, Path directory) throws IOException {
    URL resource = Resources.getResource(SessionInit.class, "session-init-" + host);
    byte[] program = Resources.toByteArray(resource);
    String digest = Hashing.sha256().hashBytes(program).toString().substring(0, 16);
    Path file = directory.resolve("session-init-" + digest);
    if (Files.isExecutable(file) && Arrays.equals(Files.readAllBytes(file), program)) {
      return file;
    }
    Files.createDirectories(directory);
    Path temporary =
        Files.createTempFile(
            directory,
            ".session-init-",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      Files.write(temporary, program);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    return file;
  }
}
