package org.cmimage.sources.deb.provision;

import java.util.List;

/**
 * Lines that tell that not the script but the emulation under it went wrong, so that it is worth
 * trying again. Some of these faults come and go with the address space layout.
 */
final class EmulatorSymptom {
  private static final List<String> TEXTS =
      List.of(
          "qemu: uncaught target signal",
          "qemu: unhandled CPU exception",
          "qemu: Unsupported syscall",
          "Unsupported ancillary data",
          "Exec format error",
          "Invalid ELF image for this architecture",
          "was killed by signal (Segmentation fault)",
          "was killed by signal (Illegal instruction)",
          "was killed by signal (Bus error)");

  private EmulatorSymptom() {}

  static boolean isIn(String line) {
    return TEXTS.stream().anyMatch(line::contains);
  }
}
