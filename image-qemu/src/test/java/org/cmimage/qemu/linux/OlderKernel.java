package org.cmimage.qemu.linux;

import org.cmimage.core.syscall.HostCalls;

/** The calls as they work on kernels before 5.6, which have no {@code openat2}. */
public final class OlderKernel {
  private OlderKernel() {}

  public static HostCalls calls() {
    return new LinuxHostCalls(false);
  }
}
