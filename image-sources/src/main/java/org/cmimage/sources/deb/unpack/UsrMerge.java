package org.cmimage.sources.deb.unpack;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;

/**
 * The ways in which releases make {@code /bin}, {@code /sbin} and {@code /lib*} links into {@code
 * /usr}.
 */
public enum UsrMerge {
  /** The links are made before anything is unpacked, as by debootstrap; no package has them. */
  LINKS,
  /**
   * The base-files package has them; they are still made first, because packages are unpacked in
   * any order.
   */
  PACKAGE;

  private static final int DEBIAN_WITH_PACKAGE = 13;
  private static final int UBUNTU_WITH_PACKAGE = 2404;

  /** Returns the way of a release of Debian or Ubuntu. */
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

  /** Returns the names in the root directory that are links to the same name in {@code usr}. */
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
