package org.cmimage.endtoend.truth.tree;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.cmimage.model.Architecture;

/** The machines that the ELF files of a tree are for. */
final class ElfCensus {
  private static final int HEADER = 20;
  private static final int MACHINE_AT = 18;
  private static final int DATA_AT = 5;
  private static final int BIG_ENDIAN = 2;
  private static final int NO_MACHINE = 0;
  private static final int BPF = 247;
  private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};

  private ElfCensus() {}

  /**
   * Returns the files that are for another machine by path, but those that a package brings just
   * so, such as a compiler's libraries.
   */
  static SortedMap<String, String> strangers(Path tree, Architecture architecture)
      throws IOException {
    int own = architecture.elfMachine();
    SortedMap<String, Integer> others = new TreeMap<>();
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && attributes.size() >= HEADER) {
              int machine = machine(file);
              if (machine != own && machine != NO_MACHINE && machine != BPF) {
                others.put(tree.relativize(file).toString(), machine);
              }
            }
            return FileVisitResult.CONTINUE;
          }
        });
    SortedMap<String, String> strangers = new TreeMap<>();
    if (!others.isEmpty()) {
      Set<String> packaged = digests(tree);
      for (Map.Entry<String, Integer> other : others.entrySet()) {
        if (!packaged.contains(md5(tree.resolve(other.getKey())).toString())) {
          strangers.put(other.getKey(), "machine " + other.getValue());
        }
      }
    }
    return strangers;
  }

  /** Returns the machine of a file; that of none where it is no ELF file. */
  private static int machine(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] header = in.readNBytes(HEADER);
      for (int i = 0; i < MAGIC.length; i++) {
        if (header[i] != MAGIC[i]) {
          return NO_MACHINE;
        }
      }
      ByteOrder order =
          header[DATA_AT] == BIG_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      return Short.toUnsignedInt(ByteBuffer.wrap(header).order(order).getShort(MACHINE_AT));
    }
  }

  /** Returns the MD5 of all files as the packages' own lists have them. */
  private static Set<String> digests(Path tree) throws IOException {
    Set<String> digests = new HashSet<>();
    try (Stream<Path> info = Files.list(tree.resolve("var/lib/dpkg/info"))) {
      for (Path list : info.filter(file -> file.toString().endsWith(".md5sums")).toList()) {
        try (Stream<String> lines = Files.lines(list, StandardCharsets.ISO_8859_1)) {
          lines.forEach(line -> digests.add(line.replaceFirst(" .*", "")));
        }
      }
    }
    return digests;
  }

  @SuppressWarnings("deprecation") // dpkg's lists have MD5
  private static HashCode md5(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.md5());
  }
}
