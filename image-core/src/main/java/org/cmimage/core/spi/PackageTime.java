package org.cmimage.core.spi;

import java.time.Duration;
import java.util.Locale;

/**
 * How long one package was worked on in one way.
 *
 * @param packageName without its architecture, such as {@code libc6}
 * @param phase what was done
 * @param time wall time, 0 or more
 */
public record PackageTime(String packageName, Phase phase, Duration time) {
  public PackageTime {
    if (time.isNegative()) {
      throw new IllegalArgumentException("negative time " + time + " of " + packageName);
    }
  }

  /** What is done with a package, in this order. */
  public enum Phase {
    /** Its archive is extracted by the head node; several are at the same time. */
    UNPACK,
    /** Its pre-installation script runs. */
    PREINST,
    /**
     * The image's own package manager runs its pre-installation script and extracts its archive, as
     * the script may notice when that is done.
     */
    IN_TURN,
    /**
     * The package manager configures it: new configuration files, its post-installation script
     * where it has one, and the note that it is installed. Programs of the script that were put off
     * until all is configured count too.
     */
    POSTINST,
    /** Its post-installation script runs for the triggers that other packages pulled. */
    TRIGGER,
    /** The initramfs is generated with it and packed; other scripts may run beside it. */
    INITRAMFS;

    /** Whether programs of the image run for it. */
    public boolean isScript() {
      return this != UNPACK;
    }

    /** The name for people and files, such as {@code postinst}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
