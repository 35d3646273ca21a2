package org.cmimage.core.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.collect.ImmutableMap;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.cmimage.core.codec.Decompression;
import org.cmimage.core.format.CpioReader;
import org.cmimage.core.format.ElfHeader;
import org.cmimage.core.format.LimitedStream;
import org.cmimage.core.identity.CodePlaces;
import org.cmimage.core.identity.OffendingPaths;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;

/**
 * The content of an initramfs: concatenated cpio archives with zero bytes between them; the last
 * one is compressed where the first ones contain microcode or data that is compressed already.
 */
public final class InitramfsContent {
  /**
   * Private keys of ssh servers that unlock disks, of Mandos, of Kerberos, and of encrypted disks.
   */
  private static final Pattern KEYS =
      Pattern.compile(
          ".*/(?:dropbear_[^/]+_host_key|ssh_host_[^/]+_key|seckey\\.txt|tls-privkey\\.pem"
              + "|[^/]+\\.keytab|cryptroot/keyfiles/[^/]+)");

  private static final int BUFFER = 64 * 1024;

  /** The kernel's decompressors, by the first two bytes: the table in its lib/decompress.c. */
  private static final ImmutableMap<Integer, String> COMPRESSIONS =
      ImmutableMap.<Integer, String>builder()
          .put(0x1f8b, "gzip")
          .put(0x1f9e, "gzip")
          .put(0x425a, "bzip2")
          .put(0x5d00, "lzma")
          .put(0xfd37, "xz")
          .put(0x894c, "lzo")
          .put(0x0221, "lz4")
          .put(0x28b5, "zstd")
          .buildOrThrow();

  /** The limit of the decompressed size in bytes, as it has to fit into the memory of a node. */
  private static final long MAX_BYTES = 4L << 30;

  private static final int MAX_MEMBERS = 1_000_000;

  /** The limit of module directories remembered; a real initramfs has one. */
  private static final int MAX_RELEASES = 16;

  private final Architecture architecture;
  private final CodePlaces codePlaces;
  private final TreeMap<String, OffendingPaths> foreign = new TreeMap<>();
  private final Set<String> moduleReleases = new HashSet<>();
  private long wantedPrograms;
  private final OffendingPaths keys = new OffendingPaths();
  private boolean hasInit;
  private int members;

  private InitramfsContent(Architecture architecture) {
    this.architecture = architecture;
    this.codePlaces = new CodePlaces(architecture, false);
  }

  /** A compression that the kernel may support and the installed {@link Decompression} does not. */
  static final class UnknownFormat extends IOException {
    private static final long serialVersionUID = 1;

    UnknownFormat(String message) {
      super(message);
    }
  }

  /**
   * Reads an initramfs to its end.
   *
   * @param file the caller closes it
   * @throws UnknownFormat where it cannot be decompressed here
   * @throws IOException where it is damaged or cannot be read
   */
  public static InitramfsContent read(
      InputStream file, Architecture architecture, Decompression decompression) throws IOException {
    InitramfsContent content = new InitramfsContent(architecture);
    BufferedInputStream in = new BufferedInputStream(file, BUFFER);
    if (content.archives(in)) {
      content.compressed(in, decompression);
    }
    return content;
  }

  private void compressed(BufferedInputStream in, Decompression decompression) throws IOException {
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    String format = COMPRESSIONS.get(magic);
    if (format == null) {
      throw new IOException(
          String.format("neither cpio nor compressed: it starts with %04x", magic));
    }
    try (InputStream unpacked = new LimitedStream(decompression.open(in), MAX_BYTES)) {
      BufferedInputStream buffered = new BufferedInputStream(unpacked, BUFFER);
      if (archives(buffered)) {
        buffered.mark(2);
        if ((buffered.read() << 8 | buffered.read()) == magic) {
          throw new UnknownFormat(format + " compression, which cannot be read here");
        }
        throw new IOException("its " + format + " part holds something else than cpio");
      }
    }
  }

  /** Reads cpio archives. Returns whether other data follows them. */
  private boolean archives(BufferedInputStream in) throws IOException {
    while (true) {
      int first;
      do {
        in.mark(1);
        first = in.read();
      } while (first == 0);
      if (first < 0) {
        return false;
      }
      in.reset();
      if (first != '0') {
        return true;
      }
      CpioReader archive = new CpioReader(in);
      for (var member = archive.next(); member.isPresent(); member = archive.next()) {
        take(archive, member.get());
      }
    }
  }

  private void take(CpioReader archive, CpioReader.Member member) throws IOException {
    if (++members > MAX_MEMBERS) {
      throw new IOException("expected at most " + MAX_MEMBERS + " members, found more");
    }
    TreePath path;
    try {
      path = TreePath.of(member.name());
    } catch (IllegalArgumentException e) {
      throw new IOException("a member's name is none: " + e.getMessage(), e);
    }
    if (member.isRegular() && KEYS.matcher(path.toString()).matches()) {
      keys.add(path);
    }
    hasInit |= path.depth() == 1 && new String(path.name(), ISO_8859_1).equals("init");
    module(path);
    if (member.isRegular() && member.size() >= ElfHeader.LENGTH) {
      ElfHeader.parse(ByteBuffer.wrap(archive.head(ElfHeader.LENGTH)))
          .ifPresent(header -> program(path, header));
    }
  }

  private void program(TreePath path, ElfHeader header) {
    if (header.isFor(architecture)) {
      wantedPrograms++;
    } else if (header.isProgram() && codePlaces.hold(path)) {
      foreign.computeIfAbsent(header.machineName(), key -> new OffendingPaths()).add(path);
    }
  }

  private void module(TreePath path) {
    String text = path.toString();
    int start =
        text.startsWith("/usr/lib/modules/") ? 17 : text.startsWith("/lib/modules/") ? 13 : 0;
    int end = text.indexOf('/', start);
    if (start > 0 && end > 0 && moduleReleases.size() < MAX_RELEASES) {
      moduleReleases.add(text.substring(start, end));
    }
  }

  /** Returns the number of programs and libraries for the architecture. */
  public long wantedPrograms() {
    return wantedPrograms;
  }

  /** Returns the programs and libraries for other machines, by machine. */
  TreeMap<String, OffendingPaths> foreign() {
    return foreign;
  }

  /** Returns the private keys in it, which all nodes that boot it share. */
  OffendingPaths keys() {
    return keys;
  }

  /** Returns whether it has the program that the kernel starts. */
  boolean hasInit() {
    return hasInit;
  }

  /** Returns the kernel releases it has modules for. */
  Set<String> moduleReleases() {
    return Set.copyOf(moduleReleases);
  }
}
