package org.cmimage.core.tree;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import com.google.common.io.BaseEncoding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.core.tree.TreeEntry.Kind;

/** An entry with its content, as tests spell it. */
public record Sample(TreeEntry entry, byte[] content) {
  /** Attributes of root with a time. */
  public static Attributes mode(int mode) {
    return new Attributes(mode, 0, 0, 1_600_000_000L, 5, Map.of());
  }

  /** A file, mode 0644. */
  public static Sample file(String path, String content) {
    byte[] bytes = content.getBytes(UTF_8);
    return new Sample(
        new TreeEntry(TreePath.of(path), new Kind.Regular(bytes.length), mode(0644)), bytes);
  }

  /** A directory. */
  public static Sample folder(String path, int mode) {
    return plain(path, new Kind.Directory(), mode(mode));
  }

  /** A symbolic link. */
  public static Sample symlink(String path, String target) {
    return plain(path, new Kind.Symlink(target.getBytes(UTF_8)), mode(0777));
  }

  /** A second name. */
  public static Sample hardLink(String path, String target) {
    return plain(path, new Kind.HardLink(TreePath.of(target)), mode(0644));
  }

  /** Anything without content. */
  public static Sample plain(String path, Kind kind, Attributes attributes) {
    return new Sample(new TreeEntry(TreePath.of(path), kind, attributes), new byte[0]);
  }

  /** The same with other attributes. */
  public Sample with(Attributes attributes) {
    return new Sample(new TreeEntry(entry.path(), entry.kind(), attributes), content);
  }

  /** Writes it. */
  public void to(EntrySink sink) throws IOException {
    sink.accept(entry, new ByteArrayInputStream(content));
  }

  /**
   * The line that {@link org.cmimage.core.syscall.TreeDump} has for it, if it has {@code links}
   * names.
   */
  public String line(int links) {
    Attributes attributes = entry.attributes();
    Kind kind = entry.kind();
    String owner = attributes.uid() + ":" + attributes.gid();
    String time = String.format("%d.%09d", attributes.mtimeSeconds(), attributes.mtimeNanos());
    String mode = String.format("%04o", attributes.mode());
    StringBuilder line = new StringBuilder();
    if (kind instanceof Kind.Regular) {
      String digest = Hashing.sha256().hashBytes(content).toString();
      line.append(
          "REGULAR "
              + mode
              + " "
              + owner
              + " "
              + time
              + " "
              + content.length
              + "x"
              + links
              + " "
              + digest);
    } else if (kind instanceof Kind.Directory) {
      line.append("DIRECTORY " + mode + " " + owner + " " + time + " ");
    } else if (kind instanceof Kind.Symlink link) {
      line.append(
          "SYMLINK - " + owner + " " + time + " -> " + new String(link.target(), ISO_8859_1));
    } else if (kind instanceof Kind.Special special) {
      boolean device =
          special.type() == NodeType.BLOCK_DEVICE || special.type() == NodeType.CHARACTER_DEVICE;
      line.append(special.type() + " " + mode + " " + owner + " " + time + " ");
      line.append(device ? special.major() + "," + special.minor() : "");
    } else {
      throw new IllegalArgumentException("a hard link has no line of its own: " + entry.path());
    }
    new TreeMap<>(attributes.xattrs())
        .forEach(
            (name, value) -> line.append(" " + name + "=" + BaseEncoding.base16().encode(value)));
    return line.toString().trim();
  }
}
