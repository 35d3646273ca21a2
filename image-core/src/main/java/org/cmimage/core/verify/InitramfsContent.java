package org.cmimage.core.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.cmimage.core.spi.Decompression;
import org.cmimage.core.spi.TreePath;
import org.cmimage.model.Architecture;

/**
 * What is in an initramfs: cpio archives one after another, zero bytes between them, the last of
 * them compressed as a whole where the first hold microcode or what is compressed already.
 */
final class InitramfsContent {
  private static final int BUFFER = 64 * 1024;

  /** Unpacked, it has to fit the memory of a node. */
  private static final long MAX_BYTES = 4L << 30;

  private static final int MAX_MEMBERS = 1_000_000;

  /** Module directories worth remembering; a real one has one. */
  private static final int MAX_RELEASES = 16;

  private final Architecture architecture;
  private final CodePlaces codePlaces;
  private final TreeMap<String, Offenders> foreign = new TreeMap<>();
  private final Set<String> moduleReleases = new HashSet<>();
  private long wantedPrograms;
  private boolean hasInit;
  private int members;

  private InitramfsContent(Architecture architecture) {
    this.architecture = architecture;
    this.codePlaces = new CodePlaces(architecture, false);
  }

  /** An initramfs in a format that this kernel's loader may know and we do not. */
  static final class UnknownFormat extends IOException {
    private static final long serialVersionUID = 1;

    UnknownFormat(String message) {
      super(message);
    }
  }

  /**
   * Reads an initramfs to its end.
   *
   * @param file stays the caller's
   * @throws UnknownFormat where something is neither a cpio archive nor can be decompressed
   * @throws IOException where it is damaged or cannot be read
   */
  static InitramfsContent read(
      InputStream file, Architecture architecture, Decompression decompression) throws IOException {
    InitramfsContent content = new InitramfsContent(architecture);
    BufferedInputStream in = new BufferedInputStream(file, BUFFER);
    if (content.archives(in)) {
      try (InputStream unpacked = new LimitedStream(decompression.open(in), MAX_BYTES)) {
        BufferedInputStream buffered = new BufferedInputStream(unpacked, BUFFER);
        if (content.archives(buffered)) {
          throw new UnknownFormat("neither cpio nor of a compression known here");
        }
      }
    }
    return content;
  }

  /** Reads cpio archives; whether there is something else after them. */
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
      foreign.computeIfAbsent(header.machineName(), key -> new Offenders()).add(path);
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

  /** How many programs and libraries are for the architecture. */
  long wantedPrograms() {
    return wantedPrograms;
  }

  /** The programs and libraries for other machines, by machine. */
  TreeMap<String, Offenders> foreign() {
    return foreign;
  }

  /** Whether there is what the kernel starts. */
  boolean hasInit() {
    return hasInit;
  }

  /** The kernel releases it has modules for. */
  Set<String> moduleReleases() {
    return Set.copyOf(moduleReleases);
  }
}
