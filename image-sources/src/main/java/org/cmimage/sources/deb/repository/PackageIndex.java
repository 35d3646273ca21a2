package org.cmimage.sources.deb.repository;

import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.deb822.ControlReader;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.BinaryPackage.Archive;
import org.cmimage.sources.deb.control.BinaryPackage.Relations;
import org.cmimage.sources.deb.control.BinaryPackage.Traits;
import org.cmimage.sources.deb.control.ControlData;
import org.cmimage.sources.deb.control.DebVersion;

/** Reads a list of packages. Only the fields that a resolver needs become objects. */
final class PackageIndex {
  private static final List<String> FIELDS =
      List.of(
          "Package",
          "Version",
          "Architecture",
          "Essential",
          "Priority",
          "Multi-Arch",
          "Phased-Update-Percentage",
          "Source",
          "Pre-Depends",
          "Depends",
          "Conflicts",
          "Breaks",
          "Recommends",
          "Suggests",
          "Replaces",
          "Enhances",
          "Provides",
          "Filename",
          "Size",
          "SHA256",
          "Installed-Size");

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]{0,199}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,12}");

  private final URI repository;
  private final String architecture;
  private final String what;
  private final MissingDigest missingDigest;

  /** Values that thousands of packages share. */
  private final Interner<String> common = Interners.newStrongInterner();

  /**
   * Creates a reader of an index.
   *
   * @param repository its base, ending in a slash
   * @param architecture packages of other architectures than this one and {@code all} are omitted
   * @param what names the index in messages
   */
  PackageIndex(URI repository, String architecture, String what) {
    this(repository, architecture, what, path -> Optional.empty());
  }

  /**
   * Creates a reader of an index.
   *
   * @param missingDigest returns the SHA-256 of a file if the index has none
   */
  PackageIndex(URI repository, String architecture, String what, MissingDigest missingDigest) {
    this.repository = repository;
    this.architecture = architecture;
    this.what = what;
    this.missingDigest = missingDigest;
  }

  /** Determines digests that an index lacks. */
  interface MissingDigest {
    /**
     * Returns the SHA-256 of a file, in hexadecimal; empty if it cannot be determined.
     *
     * @param path below the repository's base
     */
    Optional<String> of(String path) throws IOException;
  }

  /** Reads all packages and closes the stream. */
  List<BinaryPackage> read(InputStream in) throws IOException {
    List<BinaryPackage> packages = new ArrayList<>();
    try (ControlReader reader = ControlData.reader(in, what, FIELDS)) {
      for (Optional<ControlStanza> next = reader.next(); next.isPresent(); next = reader.next()) {
        String its = required(next.get(), "Architecture");
        if (its.equals(architecture) || its.equals("all")) {
          packages.add(binaryPackage(next.get()));
        }
      }
    } catch (FaultException e) {
      throw e;
    } catch (IOException e) {
      throw new FaultException(
          ErrorCode.SOURCE_CORRUPT,
          "cannot read " + what,
          String.valueOf(e.getMessage()),
          new Remedy.UseOtherMirror(what),
          e);
    }
    return packages;
  }

  private BinaryPackage binaryPackage(ControlStanza stanza) throws IOException {
    String name = checked(stanza, "Package", NAME);
    return new BinaryPackage(
        name,
        version(stanza, name),
        common.intern(required(stanza, "Architecture")),
        Traits.of(stanza, common::intern),
        Relations.of(stanza),
        archive(stanza, name));
  }

  private Archive archive(ControlStanza stanza, String name) throws IOException {
    String path = required(stanza, "Filename");
    String normal = path.startsWith("./") ? path.substring(2) : path;
    if (normal.startsWith("/")
        || ("/" + normal + "/").contains("/../")
        || normal.indexOf('\0') >= 0) {
      throw corrupt(name, "Filename", path);
    }
    Optional<String> computed =
        stanza.get("SHA256").isPresent() ? Optional.empty() : missingDigest.of(normal);
    String installed = stanza.get("Installed-Size").orElse("0");
    return new Archive(
        repository,
        normal,
        Long.parseLong(checked(stanza, "Size", NUMBER)),
        computed.isPresent() ? computed.get() : checked(stanza, "SHA256", DIGEST),
        NUMBER.matcher(installed).matches() ? 1024 * Long.parseLong(installed) : 0);
  }

  private DebVersion version(ControlStanza stanza, String name) throws FaultException {
    String version = required(stanza, "Version");
    try {
      return DebVersion.parse(version);
    } catch (IllegalArgumentException e) {
      throw corrupt(name, "Version", version);
    }
  }

  private String checked(ControlStanza stanza, String field, Pattern form) throws FaultException {
    String value = required(stanza, field);
    if (!form.matcher(value).matches()) {
      throw corrupt(stanza.get("Package").orElse("?"), field, value);
    }
    return value;
  }

  private String required(ControlStanza stanza, String field) throws FaultException {
    return stanza
        .get(field)
        .orElseThrow(() -> corrupt(stanza.get("Package").orElse("?"), field, "nothing"));
  }

  private FaultException corrupt(String name, String field, String found) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT,
        "cannot read " + what,
        "field " + field + " of package " + name + " is wrong; found \"" + found + "\"",
        new Remedy.UseOtherMirror(what));
  }
}
