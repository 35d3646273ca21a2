package org.cmimage.endtoend.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An initramfs, unpacked by the tools that make one: cpio archives, the last of them in a
 * compressed part that holds such archives itself.
 */
public final class Initramfs {
  private static final int HEADER = 110;
  private static final int FILE_SIZE_AT = 54;
  private static final int NAME_SIZE_AT = 94;

  /** By the first two bytes. */
  private static final Map<String, String> TOOLS =
      Map.of("1f8b", "gzip", "28b5", "zstd", "fd37", "xz");

  private Initramfs() {}

  /** Unpacks the one initramfs of an image into a tree below {@code scratch}, which is returned. */
  public static Path unpackOf(Path image, Path scratch) throws IOException, InterruptedException {
    try (Stream<Path> boot = Files.list(image.resolve("boot"))) {
      List<Path> found =
          boot.filter(file -> file.getFileName().toString().startsWith("initrd.img-")).toList();
      assertThat(found).hasSize(1);
      return unpack(found.get(0), scratch);
    }
  }

  /** Unpacks {@code file} into {@code tree} below {@code scratch}, which is returned. */
  public static Path unpack(Path file, Path scratch) throws IOException, InterruptedException {
    Path tree = Files.createDirectory(scratch.resolve("tree"));
    Path rest = file;
    for (int depth = 0; depth < 3; depth++) {
      long compressed = archives(rest, tree);
      if (compressed == Files.size(rest)) {
        return tree;
      }
      Path unpacked = scratch.resolve("part" + depth);
      shell(
          scratch,
          "tail -c +$(($2 + 1)) \"$1\" | $3 -dc >\"$4\"",
          rest.toString(),
          Long.toString(compressed),
          tool(rest, compressed),
          unpacked.toString());
      rest = unpacked;
    }
    throw new AssertionError(file + " is compressed more than twice");
  }

  /** Unpacks the archives at its beginning; where something else begins, or its length. */
  private static long archives(Path file, Path tree) throws IOException, InterruptedException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      for (long at = 0; at < in.length(); ) {
        in.seek(at);
        int first = in.read();
        if (first == 0) {
          at++;
        } else if (first != '0') {
          return at;
        } else {
          shell(
              tree,
              "tail -c +$(($2 + 1)) \"$1\" | cpio --extract --make-directories --unconditional"
                  + " --preserve-modification-time --quiet --no-absolute-filenames",
              file.toString(),
              Long.toString(at));
          at = end(in, at);
        }
      }
      return in.length();
    }
  }

  /** Where the archive that begins at {@code start} ends. */
  private static long end(RandomAccessFile in, long start) throws IOException {
    byte[] header = new byte[HEADER];
    for (long at = start; ; ) {
      in.seek(at);
      in.readFully(header);
      assertThat(new String(header, 0, 6, StandardCharsets.US_ASCII)).isIn("070701", "070702");
      byte[] name = new byte[(int) field(header, NAME_SIZE_AT)];
      in.readFully(name);
      at += aligned(HEADER + name.length) + aligned(field(header, FILE_SIZE_AT));
      if (new String(name, StandardCharsets.US_ASCII).equals("TRAILER!!!\0")) {
        return at;
      }
    }
  }

  private static long field(byte[] header, int at) {
    return HexFormat.fromHexDigitsToLong(new String(header, at, 8, StandardCharsets.US_ASCII));
  }

  private static long aligned(long length) {
    return length + 3 & ~3;
  }

  private static String tool(Path file, long at) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(at);
      byte[] magic = new byte[2];
      in.readFully(magic);
      String found = HexFormat.of().formatHex(magic);
      assertThat(TOOLS).as("%s at %d", file, at).containsKey(found);
      return TOOLS.get(found);
    }
  }

  private static void shell(Path directory, String script, String... arguments)
      throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 4];
    command[0] = "sh";
    command[1] = "-ec";
    command[2] = script;
    command[3] = "sh";
    System.arraycopy(arguments, 0, command, 4, arguments.length);
    Program.output(directory, command);
  }
}
