package org.cmimage.core.boot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How an image is to be booted.
 *
 * @param limit how long it may take to come up; without effect on a boot for a user
 * @param memoryMiB the machine's memory
 * @param hasNetwork whether the machine gets a network card, with access to the head node's network
 * @param place the directory that the throw-away disk is made in; empty for the cluster's own
 * @param isForUser whether the console is this process's terminal, with root logged in, until the
 *     machine is switched off
 */
public record BootRequest(
    Duration limit, int memoryMiB, boolean hasNetwork, Optional<Path> place, boolean isForUser) {
  /** The smallest memory that distributions' kernels and initramfs archives fit in. */
  public static final int LEAST_MEMORY_MIB = 512;

  /** The memory of a machine unless another is requested. */
  public static final int MEMORY_MIB = 2048;

  /** The limit unless another is requested. */
  public static final Duration LIMIT = Duration.ofMinutes(10);
}
