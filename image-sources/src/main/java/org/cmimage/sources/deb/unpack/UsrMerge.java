package org.cmimage.sources.deb.unpack;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;

/**
 * How a release comes to have {@code /bin}, {@code /sbin} and {@code /lib*} as links into {@code
 * /usr}.
 */
public enum UsrMerge {
  /**
   * Whoever makes the tree makes the links before anything is unpacked, as debootstrap does; no
   * package has them.
   */
  LINKS,
  /**
   * Its base-files package has them; they are still made first, as packages are unpacked in no
   * order.
   */
  PACKAGE;

  private static final int DEBIAN_WITH_PACKAGE = 13;
  private static final int UBUNTU_WITH_PACKAGE = 2404;

  /** How a release of Debian or Ubuntu does it. */
  public static UsrMerge of(Distribution distribution) {
    int first =
        switch (distribution.vendor()) {
          case "debian" -> DEBIAN_WITH_PACKAGE;
          case "ubuntu" -> UBUNTU_WITH_PACKAGE;
          default ->
              throw new IllegalArgumentException(distribution + " is made of no Debian packages");
        };
    return Integer.parseInt(distribution.release()) >= first ? PACKAGE : LINKS;
  }

  /** The names in the root directory that are links to the same name in {@code usr}. */
  List<String> links(Architecture architecture) {
    return switch (architecture) {
      case AARCH64, RISCV64 -> ImmutableList.of("bin", "sbin", "lib");
      case X86_64 ->
          this == LINKS
              ? ImmutableList.of("bin", "sbin", "lib", "lib32", "lib64", "libx32")
              : ImmutableList.of("bin", "sbin", "lib", "lib64");
    };
  }
}
