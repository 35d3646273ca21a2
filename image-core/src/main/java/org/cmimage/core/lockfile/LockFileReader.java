package org.cmimage.core.lockfile;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cmimage.core.LockedPackage;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.yaml.YamlFile;
import org.cmimage.core.yaml.YamlSection;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;

/** The strict parser of lock files: unexpected content is an error with line and column. */
final class LockFileReader {
  /** The only version of the format so far. */
  static final String FORMAT = "1";

  /** The size limit in bytes; a component of 5,000 packages takes 1 MiB. */
  private static final int MAX_BYTES = 32 << 20;

  private static final int MAX_PACKAGES = 50_000;

  /** Debian Policy 5.6.1 and 5.6.12; other package formats need no more. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+._-]{0,255}");

  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+:~^_-]{0,255}");
  private static final Pattern SUITE = Pattern.compile("[\\x20-\\x7e]{1,256}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private LockFileReader() {}

  static List<LockFile.Entry> read(InputStream in, String label) throws IOException {
    YamlSection root = YamlSection.root(YamlFile.read(in, label, MAX_BYTES));
    root.allowOnly(Set.of("format", "components"));
    if (!root.scalar("format").equals(FORMAT)) {
      throw root.fault("format", "expected format " + FORMAT);
    }
    Set<String> names = new HashSet<>();
    List<LockFile.Entry> entries = new ArrayList<>();
    for (YamlSection section : root.items("components").orElse(List.of())) {
      LockFile.Entry entry = component(section);
      if (!names.add(entry.component().name())) {
        throw section.fault("component", entry.component() + " is in the file twice");
      }
      entries.add(entry);
    }
    return entries;
  }

  private static LockFile.Entry component(YamlSection section) throws FaultException {
    section.allowOnly(Set.of("component", "distro", "arch", "packages"));
    String word = section.text("component");
    ComponentKind kind =
        Stream.of(ComponentKind.values())
            .filter(each -> each.verb().equals(word))
            .findFirst()
            .orElseThrow(
                () ->
                    section.fault(
                        "component",
                        "unknown component \""
                            + word
                            + "\"; expected swimage, node-installer or cmshared"));
    Architecture architecture =
        Architecture.find(section.text("arch"))
            .orElseThrow(
                () ->
                    section.fault(
                        "arch", "unknown architecture; expected x86_64, aarch64 or riscv64"));
    ComponentName component =
        new ComponentName(kind, new ArchOs(architecture, distribution(section)));
    List<YamlSection> items =
        section
            .items("packages", MAX_PACKAGES)
            .orElseThrow(() -> section.fault("packages", "key \"packages\" is missing"));
    return new LockFile.Entry(component, packages(items));
  }

  private static Distribution distribution(YamlSection section) throws FaultException {
    try {
      return Distribution.parse(section.text("distro"));
    } catch (IllegalArgumentException e) {
      throw section.fault("distro", String.valueOf(e.getMessage()));
    }
  }

  private static List<LockedPackage> packages(List<YamlSection> items) throws FaultException {
    Set<String> seen = new HashSet<>();
    List<LockedPackage> packages = new ArrayList<>();
    for (YamlSection item : items) {
      item.allowOnly(Set.of("name", "version", "architecture", "sha256", "suite"));
      LockedPackage each =
          new LockedPackage(
              matching(item, "name", NAME),
              matching(item, "version", VERSION),
              matching(item, "architecture", NAME),
              matching(item, "sha256", SHA256),
              suite(item));
      if (!seen.add(each.name() + ":" + each.architecture() + ":" + each.version())) {
        throw item.fault("name", "package " + each + " is in the list twice");
      }
      packages.add(each);
    }
    return packages;
  }

  private static String suite(YamlSection item) throws FaultException {
    Optional<String> text = item.optionalText("suite");
    return text.isPresent() ? matching(item, "suite", SUITE) : "";
  }

  private static String matching(YamlSection item, String key, Pattern form) throws FaultException {
    String text = item.text(key);
    if (!form.matcher(text).matches()) {
      throw item.fault(key, "\"" + text + "\" is no " + key + " of a package");
    }
    return text;
  }
}
