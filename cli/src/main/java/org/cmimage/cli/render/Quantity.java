package org.cmimage.cli.render;

import java.time.Duration;
import java.util.Locale;

/** Numbers for display. */
public final class Quantity {
  private Quantity() {}

  /** Returns a number of bytes in binary units, such as {@code 142.3 MiB}. */
  public static String bytes(long bytes) {
    String[] units = {"KiB", "MiB", "GiB", "TiB"};
    double value = bytes / 1024.0;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return bytes < 1024 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }

  /** Returns a time as {@code 12.3 s} or {@code 4 min 07 s}. */
  public static String time(Duration time) {
    return time.toMinutes() == 0
        ? String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0)
        : String.format(Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart());
  }
}
