package org.cmimage.core.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.SearchPath;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.model.Architecture;

/**
 * The programs of the head node that a boot needs.
 *
 * @param emulator QEMU's system emulator of the architecture
 * @param makeFileSystem mke2fs
 * @param changeFileSystem debugfs
 * @param deathSignal setpriv, which lets a program end together with this process; not everywhere
 */
record BootPrograms(
    Path emulator, Path makeFileSystem, Path changeFileSystem, Optional<Path> deathSignal) {
  private static final List<String> FILE_SYSTEM_PACKAGES = List.of("e2fsprogs");
  private static final int LONGEST_TEXT = 1 << 16;

  /**
   * Finds the programs.
   *
   * @param what the operation, such as {@code cannot boot x}
   * @throws FaultException with code {@code PROGRAM_MISSING}
   */
  static BootPrograms find(SearchPath path, Architecture architecture, String what)
      throws FaultException {
    String emulator = "qemu-system-" + architecture.qemuName();
    return new BootPrograms(
        find(path, emulator, packages(architecture), what),
        find(path, "mke2fs", FILE_SYSTEM_PACKAGES, what),
        find(path, "debugfs", FILE_SYSTEM_PACKAGES, what),
        path.find("setpriv"));
  }

  private static Path find(SearchPath path, String name, List<String> packages, String what)
      throws FaultException {
    Optional<Path> found = path.find(name);
    if (found.isEmpty()) {
      throw new FaultException(
          ErrorCode.PROGRAM_MISSING,
          what,
          "there is no program " + name,
          new Remedy.InstallProgram(name, packages));
    }
    return found.get();
  }

  private static List<String> packages(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> List.of("qemu-system-x86", "qemu-system-x86", "qemu-x86");
      case AARCH64 -> List.of("qemu-system-arm", "qemu-system-aarch64", "qemu-arm");
      case RISCV64 -> List.of("qemu-system-misc", "qemu-system-riscv", "qemu-extra");
    };
  }

  String emulatorName() {
    return emulator.getFileName().toString();
  }

  /** Makes a builder of a process in a directory that ends when this process is killed. */
  ProcessBuilder process(Path directory, Path program, List<String> arguments) {
    List<String> words = new ArrayList<>();
    deathSignal.ifPresent(
        setpriv -> words.addAll(List.of(setpriv.toString(), "--pdeathsig", "KILL", "--")));
    words.add(program.toString());
    words.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
    builder.environment().putAll(Map.of("LC_ALL", "C", "TMPDIR", directory.toString()));
    return builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
  }

  /** What a program came to. */
  record Ended(int status, String text) {}

  /** Runs a program to its end; it is ended where this thread is interrupted. */
  Ended run(Path directory, Path program, List<String> arguments)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    Process process =
        process(directory, program, arguments)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      int status = process.waitFor();
      return new Ended(status, beginning(output));
    } finally {
      process.destroyForcibly();
    }
  }

  /** Returns the beginning of a file that a program wrote. */
  static String beginning(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LONGEST_TEXT), UTF_8).strip();
    }
  }
}
