package org.cmimage.qemu.linux;

import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.model.Architecture;

/**
 * The numbers of Linux that differ between architectures; all others are the same.
 *
 * <p>From the kernel's {@code arch/<arch>/include/uapi/asm/fcntl.h} and system call tables.
 */
enum Abi {
  X86_64(0x10000, 0x20000, 217, 259),
  AARCH64(0x4000, 0x8000, 61, 33);

  final int openDirectory;
  final int openNoFollow;
  final long getdents64;
  final long mknodat;

  Abi(int openDirectory, int openNoFollow, long getdents64, long mknodat) {
    this.openDirectory = openDirectory;
    this.openNoFollow = openNoFollow;
    this.getdents64 = getdents64;
    this.mknodat = mknodat;
  }

  /**
   * Returns the numbers of this machine, which are needed to write trees.
   *
   * @throws FaultException where its architecture is not supported
   */
  static Abi ofThisMachine() throws FaultException {
    String name = System.getProperty("os.name", "");
    String architecture = Architecture.nameOfThisMachine();
    return of(name, architecture)
        .orElseThrow(
            () ->
                new FaultException(
                    ErrorCode.HOST_UNSUITABLE,
                    "cannot write image trees",
                    "expected Linux on x86_64 or aarch64, found " + name + " on " + architecture,
                    new Remedy.None()));
  }

  /**
   * Returns the numbers for a JVM's {@code os.name} and {@code os.arch}; empty where these are not
   * supported.
   */
  static Optional<Abi> of(String osName, String osArch) {
    if (!osName.equals("Linux")) {
      return Optional.empty();
    }
    return switch (osArch) {
      case "amd64", "x86_64" -> Optional.of(X86_64);
      case "aarch64" -> Optional.of(AARCH64);
      default -> Optional.empty();
    };
  }
}
