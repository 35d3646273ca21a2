package org.cmimage.core.catalog;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.AtomicFile;
import org.cmimage.core.host.AtomicFile.Durability;

/**
 * The keyrings that repositories' signatures are checked against, as files for {@code gpgv
 * --keyring}.
 *
 * <p>gpgv reads binary keyrings only. A keyring in ASCII armour, or one that comes with cm-image,
 * is written to the cache, under its digest and readable by all, so that a file there is never
 * changed. Thread-safe, also between processes.
 */
public final class Keyrings {
  /**
   * The keyrings that come with cm-image; the resource {@code keyrings/README.md} documents their
   * origin.
   */
  static final ImmutableList<String> BUILT_IN =
      ImmutableList.of("debian-archive-keyring.gpg", "ubuntu-archive-keyring.gpg");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,99}");
  private static final int MAX_BYTES = 4 << 20;

  private final Path own;
  private final Path system;
  private final Path cache;

  /** Makes the keyrings of a cluster and of this machine. */
  public Keyrings(ClusterLayout layout) {
    this(layout, Path.of("/usr/share/keyrings"));
  }

  Keyrings(ClusterLayout layout, Path system) {
    this.own = layout.keyrings();
    this.system = system;
    this.cache = layout.cache().resolve("keyrings");
  }

  /**
   * Returns the file of a keyring: the administrator's, else the one that comes with cm-image, else
   * the one a package of this machine put into {@code /usr/share/keyrings}.
   *
   * @param name a file name, or an absolute path, which then is the only place searched
   * @throws FaultException where there is none, or where it is no keyring
   */
  public Path locate(String name) throws IOException {
    if (name.startsWith("/") && name.indexOf('\0') < 0) {
      Path path = Path.of(name);
      return Files.isRegularFile(path) ? usable(path) : missing(path);
    }
    if (!NAME.matcher(name).matches()) {
      throw new FaultException(
          ErrorCode.INVALID_CONFIGURATION,
          "cannot find keyring \"" + name + "\"",
          "expected a file name or an absolute path",
          new Remedy.None());
    }
    if (Files.isRegularFile(own.resolve(name))) {
      return usable(own.resolve(name));
    }
    if (BUILT_IN.contains(name)) {
      return keep(builtIn(name));
    }
    if (Files.isRegularFile(system.resolve(name))) {
      return usable(system.resolve(name));
    }
    return missing(own.resolve(name));
  }

  /**
   * Returns all keyrings that are trusted for images made elsewhere: the administrator's ({@code
   * *.gpg}, {@code *.asc} and {@code *.pgp}), and those that come with cm-image.
   *
   * @throws FaultException where one is no keyring
   */
  public List<Path> all() throws IOException {
    SortedSet<String> names = new TreeSet<>(BUILT_IN);
    if (Files.isDirectory(own)) {
      try (Stream<Path> files = Files.list(own)) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> NAME.matcher(name).matches() && name.matches(".*\\.(gpg|asc|pgp)"))
            .forEach(names::add);
      }
    }
    List<Path> all = new ArrayList<>();
    for (String name : names) {
      all.add(locate(name));
    }
    return all;
  }

  /**
   * Returns a file with this keyring, which may be in ASCII armour, as in apt sources.
   *
   * @throws FaultException where it is no keyring
   */
  public Path keep(byte[] keyring) throws IOException {
    return keep(keyring, "the key given");
  }

  private Path keep(byte[] content, String what) throws IOException {
    byte[] binary = AsciiArmor.isArmored(content) ? dearmor(content, what) : content;
    if (!isKeyring(binary)) {
      throw notAKeyring(what, Optional.empty());
    }
    Path file = cache.resolve(Hashing.sha256().hashBytes(binary) + ".gpg");
    if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), binary)) {
      return file;
    }
    Files.createDirectories(cache);
    AtomicFile.write(file, "rw-r--r--", Durability.SYNCED, out -> out.write(binary));
    return file;
  }

  /** Returns the file itself where gpgv can read it, else a readable copy. */
  private Path usable(Path file) throws IOException {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_BYTES + 1);
    }
    if (content.length > MAX_BYTES) {
      throw notAKeyring(file.toString(), Optional.empty());
    }
    if (AsciiArmor.isArmored(content)) {
      return keep(content, file.toString());
    }
    if (!isKeyring(content)) {
      throw notAKeyring(file.toString(), Optional.empty());
    }
    return file;
  }

  private static byte[] builtIn(String name) throws IOException {
    try (InputStream in = Keyrings.class.getResourceAsStream("keyrings/" + name)) {
      if (in == null) {
        throw new IllegalStateException("resource is missing: keyrings/" + name);
      }
      return in.readAllBytes();
    }
  }

  private static byte[] dearmor(byte[] content, String what) throws FaultException {
    try {
      return AsciiArmor.decode(content);
    } catch (IllegalArgumentException e) {
      throw notAKeyring(what, Optional.of(e));
    }
  }

  /**
   * Returns whether the content is a public-key packet (RFC 9580 4.2, type 6) in either packet
   * format, or GnuPG's keybox.
   */
  private static boolean isKeyring(byte[] content) {
    if (content.length < 12) {
      return false;
    }
    int tag = content[0] & 0xff;
    boolean publicKey = tag == 0xc6 || (tag & 0xfc) == 0x98;
    return publicKey || new String(content, 8, 4, StandardCharsets.ISO_8859_1).equals("KBXf");
  }

  private static Path missing(Path expected) throws FaultException {
    throw new FaultException(
        ErrorCode.INVALID_CONFIGURATION,
        "cannot check signatures",
        "keyring " + expected.getFileName() + " does not exist; expected it at " + expected,
        new Remedy.ProvideKeyring(expected));
  }

  private static FaultException notAKeyring(String what, Optional<Exception> cause) {
    String fact = cause.map(e -> ": " + e.getMessage()).orElse("");
    return new FaultException(
        ErrorCode.INVALID_CONFIGURATION,
        "cannot check signatures",
        what + " is no OpenPGP keyring" + fact,
        new Remedy.None());
  }
}
