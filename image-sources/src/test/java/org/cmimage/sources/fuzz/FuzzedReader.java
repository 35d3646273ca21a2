package org.cmimage.sources.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.cmimage.core.format.deb822.ControlReader;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.archive.DebArchive;
import org.cmimage.sources.deb.archive.DebFixture;
import org.cmimage.sources.deb.control.ControlData;
import org.cmimage.sources.iso.IsoImage;
import org.cmimage.sources.iso.IsoTree;
import org.cmimage.sources.squashfs.ImageInMemory;
import org.cmimage.sources.squashfs.SquashfsImage;
import org.cmimage.sources.squashfs.SquashfsImage.Use;
import org.cmimage.sources.tar.TarFixture;
import org.cmimage.sources.tar.TarFixture.Header;
import org.cmimage.sources.tar.TarReader;

/** The readers of untrusted bytes. */
enum FuzzedReader {
  /** Compressed streams, in the format that their first bytes indicate. */
  COMPRESSED {
    @Override
    void read(byte[] data) throws IOException {
      try (InputStream decoded = DECOMPRESSOR.open(new ByteArrayInputStream(data), data.length)) {
        decoded.readNBytes(MOST);
      }
    }

    @Override
    List<byte[]> seeds() throws IOException {
      byte[] text = "Package: tool\nVersion: 1.0\n".repeat(9).getBytes();
      return List.of(
          gzip(text),
          compressed(CompressorStreamFactory.XZ, text),
          compressed(CompressorStreamFactory.ZSTANDARD, text),
          compressed(CompressorStreamFactory.LZ4_FRAMED, text),
          compressed(CompressorStreamFactory.BZIP2, text));
    }
  },

  /** Binary packages of Debian. */
  DEB {
    @Override
    void read(byte[] data) throws IOException {
      Path file = Files.createTempFile("fuzz", ".deb");
      try {
        Files.write(file, data);
        try (DebArchive deb = DebArchive.open(file, DECOMPRESSOR)) {
          deb.readData(new Drain());
        }
      } finally {
        Files.delete(file);
      }
    }

    @Override
    List<byte[]> seeds() throws IOException {
      Path file = Files.createTempFile("seed", ".deb");
      try {
        new DebFixture("tool", "arm64", "")
            .member("conffiles", "/etc/tool.conf\n")
            .file("/etc/tool.conf", "x\n")
            .symlink("/usr/bin/tool", "../lib/tool")
            .write(file);
        return List.of(Files.readAllBytes(file));
      } finally {
        Files.delete(file);
      }
    }
  },

  /** ISO 9660 images; the bytes are those after the system area, which is never read. */
  ISO {
    @Override
    void read(byte[] data) throws IOException {
      byte[] all = new byte[SYSTEM_AREA + data.length];
      System.arraycopy(data, 0, all, SYSTEM_AREA, data.length);
      IsoImage image = IsoImage.open(new ImageInMemory("input", all));
      image.bootImages();
      image.partitions();
      IsoTree.read(image, new Drain());
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return Corpus.valid(this);
    }
  },

  /** Squashfs images. */
  SQUASHFS {
    @Override
    void read(byte[] data) throws IOException {
      SquashfsImage.open(new ImageInMemory("input", data))
          .readEntries(Use.SOME_CONTENT, new Drain());
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return Corpus.valid(this);
    }
  },

  /** Indices and databases of packages: paragraphs of fields. */
  STANZAS {
    @Override
    void read(byte[] data) throws IOException {
      try (ControlReader reader =
          ControlData.reader(new ByteArrayInputStream(data), "input", List.of())) {
        while (reader.next().isPresent()) {}
      }
    }

    @Override
    List<byte[]> seeds() {
      return List.of("Package: a\nDescription: b\n c\n .\n\n# d\nPackage: e\n".getBytes());
    }
  },

  /** Archives without compression. */
  TAR {
    @Override
    void read(byte[] data) throws IOException {
      Drain drain = new Drain();
      TarReader.readNamed(
          new ByteArrayInputStream(data),
          TarReader.Concatenation.READ,
          (entry, names, content) -> drain.accept(entry, content));
    }

    @Override
    List<byte[]> seeds() {
      return List.of(
          new TarFixture()
              .header(new Header("./", '5').text(100, "0000755"))
              .file("./file", "content".getBytes())
              .header(new Header("./link", '2').text(157, "file"))
              .header(new Header("./hard", '1').text(157, "./file"))
              .pax('x', "mtime", "1.5", "SCHILY.xattr.user.a", "b", "path", "long")
              .file("./other", "1234".getBytes())
              .end());
    }
  };

  private static final Decompressor DECOMPRESSOR = Decompressor.inProcess().withMemory(64);
  private static final int SYSTEM_AREA = 16 * 2048;
  private static final int MOST = 8 << 20;

  /**
   * Reads the bytes completely.
   *
   * @throws IOException if they are refused: with a message; no other exception may be thrown
   */
  abstract void read(byte[] data) throws IOException;

  /** Returns valid initial inputs. */
  abstract List<byte[]> seeds() throws IOException;

  private static byte[] gzip(byte[] data) throws IOException {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(result)) {
      gzip.write(data);
    }
    return result.toByteArray();
  }

  private static byte[] compressed(String format, byte[] data) throws IOException {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    try (OutputStream out =
        new CompressorStreamFactory().createCompressorOutputStream(format, result)) {
      out.write(data);
    } catch (CompressorException e) {
      throw new IOException(e);
    }
    return result.toByteArray();
  }
}
