package org.cmimage.sources.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream.BlockSize;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class DecompressorTest {
  private static final Decompressor JAVA = Decompressor.inProcess();
  private static final Decompressor PROGRAMS = Decompressor.ofHost("/usr/bin:/bin");

  static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(7).nextBytes(content);
    Arrays.fill(content, size / 3, size / 2, (byte) 'x');
    return content;
  }

  static byte[] compress(Compression compression, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    switch (compression) {
      case GZIP -> write(new GZIPOutputStream(bytes), content);
      case XZ -> write(new XZOutputStream(bytes, new LZMA2Options(1)), content);
      case ZSTD -> bytes.write(Zstd.compress(content));
      case BZIP2 -> write(new BZip2CompressorOutputStream(bytes), content);
      case LZ4 -> write(lz4(bytes), content);
      case NONE -> bytes.write(content);
    }
    return bytes.toByteArray();
  }

  /** Compresses as lz4 does by default: with a checksum of the content. */
  private static OutputStream lz4(OutputStream out) throws IOException {
    return new FramedLZ4CompressorOutputStream(
        out, new FramedLZ4CompressorOutputStream.Parameters(BlockSize.M4, true, false, false));
  }

  private static void write(OutputStream out, byte[] content) throws IOException {
    try (out) {
      out.write(content);
    }
  }

  private static byte[] read(Decompressor decompressor, byte[] bytes) throws IOException {
    try (InputStream in = decompressor.open(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void decompressesWhatItRecognises(Compression compression) throws IOException {
    byte[] content = content(300_000);
    assertThat(read(JAVA, compress(compression, content))).isEqualTo(content);
    assertThat(read(PROGRAMS, compress(compression, content))).isEqualTo(content);
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void concatenatedMembersAreOneStream(Compression compression) throws IOException {
    byte[] first = content(100_000);
    byte[] second = "the rest".getBytes(StandardCharsets.US_ASCII);
    byte[] both = join(compress(compression, first), compress(compression, second));
    assertThat(read(JAVA, both)).isEqualTo(join(first, second));
    assertThat(read(PROGRAMS, both)).isEqualTo(join(first, second));
  }

  @ParameterizedTest
  @EnumSource(value = Compression.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void truncationAndGarbageAreErrors(Compression compression) throws IOException {
    byte[] whole = compress(compression, content(50_000));
    for (Decompressor decompressor : new Decompressor[] {JAVA, PROGRAMS}) {
      for (int length : new int[] {11, whole.length / 2, whole.length - 1}) {
        assertCorrupt(decompressor, compression, Arrays.copyOf(whole, length));
      }
      assertCorrupt(
          decompressor, compression, join(whole, "garbage".getBytes(StandardCharsets.US_ASCII)));
    }
  }

  private static void assertCorrupt(
      Decompressor decompressor, Compression compression, byte[] bytes) {
    assertThatThrownBy(() -> read(decompressor, bytes))
        .isInstanceOf(FaultException.class)
        .hasMessageStartingWith("cannot decompress " + compression + " data: ")
        .extracting(e -> ((FaultException) e).code())
        .isEqualTo(ErrorCode.SOURCE_CORRUPT);
  }

  /** RFC 8878, 3.1.2; pzstd and lz4 put them first, seekable zstd last. */
  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"ZSTD", "LZ4"})
  void skippableFramesAreSkipped(Compression compression) throws IOException {
    byte[] frame = {0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3};
    byte[] content = content(1000);
    byte[] data = join(compress(compression, content), frame);
    assertThat(read(JAVA, join(join(frame, frame), join(data, data))))
        .isEqualTo(join(content, content));
    byte[] long10k = {0x50, 0x2a, 0x4d, 0x18, 0x10, 0x27, 0, 0};
    byte[] first = join(Arrays.copyOf(long10k, 8 + 10_000), compress(Compression.ZSTD, content));
    assertThat(read(JAVA, first)).isEqualTo(content);
  }

  @Test
  void windowsBeyondTheLimitAreReadWithMoreMemory() throws IOException {
    byte[] content = content(1000);
    // a frame with a window of 512 MiB and one raw block, the last (RFC 8878, 3.1.1)
    byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) (19 << 3), 0x41, 0x1f, 0};
    byte[] zstd = join(frame, content);
    byte[] xz = withDictionary(compress(Compression.XZ, content(200_000)), 33);
    for (byte[] large : new byte[][] {zstd, xz}) {
      assertThatThrownBy(() -> read(PROGRAMS, large))
          .isInstanceOfSatisfying(
              FaultException.class,
              e ->
                  assertThat(e.remedy())
                      .describedAs(e.getMessage())
                      .isInstanceOfSatisfying(
                          Remedy.Advice.class,
                          advice -> assertThat(advice.text()).contains("--memory-limit")));
    }
    assertThat(read(PROGRAMS.withMemory(512), zstd)).isEqualTo(content);
    assertThat(read(PROGRAMS.withMemory(512), xz)).isEqualTo(content(200_000));
  }

  @Test
  void anEmptyStreamIsEmpty() throws IOException {
    assertThat(read(JAVA, new byte[0])).isEmpty();
  }

  @Test
  void textThatStartsLikeBzip2IsText() throws IOException {
    byte[] text = "BZh9 is a magic".getBytes(StandardCharsets.US_ASCII);
    assertThat(read(JAVA, text)).isEqualTo(text);
  }

  @Test
  void zerosAfterGzipArePadding() throws IOException {
    byte[] content = content(1000);
    byte[] padded = join(compress(Compression.GZIP, content), new byte[512]);
    assertThat(read(JAVA, padded)).isEqualTo(content);
  }

  @Test
  void zerosOfTheLastMemberAreNoPadding() throws IOException {
    byte[] empty = compress(Compression.GZIP, new byte[0]);
    byte[] garbage = "garbage".getBytes(StandardCharsets.US_ASCII);
    for (Decompressor decompressor : new Decompressor[] {JAVA, PROGRAMS}) {
      assertThat(read(decompressor, empty)).isEmpty();
      assertThat(read(decompressor, join(empty, empty))).isEmpty();
      assertThat(read(decompressor, join(empty, new byte[100_000]))).isEmpty();
      assertCorrupt(decompressor, Compression.GZIP, join(join(empty, new byte[300]), garbage));
    }
  }

  @Test
  void aBombIsNamedSo() {
    long limit = 4L << 30;
    assertThatCode(() -> CheckedStream.requirePlausible(1, limit)).doesNotThrowAnyException();
    assertThatCode(() -> CheckedStream.requirePlausible(limit / 100, 2 * limit))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> CheckedStream.requirePlausible(limit / 1000, limit + 1))
        .hasMessageContaining("at most 250 times");
  }

  @Test
  void dictionaryBeyondTheLimitIsRefused() throws IOException {
    byte[] hostile = withDictionary(compress(Compression.XZ, content(1000)), 36);
    for (Decompressor decompressor : new Decompressor[] {JAVA, PROGRAMS}) {
      assertThatThrownBy(() -> read(decompressor, hostile))
          .isInstanceOf(FaultException.class)
          .hasMessageContaining("emory");
    }
  }

  /** Changes the dictionary size in the block header (xz file format 5.3.1) and its CRC. */
  private static byte[] withDictionary(byte[] xz, int code) {
    byte[] changed = xz.clone();
    int header = 12;
    int length = (changed[header] + 1) * 4;
    changed[header + 4] = (byte) code;
    CRC32 crc = new CRC32();
    crc.update(changed, header, length - 4);
    for (int i = 0; i < 4; i++) {
      changed[header + length - 4 + i] = (byte) (crc.getValue() >> 8 * i);
    }
    return changed;
  }

  @Test
  void aFailingSourceIsNotCorruptData() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/xz")), "xz is not installed");
    byte[] xz = compress(Compression.XZ, content(400_000));
    for (Decompressor decompressor : new Decompressor[] {JAVA, PROGRAMS}) {
      InputStream failing =
          new SequenceInputStream(
              new ByteArrayInputStream(xz, 0, 200_000),
              new InputStream() {
                @Override
                public int read() throws IOException {
                  throw new IOException("disk failed");
                }
              });
      assertThatThrownBy(() -> decompressor.open(failing).readAllBytes())
          .isExactlyInstanceOf(IOException.class)
          .hasMessage("disk failed");
    }
  }

  @Test
  void closingEarlyLeavesNoProcess() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/xz")), "xz is not installed");
    long before = ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
    byte[] xz = compress(Compression.XZ, content(4_000_000));
    try (InputStream in = PROGRAMS.open(new ByteArrayInputStream(xz))) {
      assertThat(in.readNBytes(10)).hasSize(10);
    }
    await(before);
  }

  private static void await(long expected) {
    for (int i = 0; i < 100; i++) {
      if (ProcessHandle.current().children().filter(ProcessHandle::isAlive).count() <= expected) {
        return;
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    throw new AssertionError("a child process is left");
  }
}
