package org.cmimage.sources.deb.archive;

import com.google.common.collect.ImmutableMap;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.tar.NamedEntrySink;
import org.cmimage.sources.tar.TarReader;

/**
 * An open binary package. Its control archive is read on opening, its data archive once, by {@link
 * #readData}. For one thread.
 *
 * <p>The origin of the file is not checked here: its SHA-256 was verified before.
 */
public final class DebArchive implements Closeable {
  private static final int TAR_BUFFER = 64 * 1024;

  /** The limit in bytes; the largest known members are file lists of a few MiB. */
  private static final int CONTROL_MEMBER_LIMIT = 16 << 20;

  private static final int CONTROL_MEMBERS_LIMIT = 256;
  private static final int CONTROL_LIMIT = 64 << 20;
  private static final int VERSION_LIMIT = 64;

  private final Path file;
  private final InputStream in;
  private final ArReader members;
  private final Decompressor decompressor;
  private final Map<String, ControlMember> control = new LinkedHashMap<>();

  private DebArchive(Path file, InputStream in, Decompressor decompressor) throws IOException {
    this.file = file;
    this.in = in;
    this.decompressor = decompressor;
    this.members = new ArReader(in);
  }

  /**
   * Opens a package and reads its control archive.
   *
   * @throws FaultException with {@code SOURCE_CORRUPT}, naming the file
   */
  public static DebArchive open(Path file, Decompressor decompressor) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 64 * 1024);
    try {
      DebArchive archive = new DebArchive(file, in, decompressor);
      archive.readVersion();
      archive.readControl();
      return archive;
    } catch (IOException e) {
      in.close();
      throw named(file, e);
    }
  }

  /**
   * Returns the files of the control archive by name, in its order; {@code control} is always
   * present.
   */
  public Map<String, ControlMember> control() {
    return ImmutableMap.copyOf(control);
  }

  /**
   * Passes every entry of the data archive to {@code sink}. May be called once.
   *
   * @throws FaultException with {@code SOURCE_CORRUPT}, naming the file; or a failure of the sink
   */
  public void readData(EntrySink sink) throws IOException {
    readData((entry, names, content) -> sink.accept(entry, content));
  }

  /**
   * Passes every entry of the data archive to {@code sink}, with the names of its owners. May be
   * called once.
   *
   * @throws FaultException as {@link #readData(EntrySink)}
   */
  public void readData(NamedEntrySink sink) throws IOException {
    try {
      readTar("data.tar", sink);
      // Members that follow are ignored, but a truncated file is an error.
      while (members.next().isPresent()) {}
    } catch (IOException e) {
      throw named(file, e);
    }
  }

  /**
   * Copies one regular file out of a package.
   *
   * @throws FaultException with {@code SOURCE_CORRUPT} also where the package has no such regular
   *     file
   */
  public static void extractFile(
      Path file, Decompressor decompressor, TreePath path, OutputStream target) throws IOException {
    List<TreePath> found = new ArrayList<>();
    try (DebArchive archive = open(file, decompressor)) {
      archive.readData(
          (entry, content) -> {
            if (entry.path().equals(path) && entry.kind() instanceof Kind.Regular) {
              content.transferTo(target);
              found.add(path);
            }
          });
    }
    if (found.size() != 1) {
      throw named(file, ArReader.corrupt("it has no regular file " + path));
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void readVersion() throws IOException {
    ArReader.Member member = nextMember("debian-binary");
    String version =
        new String(member.content().readNBytes(VERSION_LIMIT), StandardCharsets.ISO_8859_1);
    if (!member.name().equals("debian-binary") || !version.matches("(?s)2\\.[0-9]+\n.*")) {
      throw ArReader.corrupt("it is not a Debian package of format 2");
    }
  }

  private void readControl() throws IOException {
    long[] total = new long[1];
    readTar(
        "control.tar",
        (entry, names, content) -> {
          if (entry.kind() instanceof Kind.Regular regular) {
            total[0] += regular.size();
            if (regular.size() > CONTROL_MEMBER_LIMIT
                || total[0] > CONTROL_LIMIT
                || control.size() >= CONTROL_MEMBERS_LIMIT) {
              throw ArReader.corrupt("its control archive is too large");
            }
            TreeEntry.Attributes attributes = entry.attributes();
            ControlMember member =
                new ControlMember(
                    name(entry),
                    attributes.mode(),
                    attributes.mtimeSeconds(),
                    content.readAllBytes());
            if (control.put(member.name(), member) != null) {
              throw ArReader.corrupt("its control archive has two files " + member.name());
            }
          } else if (!entry.path().isRoot()) {
            throw ArReader.corrupt(
                "its control archive holds " + entry.path() + ", which is not a regular file");
          }
        });
    if (!control.containsKey("control")) {
      throw ArReader.corrupt("its control archive has no control file");
    }
  }

  /**
   * Returns the name of a control file; names become parts of file names in the package database.
   */
  private static String name(TreeEntry entry) throws FaultException {
    String name = new String(entry.path().bytes(), StandardCharsets.ISO_8859_1);
    if (!name.matches("[A-Za-z0-9+_.-]{1,50}")) {
      throw ArReader.corrupt(
          "its control archive holds " + entry.path() + ", which is not a valid name");
    }
    return name;
  }

  private void readTar(String name, NamedEntrySink sink) throws IOException {
    ArReader.Member member = nextMember(name);
    if (!member.name().matches(name.replace(".", "\\.") + "(\\.(gz|xz|zst|bz2))?")) {
      throw ArReader.corrupt("its member " + member.name() + " is not supported; expected " + name);
    }
    try (InputStream decoded = decompressor.open(member.content(), member.size());
        InputStream tar = new BufferedInputStream(decoded, TAR_BUFFER)) {
      TarReader.readNamed(
          tar,
          TarReader.Concatenation.NOT_READ,
          (entry, names, content) -> {
            // dpkg does not support sparse files, and no sink of packages does.
            if (entry.kind() instanceof Kind.Regular regular && regular.isSparse()) {
              throw ArReader.corrupt(
                  "its member " + member.name() + " has a sparse file " + entry.path());
            }
            sink.accept(entry, names, content);
          });
    }
  }

  /**
   * Returns the next member, skipping those whose names start with an underscore, which are private
   * extensions.
   */
  private ArReader.Member nextMember(String expected) throws IOException {
    Optional<ArReader.Member> member;
    do {
      member = members.next();
    } while (member.filter(found -> found.name().startsWith("_")).isPresent());
    return member.orElseThrow(() -> ArReader.corrupt("it ends before its member " + expected));
  }

  private static IOException named(Path file, IOException e) {
    if (!(e instanceof FaultException thrown) || thrown.code() != ErrorCode.SOURCE_CORRUPT) {
      return e;
    }
    Fault fault = thrown.fault();
    return new FaultException(
        new Fault(
            ErrorCode.SOURCE_CORRUPT,
            ArReader.READING.named(file.toString()),
            fault.subject().equals(ArReader.READING) ? fault.fact() : fault.message(),
            new Remedy.Advice("delete " + file + " and run again, so that it is fetched again")),
        thrown);
  }
}
