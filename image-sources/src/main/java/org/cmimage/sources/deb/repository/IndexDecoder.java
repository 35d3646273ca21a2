package org.cmimage.sources.deb.repository;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Decodes index files, on a thread or in a process of its own, so that decoding and parsing overlap. The xz program is preferred to the
 * Java decoder, which takes twice as long. Thread-safe.
 */
public final class IndexDecoder {
  private static final int XZ_MEMORY_KIB = 128 << 10;
  private static final int BUFFER = 1 << 16;

  private final Optional<Path> xz;

  private IndexDecoder(Optional<Path> xz) {
    this.xz = xz;
  }

  /** Uses the programs found in these directories, and Java where there are none. */
  public static IndexDecoder find(List<Path> directories) {
    return new IndexDecoder(
        directories.stream().map(directory -> directory.resolve("xz")).filter(Files::isExecutable).findFirst());
  }

  /**
   * Opens a file.
   *
   * @param limit decoded bytes at most; a file with more fails
   */
  InputStream open(Path file, Compression compression, long limit) throws IOException {
    InputStream decoded =
        switch (compression) {
          case NONE -> Files.newInputStream(file);
          case GZIP -> new BackgroundStream(new GZIPInputStream(Files.newInputStream(file), BUFFER));
          case ZSTD -> new BackgroundStream(new ZstdInputStream(Files.newInputStream(file)));
          case XZ -> xz.isPresent() ? new XzProcessStream(xz.get(), file) : new BackgroundStream(javaXz(file));
        };
    return new LimitedStream(decoded, limit, file);
  }

  private static InputStream javaXz(Path file) throws IOException {
    return new XZInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER), XZ_MEMORY_KIB);
  }

  /** Ends with an exception, not with an end of file, where the program failed. */
  private static final class XzProcessStream extends InputStream {
    private final Process process;
    private final Path file;
    private final InputStream out;

    XzProcessStream(Path xz, Path file) throws IOException {
      ProcessBuilder builder =
          new ProcessBuilder(xz.toString(), "-dc", "-M", XZ_MEMORY_KIB + "KiB", "--", file.toString());
      builder.environment().clear();
      builder.environment().putAll(Map.of("LC_ALL", "C", "PATH", "/usr/bin:/bin"));
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      this.process = builder.start();
      this.file = file;
      this.out = process.getInputStream();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] block, int offset, int length) throws IOException {
      int n = out.read(block, offset, length);
      if (n < 0) {
        requireSuccess();
      }
      return n;
    }

    private void requireSuccess() throws IOException {
      try {
        int status = process.waitFor();
        if (status != 0) {
          throw new IOException("cannot decode " + file + ": xz ended with exit status " + status);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while decoding " + file, e);
      }
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      out.close();
    }
  }

  /** Fails behind the limit: a small file can be made to decode into terabytes. */
  private static final class LimitedStream extends InputStream {
    private final InputStream in;
    private final Path file;
    private long left;

    LimitedStream(InputStream in, long limit, Path file) {
      this.in = in;
      this.left = limit;
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] block, int offset, int length) throws IOException {
      int n = in.read(block, offset, length);
      left -= Math.max(0, n);
      if (left < 0) {
        throw new IOException("cannot decode " + file + ": it has more bytes than its repository says");
      }
      return n;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
