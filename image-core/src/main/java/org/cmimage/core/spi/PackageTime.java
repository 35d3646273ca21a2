package org.cmimage.core.spi;

import java.time.Duration;
import java.util.Locale;

/**
 * The time that one phase of one package took.
 *
 * @param packageName without its architecture, such as {@code libc6}
 * @param phase the phase
 * @param time wall time, 0 or more
 */
public record PackageTime(String packageName, Phase phase, Duration time) {
  public PackageTime {
    if (time.isNegative()) {
      throw new IllegalArgumentException("negative time " + time + " of " + packageName);
    }
  }

  /** The phases of a package, in this order. */
  public enum Phase {
    /** Its archive is extracted by the head node; several are extracted at the same time. */
    UNPACK,
    /** Its pre-installation script runs. */
    PREINST,
    /**
     * The image's own package manager runs its pre-installation script and extracts its archive,
     * because the script may depend on when that is done.
     */
    IN_TURN,
    /**
     * The package manager configures it: new configuration files, its post-installation script if
     * it has one, and the record that it is installed. Programs of the script that were deferred
     * until all is configured count, too.
     */
    POSTINST,
    /** Its post-installation script runs for the triggers that other packages activated. */
    TRIGGER,
    /**
     * The initramfs is generated with it and compressed; other scripts may run at the same time.
     */
    INITRAMFS;

    /** Returns whether programs of the image run in this phase. */
    public boolean isScript() {
      return this != UNPACK;
    }

    /** Returns the name for display and files, such as {@code postinst}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
