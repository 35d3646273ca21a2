package org.cmimage.sources.deb.installed;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.deb822.ControlReader;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.BinaryPackage.Archive;
import org.cmimage.sources.deb.control.BinaryPackage.Relations;
import org.cmimage.sources.deb.control.BinaryPackage.Traits;
import org.cmimage.sources.deb.control.ControlData;
import org.cmimage.sources.deb.control.DebVersion;

/** Reads the stanzas of {@code var/lib/dpkg/status}. */
final class DatabaseReader {
  private static final ImmutableList<String> FIELDS =
      ImmutableList.of(
          "Package",
          "Version",
          "Architecture",
          "Status",
          "Essential",
          "Priority",
          "Multi-Arch",
          "Source",
          "Pre-Depends",
          "Depends",
          "Conflicts",
          "Breaks",
          "Provides",
          "Installed-Size",
          "Conffiles");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]{0,199}");
  private static final Pattern ARCHITECTURE = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
  private static final Pattern STATUS =
      Pattern.compile("([a-z]+) +(ok|reinstreq|hold|hold-reinstreq) +([a-z-]+)");
  private static final Pattern CONFFILE =
      Pattern.compile(" *(/.*?) ([0-9a-f]{32}|newconffile)((?: [a-z-]+)*) *");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,12}");

  private final String what;
  private final Interner<String> common = Interners.newStrongInterner();

  /**
   * Creates a reader.
   *
   * @param what names the database in messages
   */
  DatabaseReader(String what) {
    this.what = what;
  }

  /** Reads all packages, except those of which the database has only a record that they existed. */
  List<InstalledPackage> read(byte[] status) throws IOException {
    List<InstalledPackage> packages = new ArrayList<>();
    try (ControlReader reader =
        ControlData.reader(new ByteArrayInputStream(status), what, FIELDS)) {
      for (Optional<ControlStanza> next = reader.next(); next.isPresent(); next = reader.next()) {
        String name = next.get().get("Package").orElse("");
        if (!NAME.matcher(name).matches()) {
          throw corrupt("a package", "Package", name);
        }
        Matcher words = words(next.get(), name);
        State state = value(State.class, words.group(3), name);
        if (state != State.NOT_INSTALLED) {
          packages.add(
              new InstalledPackage(
                  binary(next.get(), name),
                  value(Want.class, words.group(1), name),
                  words.group(2).endsWith("reinstreq"),
                  state,
                  conffiles(next.get(), name)));
        }
      }
    }
    return packages;
  }

  private Matcher words(ControlStanza stanza, String name) throws FaultException {
    String status = stanza.get("Status").orElse("");
    Matcher words = STATUS.matcher(status);
    if (!words.matches()) {
      throw corrupt("package " + name, "Status", status);
    }
    return words;
  }

  private <E extends Enum<E>> E value(Class<E> type, String word, String name)
      throws FaultException {
    for (E constant : type.getEnumConstants()) {
      if (word(constant).equals(word)) {
        return constant;
      }
    }
    throw corrupt("package " + name, "Status", word);
  }

  /** Returns the spelling of a status word in the database. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private BinaryPackage binary(ControlStanza stanza, String name) throws FaultException {
    String architecture = stanza.get("Architecture").orElse("");
    if (!ARCHITECTURE.matcher(architecture).matches()) {
      throw corrupt("package " + name, "Architecture", architecture);
    }
    String size = stanza.get("Installed-Size").orElse("");
    return new BinaryPackage(
        name,
        version(stanza, name),
        common.intern(architecture),
        Traits.of(stanza, common::intern),
        Relations.of(stanza),
        Archive.installed(NUMBER.matcher(size).matches() ? 1024 * Long.parseLong(size) : 0));
  }

  private DebVersion version(ControlStanza stanza, String name) throws FaultException {
    String version = stanza.get("Version").orElse("");
    try {
      return DebVersion.parse(version);
    } catch (IllegalArgumentException e) {
      throw corrupt("package " + name, "Version", version);
    }
  }

  private List<Conffile> conffiles(ControlStanza stanza, String name) throws FaultException {
    List<Conffile> conffiles = new ArrayList<>();
    for (String line : stanza.get("Conffiles").orElse("").split("\n", -1)) {
      if (line.isBlank()) {
        continue;
      }
      Matcher parts = CONFFILE.matcher(line);
      if (!parts.matches()) {
        throw corrupt("package " + name, "Conffiles", line);
      }
      try {
        boolean obsolete = parts.group(3).contains(" obsolete");
        conffiles.add(new Conffile(TreePath.of(parts.group(1)), parts.group(2), obsolete));
      } catch (IllegalArgumentException e) {
        throw corrupt("package " + name, "Conffiles", line);
      }
    }
    return conffiles;
  }

  private FaultException corrupt(String owner, String field, String found) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT,
        "cannot read " + what,
        "field " + field + " of " + owner + " is wrong; found \"" + found + "\"",
        new Remedy.None());
  }
}
