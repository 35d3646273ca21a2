package org.cmimage.sources.deb.resolve;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.PackageLines;
import org.cmimage.sources.deb.installed.InstalledPackages;
import org.cmimage.sources.deb.installed.TreeOfFiles;
import org.cmimage.sources.deb.pin.Preferences;

/** Resolvers and systems out of packages that {@link PackageLines} makes. */
public final class TestPackages {
  private static final Pattern STATED = Pattern.compile("([a-z]+ [a-z]+ [a-z-]+) \\| (.*)");

  private TestPackages() {}

  public static Resolver resolver(List<BinaryPackage> packages) throws FaultException {
    return new Resolver(PackageLines.list(packages), "arm64", none());
  }

  public static Preferences none() {
    return new Preferences(List.of(), "arm64");
  }

  /** Returns a system with these packages; a line may start with a status. */
  static InstalledPackages installed(String... lines) throws IOException {
    StringBuilder status = new StringBuilder();
    for (String line : lines) {
      Matcher stated = STATED.matcher(line);
      BinaryPackage binary = PackageLines.binary(stated.matches() ? stated.group(2) : line);
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
}
