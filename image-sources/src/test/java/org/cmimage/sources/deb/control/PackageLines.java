package org.cmimage.sources.deb.control;

import com.google.common.hash.Hashing;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cmimage.sources.deb.control.BinaryPackage.Archive;
import org.cmimage.sources.deb.control.BinaryPackage.Relations;
import org.cmimage.sources.deb.control.BinaryPackage.Traits;

/** Packages in one line each: {@code a 1; Depends: b (>= 2) | c; Conflicts: d}. */
public final class PackageLines {
  private PackageLines() {}

  /** Returns a list of them, from a repository without names. */
  public static List<PackageList> list(List<BinaryPackage> packages) {
    Provenance nobody =
        new Provenance("", "", "", "", "", Provenance.Automatic.YES, Provenance.Place.NOWHERE);
    return List.of(new PackageList(nobody, packages));
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
            fields.getOrDefault("Source", ""),
            Integer.parseInt(fields.getOrDefault("Phased-Update-Percentage", "100"))),
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
