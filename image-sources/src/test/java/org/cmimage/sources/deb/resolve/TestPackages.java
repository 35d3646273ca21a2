package org.cmimage.sources.deb.resolve;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.BinaryPackage.Archive;
import org.cmimage.sources.deb.control.BinaryPackage.Relations;
import org.cmimage.sources.deb.control.BinaryPackage.Traits;
import org.cmimage.sources.deb.control.DebVersion;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.deb.control.Provenance;
import org.cmimage.sources.deb.installed.InstalledPackages;
import org.cmimage.sources.deb.installed.TreeOfFiles;
import org.cmimage.sources.deb.pin.Preferences;

/** Packages in one line each: {@code a 1; Depends: b (>= 2) | c; Conflicts: d}. */
public final class TestPackages {
  private static final Pattern STATED = Pattern.compile("([a-z]+ [a-z]+ [a-z-]+) \\| (.*)");

  private TestPackages() {}

  /** Returns a list of them, from a repository without names. */
  static List<PackageList> list(List<BinaryPackage> packages) {
    Provenance nobody =
        new Provenance("", "", "", "", "", Provenance.Automatic.YES, Provenance.Place.NOWHERE);
    return List.of(new PackageList(nobody, packages));
  }

  public static Resolver resolver(List<BinaryPackage> packages) throws FaultException {
    return new Resolver(list(packages), "arm64", none());
  }

  static Preferences none() {
    return new Preferences(List.of(), "arm64");
  }

  /** Returns a system with these packages; a line may start with a status. */
  static InstalledPackages installed(String... lines) throws IOException {
    StringBuilder status = new StringBuilder();
    for (String line : lines) {
      Matcher stated = STATED.matcher(line);
      BinaryPackage binary = binary(stated.matches() ? stated.group(2) : line);
      String words = stated.matches() ? stated.group(1) : "install ok installed";
      status.append("Package: %s\nVersion: %s\n".formatted(binary.name(), binary.version()));
      status.append("Architecture: arm64\nStatus: %s\n".formatted(words));
      status.append("Priority: %s\n".formatted(binary.traits().priority()));
      status.append(binary.traits().essential() ? "Essential: yes\n" : "");
      status.append("Source: %s\n".formatted(binary.traits().source()));
      BinaryPackage.Relations relations = binary.relations();
      status.append("Pre-Depends: %s\n".formatted(relations.preDepends()));
      status.append("Depends: %s\n".formatted(relations.depends()));
      status.append("Conflicts: %s\n".formatted(relations.conflicts()));
      status.append("Breaks: %s\n".formatted(relations.breaks()));
      status.append("Provides: %s\n\n".formatted(relations.provides()));
    }
    return InstalledPackages.read(TreeOfFiles.withStatus(status.toString()), "arm64");
  }

  public static BinaryPackage binary(String line) {
    String[] parts = line.split("; *");
    String[] name = parts[0].split(" ");
    Map<String, String> fields = new HashMap<>();
    for (int i = 1; i < parts.length; i++) {
      String[] field = parts[i].split(": *", 2);
      fields.put(field[0], field[1]);
    }
    return new BinaryPackage(
        name[0],
        DebVersion.parse(name[1]),
        "arm64",
        new Traits(
            fields.containsKey("Essential"),
            fields.getOrDefault("Priority", "optional"),
            fields.getOrDefault("Multi-Arch", "no"),
            fields.getOrDefault("Source", "")),
        new Relations(
            fields.getOrDefault("Pre-Depends", ""),
            fields.getOrDefault("Depends", ""),
            fields.getOrDefault("Conflicts", ""),
            fields.getOrDefault("Breaks", ""),
            Stream.of("Recommends", "Suggests", "Replaces", "Enhances")
                .flatMap(field -> Stream.ofNullable(fields.get(field)))
                .collect(Collectors.joining(", ")),
            fields.getOrDefault("Provides", "")),
        new Archive(
            URI.create("http://mirror.invalid/"),
            "pool/" + name[0],
            1,
            Hashing.sha256().hashString(line, StandardCharsets.UTF_8).toString(),
            1));
  }
}
