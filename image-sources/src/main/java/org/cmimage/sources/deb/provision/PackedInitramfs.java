package org.cmimage.sources.deb.provision;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;

/**
 * An initramfs that mkinitramfs leaves unpacked between two marks ({@code quick-initramfs.sh}), to
 * be packed here: with zstd whether the image has that program or not, on all cores, and by the
 * head node's own processor.
 */
final class PackedInitramfs {
  /** The level that the distributions use; higher ones are much slower and save little. */
  private static final int LEVEL = 9;

  private static final int MAX_CONFIGURATION = 4 << 20;
  private static final int MAX_FUNCTIONS = 1 << 20;
  private static final TreePath FUNCTIONS = TreePath.of("usr/share/initramfs-tools/hook-functions");

  private final String mark;

  PackedInitramfs() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    this.mark = HexFormat.of().formatHex(random);
  }

  /** Returns the value of {@code CM_IMAGE_MARK}. */
  String mark() {
    return mark;
  }

  /** Returns whether a kernel supports zstd, according to its configuration. */
  static boolean suits(Rootfs tree, String kernelRelease) throws IOException {
    for (String place :
        new String[] {"boot/config-", "lib/modules/" + kernelRelease + "/config-"}) {
      Optional<byte[]> configuration =
          tree.read(TreePath.of(place + kernelRelease), MAX_CONFIGURATION);
      if (configuration.isPresent()) {
        return new String(configuration.get(), UTF_8).lines().anyMatch("CONFIG_RD_ZSTD=y"::equals);
      }
    }
    return false;
  }

  /**
   * Returns the functions of all hooks and of mkinitramfs itself, with ours; empty if there are
   * none.
   */
  static Optional<String> functions(Rootfs tree) throws IOException {
    Optional<byte[]> theirs = tree.read(FUNCTIONS, MAX_FUNCTIONS);
    if (theirs.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream ours = PackedInitramfs.class.getResourceAsStream("quick-initramfs.sh")) {
      return Optional.of(new String(theirs.get(), UTF_8) + new String(ours.readAllBytes(), UTF_8));
    }
  }

  static String functionsPath() {
    return FUNCTIONS.toString();
  }

  /** Packs what is between the marks; a file without marks is unchanged. */
  void pack(Rootfs tree, TreePath initramfs) throws IOException {
    try (InputStream file = tree.openFile(initramfs).orElseThrow()) {
      UntilMark parts = new UntilMark(file, mark.getBytes(US_ASCII));
      tree.write(
          initramfs,
          0644,
          out -> {
            parts.transferTo(out);
            if (parts.next()) {
              compress(parts, out);
              parts.next();
              parts.transferTo(out);
            }
          });
    }
  }

  private static void compress(InputStream in, OutputStream out) throws IOException {
    // Closing it ends the frame; the stream below ignores the close.
    try (ZstdOutputStream packed = new ZstdOutputStream(out, LEVEL)) {
      packed.setChecksum(true);
      packed.setWorkers(Runtime.getRuntime().availableProcessors());
      in.transferTo(packed);
    }
  }
}
