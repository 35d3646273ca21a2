package org.cmimage.core.preinstall;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.ElfHeader;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.model.Architecture;

/**
 * A program of the user's that runs in an image before its packages are configured: a script with a
 * {@code #!} line, or a program of the image's architecture. Read once; immutable and thread-safe.
 */
public final class PreInstallScript {
  /** The name used in messages and logs. */
  static final String NAME = "custom pre-install script";

  /**
   * The size limit in bytes: enough for a program with some libraries, and far more than a script
   * has.
   */
  private static final int MAX_BYTES = 64 << 20;

  private final Path file;
  private final byte[] content;
  private final Optional<Interpreter> interpreter;

  private PreInstallScript(Path file, byte[] content, Optional<Interpreter> interpreter) {
    this.file = file;
    this.content = content;
    this.interpreter = interpreter;
  }

  /**
   * Reads and checks a script, as far as that is possible without the image.
   *
   * @param guest the image's architecture
   * @throws FaultException with code {@code INVALID_REQUEST} where the image could not run it
   */
  public static PreInstallScript read(Path file, Architecture guest) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw fault(
          file,
          Files.notExists(file)
              ? "there is no such file"
              : Files.isDirectory(file) ? "it is a directory" : "it is not a regular file",
          "name a script or program: -z FILE");
    }
    if (!Files.isExecutable(file)) {
      throw fault(file, "it is not executable", "make it executable: chmod +x " + file);
    }
    byte[] content = content(file);
    Optional<ElfHeader> program = ElfHeader.parse(ByteBuffer.wrap(content));
    if (program.isPresent()) {
      requireFor(file, program.get(), guest);
      return new PreInstallScript(file, content, Optional.empty());
    }
    Interpreter interpreter =
        Interpreter.of(content)
            .orElseThrow(
                () ->
                    fault(
                        file,
                        "its first line does not name an interpreter",
                        "begin it with a line such as #!/bin/sh"));
    if (interpreter.endsInCarriageReturn()) {
      throw fault(
          file,
          "its first line ends in a carriage return, as lines of Windows do",
          "remove them: sed -i 's/\\r$//' " + file);
    }
    return new PreInstallScript(file, content, Optional.of(interpreter));
  }

  private static byte[] content(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw fault(
            file,
            "it has more than " + MAX_BYTES + " bytes",
            "let it fetch what is large out of the image's own files");
      }
      return content;
    }
  }

  private static void requireFor(Path file, ElfHeader program, Architecture guest)
      throws FaultException {
    if (!program.isProgram() || !program.isFor(guest)) {
      throw fault(
          file,
          "it is made for "
              + program.machineName()
              + (program.isProgram() ? "" : ", and is not a program")
              + "; the image is "
              + guest.unameName(),
          "name a script, or a program made for " + guest.unameName());
    }
  }

  /** Returns a digest of everything that determines its effect, in hexadecimal. */
  public String digest() {
    return Hashing.sha256().hashBytes(content).toString();
  }

  /** Returns the path it was read from. */
  public Path file() {
    return file;
  }

  /**
   * Checks that a tree has the interpreter.
   *
   * @param tree with all files of its packages, none of which need be configured
   * @throws FaultException where the interpreter is missing
   */
  public void requireInterpreter(Rootfs tree) throws IOException {
    Optional<String> missing =
        interpreter.isPresent() ? interpreter.get().missing(tree) : Optional.empty();
    if (missing.isPresent()) {
      throw fault(
          file,
          "its interpreter " + missing.get() + " is not in the image",
          "write it for one that the image has, such as /bin/sh, or add the package: -p PACKAGE");
    }
  }

  /**
   * Returns the step that runs it. The image has a copy only while it runs, and each run of the
   * step makes a new one; so a copy left by a killed run is removed, too.
   */
  public ProvisionStep step() {
    return new RunPreInstallScript(file, content.clone());
  }

  private static FaultException fault(Path file, String fact, String cure) {
    return new FaultException(
        ErrorCode.INVALID_REQUEST,
        "cannot run " + NAME + " " + file,
        fact,
        new Remedy.Advice(cure));
  }
}
