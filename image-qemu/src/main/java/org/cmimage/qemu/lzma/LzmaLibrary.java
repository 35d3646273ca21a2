package org.cmimage.qemu.lzma;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.cmimage.core.codec.BlockDecoder;

/** The host's liblzma, if installed, as {@code liblzma.so.5} of the package that xz uses. */
public final class LzmaLibrary implements BlockDecoder.Library {
  /** The output of {@code printf 'abc' | xz --check=crc32}. */
  private static final byte[] ABC =
      HexFormat.of()
          .parseHex(
              "fd377a585a0000016922de360200210116000000742fe5a30100026162630000c24124350001170307600cbc9042990d010000000001595a");

  /** The result of a single test whether the library is present and works. */
  private static final class Trial {
    private static final boolean PASSED = passes();

    private static boolean passes() {
      byte[] out = new byte[8];
      try (BlockDecoder decoder = new LzmaBlocks()) {
        int count = decoder.decode(ABC, 0, ABC.length, out);
        return new String(out, 0, count, StandardCharsets.US_ASCII).equals("abc");
      } catch (IOException | LinkageError absent) {
        return false;
      }
    }
  }

  /** Makes the service, for {@link java.util.ServiceLoader}. */
  public LzmaLibrary() {}

  @Override
  public Optional<BlockDecoder> xz() {
    return Trial.PASSED ? Optional.of(new LzmaBlocks()) : Optional.empty();
  }
}
