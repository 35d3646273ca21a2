package org.cmimage.qemu.isal;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.Deflater;
import org.cmimage.core.codec.RawInflater;

/** The host's ISA-L, if installed, as {@code libisal.so.2} of the package that igzip uses. */
public final class IsalLibrary implements RawInflater.Library {

  /** The result of a single test whether the library is present and works. */
  private static final class Trial {
    private static final boolean PASSED = passes();

    private static boolean passes() {
      byte[] content = new byte[1000];
      Arrays.fill(content, 300, 600, (byte) 'x');
      Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
      deflater.setInput(content);
      deflater.finish();
      byte[] deflated = new byte[content.length];
      int length = deflater.deflate(deflated);
      deflater.end();
      byte[] out = new byte[content.length + 1];
      try (RawInflater inflater = new IsalInflater()) {
        inflater.setInput(deflated, 0, length + 3);
        return inflater.inflate(out, 0, out.length) == content.length
            && inflater.isFinished()
            && inflater.unused() == 3
            && Arrays.equals(out, 0, content.length, content, 0, content.length);
      } catch (IOException | LinkageError absent) {
        return false;
      }
    }
  }

  /** Makes the service, for {@link java.util.ServiceLoader}. */
  public IsalLibrary() {}

  @Override
  public Optional<RawInflater> inflater() {
    return Trial.PASSED ? Optional.of(new IsalInflater()) : Optional.empty();
  }
}
