package org.cmimage.endtoend.transaction;

import com.google.common.io.Resources;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.core.format.deb822.ControlReader;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.endtoend.trial.Apt;
import org.cmimage.endtoend.trial.Mmdebstrap;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.model.Architecture;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.ControlData;
import org.cmimage.sources.deb.control.DebVersion;

/**
 * A directory of packages with an index, in which some are in two versions: that of the
 * distribution, and an older one that was made of it.
 *
 * @param directory of the archives, with the index {@code Packages}
 * @param packages by name and version
 */
record Supply(Path directory, Map<String, Offer> packages) {
  /** What the version of an older package ends in. */
  static final String OLD = "~old1";

  /** One package and its archive. */
  record Offer(BinaryPackage binary, Path archive) {}

  /**
   * Fetches packages, and makes older ones.
   *
   * @param scratch an empty directory
   * @param sources lines of sources.list(5) without options
   * @param names packages to be there with all they need
   * @param older those that are to be in an older version, too
   */
  static Supply make(
      Path scratch,
      Architecture architecture,
      List<String> sources,
      List<String> names,
      List<String> older)
      throws IOException, InterruptedException {
    Path keyring = Files.createDirectories(scratch).resolve("keyring.gpg");
    Files.write(
        keyring,
        Resources.toByteArray(
            Resources.getResource(
                Mmdebstrap.class,
                "/org/cmimage/core/catalog/keyrings/debian-archive-keyring.gpg")));
    Apt apt = Apt.update(scratch.resolve("apt"), architecture, sources, keyring);
    Path archives = apt.fetch(names);
    Path directory = Files.createDirectories(scratch.resolve("packages"));
    try (Stream<Path> files = Files.list(archives)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".deb")).sorted().toList()) {
        Path kept = directory.resolve(file.getFileName().toString().replace("%3a", "+"));
        Files.move(file, kept);
        String name = kept.getFileName().toString().replaceFirst("_.*", "");
        if (older.contains(name)) {
          makeOlder(kept, scratch.resolve("older"), directory);
        }
      }
    }
    Program.output(directory, "sh", "-c", "dpkg-scanpackages -m . 2>/dev/null > Packages");
    return read(directory);
  }

  /** Reads what {@link #make} made. */
  static Supply read(Path directory) throws IOException {
    Map<String, Offer> packages = new HashMap<>();
    byte[] index = Files.readAllBytes(directory.resolve("Packages"));
    try (ControlReader reader =
        ControlData.reader(new ByteArrayInputStream(index), "Packages", List.of())) {
      Optional<ControlStanza> next = reader.next();
      while (next.isPresent()) {
        ControlStanza stanza = next.get();
        BinaryPackage binary =
            new BinaryPackage(
                stanza.get("Package").orElseThrow(),
                DebVersion.parse(stanza.get("Version").orElseThrow()),
                stanza.get("Architecture").orElseThrow(),
                BinaryPackage.Traits.of(stanza, value -> value),
                BinaryPackage.Relations.of(stanza),
                BinaryPackage.Archive.installed(0));
        packages.put(
            binary.name() + " " + binary.version(),
            new Offer(binary, directory.resolve(stanza.get("Filename").orElseThrow())));
        next = reader.next();
      }
    }
    return new Supply(directory, packages);
  }

  /** Returns the package of a version. */
  Offer offer(String name, String version) {
    Offer offer = packages.get(name + " " + version);
    if (offer == null) {
      throw new IllegalArgumentException("no package " + name + " " + version);
    }
    return offer;
  }

  /** Returns the newest version of a package. */
  Offer newest(String name) {
    return packages.values().stream()
        .filter(offer -> offer.binary.name().equals(name))
        .max((one, other) -> one.binary.version().compareTo(other.binary.version()))
        .orElseThrow(() -> new IllegalArgumentException("no package " + name));
  }

  /**
   * A version with a lower number, whose conffiles end in another line, and which has a file that
   * the new one has not.
   */
  private static void makeOlder(Path archive, Path work, Path directory)
      throws IOException, InterruptedException {
    Program.output(directory, "rm", "-rf", work.toString());
    Program.output(directory, "dpkg-deb", "-R", archive.toString(), work.toString());
    Path control = work.resolve("DEBIAN/control");
    List<String> lines = new ArrayList<>();
    String name = "";
    for (String line : Files.readAllLines(control, StandardCharsets.UTF_8)) {
      if (line.startsWith("Package: ")) {
        name = line.substring("Package: ".length());
      }
      lines.add(line.startsWith("Version: ") ? line + OLD : line);
    }
    Files.write(control, lines);
    Path conffiles = work.resolve("DEBIAN/conffiles");
    if (Files.exists(conffiles)) {
      for (String conffile : Files.readAllLines(conffiles)) {
        Path file = work.resolve(conffile.strip().substring(1));
        if (Files.isRegularFile(file)) {
          Files.writeString(
              file,
              Files.readString(file, StandardCharsets.ISO_8859_1) + "# of the older version\n",
              StandardCharsets.ISO_8859_1);
        }
      }
    }
    Path own = Files.createDirectories(work.resolve("usr/share/" + name + "-older"));
    Files.writeString(own.resolve("note"), "only in the older version\n");
    Program.output(
        directory,
        "dpkg-deb",
        "--root-owner-group",
        "-Zgzip",
        "-z1",
        "--build",
        work.toString(),
        directory
            .resolve(archive.getFileName().toString().replaceFirst("_([^_]*)_", "_$1" + OLD + "_"))
            .toString());
  }
}
