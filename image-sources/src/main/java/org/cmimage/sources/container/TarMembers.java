package org.cmimage.sources.container;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.yaml.YamlFile;
import org.cmimage.core.yaml.YamlSection;
import org.cmimage.sources.bytes.ByteExtent;
import org.cmimage.sources.bytes.RandomAccessBytes;
import org.cmimage.sources.tar.TarReader;

/** The positions of the files in an uncompressed tar. Immutable; thread-safe if its bytes are. */
final class TarMembers {
  private static final int MAX_MEMBERS = 100_000;
  private static final int MAX_DOCUMENT = 4 << 20;
  private static final int BUFFER = 1 << 16;

  /**
   * The longest chain of links that is followed: old versions of docker save link a layer that
   * occurs twice.
   */
  private static final int MAX_LINKS = 8;

  private final RandomAccessBytes tar;
  private final ContainerFault fault;
  private final Map<TreePath, ByteExtent> files = new HashMap<>();
  private final Map<TreePath, TreePath> links = new HashMap<>();

  private TarMembers(RandomAccessBytes tar, ContainerFault fault) {
    this.tar = tar;
    this.fault = fault;
  }

  /** Finds the members of a tar. */
  static TarMembers of(RandomAccessBytes tar, ContainerFault fault) throws IOException {
    TarMembers members = new TarMembers(tar, fault);
    try (Counted in = new Counted(new BufferedInputStream(tar.stream(), BUFFER))) {
      TarReader.read(
          in,
          (entry, content) -> {
            if (members.files.size() + members.links.size() >= MAX_MEMBERS) {
              throw fault.corrupt("it has more than " + MAX_MEMBERS + " members");
            }
            // nothing of the content is read yet
            entry.kind().accept(members.new Member(entry.path(), in.count));
          });
    }
    return members;
  }

  /** Returns the member that a link names, which need not exist; never outside of the tar. */
  private static TreePath target(TreePath link, byte[] target) {
    TreePath at = target.length > 0 && target[0] == '/' ? TreePath.ROOT : link.parent();
    for (String name : new String(target, StandardCharsets.ISO_8859_1).split("/")) {
      if (name.equals("..")) {
        at = at.parent();
      } else if (!name.isEmpty() && !name.equals(".") && name.indexOf(0) < 0) {
        at = at.resolve(name.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return at;
  }

  /** Returns whether a file of this name exists. */
  boolean has(String name) {
    return find(name).isPresent();
  }

  private Optional<ByteExtent> find(String name) {
    TreePath path;
    try {
      path = TreePath.of(name);
    } catch (IllegalArgumentException leavesTheTar) {
      return Optional.empty();
    }
    for (int i = 0; i < MAX_LINKS && links.containsKey(path); i++) {
      path = links.getOrDefault(path, path);
    }
    return Optional.ofNullable(files.get(path));
  }

  /** Returns the bytes of a file. */
  RandomAccessBytes bytes(String name) throws IOException {
    ByteExtent extent =
        find(name).orElseThrow(() -> fault.corrupt("it has no file \"" + shown(name) + "\""));
    return tar.slice(name, extent.offset(), extent.length());
  }

  private static String shown(String name) {
    return TreePath.printable(name);
  }

  /**
   * Reads a JSON document: an object, or a list, which becomes the member {@code items} of an
   * object.
   */
  YamlSection document(String name) throws IOException {
    RandomAccessBytes bytes = bytes(name);
    if (bytes.size() > MAX_DOCUMENT) {
      throw fault.corrupt(
          "\"" + name + "\" has " + bytes.size() + " bytes; expected at most " + MAX_DOCUMENT);
    }
    byte[] text;
    try (InputStream in = bytes.stream()) {
      text = in.readAllBytes();
    }
    String json = new String(text, StandardCharsets.UTF_8).strip().replace('\t', ' ');
    String whole = json.startsWith("[") ? "{\"items\": " + json + "}" : json;
    // JSON is YAML
    try {
      return YamlSection.root(
          YamlFile.read(
              new ByteArrayInputStream(whole.getBytes(StandardCharsets.UTF_8)),
              name,
              MAX_DOCUMENT + 64));
    } catch (FaultException e) {
      throw fault.corrupt(
          "\"" + shown(name) + "\" is not a document of an image: " + e.getMessage());
    }
  }

  /** Notes one member; returns whether it can be read. */
  private final class Member implements Kind.Handler<Boolean, RuntimeException> {
    private final TreePath path;
    private final long offset;

    Member(TreePath path, long offset) {
      this.path = path;
      this.offset = offset;
    }

    @Override
    public Boolean regular(Kind.Regular kind) {
      if (!kind.isSparse()) {
        files.put(path, new ByteExtent(offset, kind.size()));
      }
      return !kind.isSparse();
    }

    @Override
    public Boolean directory(Kind.Directory kind) {
      return false;
    }

    @Override
    public Boolean symlink(Kind.Symlink kind) {
      links.put(path, target(path, kind.target()));
      return true;
    }

    @Override
    public Boolean hardLink(Kind.HardLink kind) {
      links.put(path, kind.target());
      return true;
    }

    @Override
    public Boolean special(Kind.Special kind) {
      return false;
    }
  }

  /** Counts the bytes that are read. */
  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      count += Math.max(read, 0);
      return read;
    }

    @Override
    public long skip(long wanted) throws IOException {
      long skipped = in.skip(wanted);
      count += skipped;
      return skipped;
    }
  }
}
