package org.cmimage.endtoend.trial;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What is in a tree, as {@code find}, {@code sha256sum} and {@code getfattr} see it: none of it is
 * read by code that is under test here. Bytes of names are held as ISO 8859-1.
 *
 * @param nodes by path without leading slash; the root's is empty
 */
public record TreeListing(SortedMap<String, Node> nodes) {

  /**
   * One node.
   *
   * @param type as {@code find} prints it
   * @param mode octal permission bits
   * @param owner numeric user and group
   * @param target of a symbolic link
   * @param twin the first of a file's hard links; empty where there is one name only
   * @param changed seconds since the epoch at which its content changed last
   * @param xattrs a line each
   * @param digest SHA-256 of a file's content
   */
  public record Node(
      String type,
      String mode,
      String owner,
      String target,
      String twin,
      long changed,
      String xattrs,
      String digest) {}

  private static final int FIELDS = 9;

  /** Lists a tree on disk. */
  public static TreeListing of(Path tree) throws IOException, InterruptedException {
    Map<String, String> digests = digests(tree);
    Map<String, String> xattrs = xattrs(tree);
    Map<String, String> twins = new HashMap<>();
    SortedMap<String, List<String>> found = new TreeMap<>();
    String format = "%y\\0%m\\0%U:%G\\0%l\\0%i\\0%n\\0%T@\\0%P\\0\\n";
    Splitter fields = Splitter.on('\0').limit(FIELDS);
    for (String line :
        Splitter.on("\0\n").split(Program.output(tree, "find", ".", "-printf", format))) {
      if (!line.isEmpty()) {
        List<String> node = fields.splitToList(line);
        found.put(node.get(7), node);
      }
    }
    SortedMap<String, Node> nodes = new TreeMap<>();
    found.forEach(
        (path, node) -> {
          boolean shared = !node.get(0).equals("d") && !node.get(5).equals("1");
          nodes.put(
              path,
              new Node(
                  node.get(0),
                  node.get(1),
                  node.get(2),
                  node.get(3),
                  shared ? twins.computeIfAbsent(node.get(4), inode -> path) : "",
                  Long.parseLong(node.get(6).replaceFirst("\\..*", "")),
                  xattrs.getOrDefault(path, ""),
                  digests.getOrDefault(path, "")));
        });
    return new TreeListing(nodes);
  }

  /** Reads a listing that {@link #write} wrote. */
  public static TreeListing read(Path file) throws IOException {
    SortedMap<String, Node> nodes = new TreeMap<>();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      String all = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      Splitter fields = Splitter.on('\0').limit(FIELDS);
      for (String line : Splitter.on("\0\n").omitEmptyStrings().split(all)) {
        List<String> node = fields.splitToList(line);
        nodes.put(
            node.get(0),
            new Node(
                node.get(1),
                node.get(2),
                node.get(3),
                node.get(4),
                node.get(5),
                Long.parseLong(node.get(6)),
                node.get(7),
                node.get(8)));
      }
    }
    return new TreeListing(nodes);
  }

  /** Writes the listing to a file, compressed. */
  public void write(Path file) throws IOException {
    try (Writer out =
        new OutputStreamWriter(
            new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.ISO_8859_1)) {
      for (Map.Entry<String, Node> entry : nodes.entrySet()) {
        Node node = entry.getValue();
        List<String> fields =
            List.of(
                entry.getKey(),
                node.type(),
                node.mode(),
                node.owner(),
                node.target(),
                node.twin(),
                Long.toString(node.changed()),
                node.xattrs(),
                node.digest());
        out.write(String.join("\0", fields) + "\0\n");
      }
    }
  }

  private static Map<String, String> digests(Path tree) throws IOException, InterruptedException {
    String lines =
        Program.output(tree, "sh", "-c", "find . -type f -print0 | xargs -0r sha256sum -bz");
    Map<String, String> digests = new HashMap<>();
    for (String line : Splitter.on('\0').omitEmptyStrings().split(lines)) {
      digests.put(line.substring("sha256".length() + 60 + "./".length()), line.substring(0, 64));
    }
    return digests;
  }

  /** As dumped by {@code getfattr}: blocks of a line {@code # file: PATH} and one for each. */
  private static Map<String, String> xattrs(Path tree) throws IOException, InterruptedException {
    String dump = Program.output(tree, "getfattr", "-RPhd", "-m", "-", "-e", "hex", ".");
    Map<String, String> xattrs = new HashMap<>();
    for (String block : Splitter.on("\n\n").split(dump)) {
      List<String> lines = Splitter.on('\n').limit(2).splitToList(block);
      if (lines.size() == 2) {
        xattrs.put(lines.get(0).replaceFirst("^# file: (\\./)?", ""), lines.get(1));
      }
    }
    return xattrs;
  }
}
