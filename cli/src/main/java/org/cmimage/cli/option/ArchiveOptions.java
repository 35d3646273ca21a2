package org.cmimage.cli.option;

import org.cmimage.core.ArchiveReading;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import picocli.CommandLine.Option;

/** The options for reading an archive. */
public final class ArchiveOptions {
  private static final int LEAST_MIB = 16;
  private static final int MOST_MIB = 4096;

  @Option(
      names = "--concatenated",
      description =
          "Read archives that follow the end mark of the first one too, as tar --ignore-zeros"
              + " does.")
  private boolean concatenated;

  @Option(
      names = "--memory-limit",
      paramLabel = "MIB",
      description =
          "MiB that decompression may take: the window of zstd --long, the dictionary of xz."
              + " Default: ${DEFAULT-VALUE}.")
  private int memory = ArchiveReading.COMMON_MEMORY_MIB;

  /** Returns the requested settings. */
  public ArchiveReading reading() throws ImageException {
    if (memory < LEAST_MIB || memory > MOST_MIB) {
      throw new ImageException(
          ErrorCode.INVALID_REQUEST,
          "cannot use --memory-limit " + memory,
          "expected " + LEAST_MIB + " to " + MOST_MIB + " (MiB)",
          new Remedy.None());
    }
    return new ArchiveReading(concatenated, memory);
  }
}
