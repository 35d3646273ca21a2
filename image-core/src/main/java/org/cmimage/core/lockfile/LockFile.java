package org.cmimage.core.lockfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cmimage.core.LockedPackage;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.AtomicFile;
import org.cmimage.core.yaml.YamlFile;
import org.cmimage.model.ComponentName;

/**
 * A file with the package versions of components. Components in it are made with these versions;
 * others are added when they have been made. Not thread-safe.
 */
public final class LockFile {
  private final Path file;
  private final Map<String, Entry> entries;

  /** The package versions of one component. */
  record Entry(ComponentName component, List<LockedPackage> packages) {
    Entry {
      packages = List.copyOf(packages);
    }
  }

  private LockFile(Path file, Map<String, Entry> entries) {
    this.file = file;
    this.entries = entries;
  }

  /**
   * Reads a file; a missing one has no components.
   *
   * @throws FaultException where it is not in the format of {@link #write}, with line and column,
   *     or could not be written later
   */
  public static LockFile read(Path file) throws IOException {
    Map<String, Entry> entries = new TreeMap<>();
    try (InputStream in = Files.newInputStream(file)) {
      for (Entry entry : LockFileReader.read(in, file.toString())) {
        entries.put(entry.component().name(), entry);
      }
    } catch (NoSuchFileException e) {
      requireDirectory(file);
    } catch (FaultException e) {
      throw e;
    } catch (IOException e) {
      throw YamlFile.fault(
          file.toString(), Files.isDirectory(file) ? "it is a directory" : "it cannot be read");
    }
    return new LockFile(file, entries);
  }

  /**
   * Checks that the file's directory exists, so that hours of work do not end in a failure to write
   * it.
   */
  private static void requireDirectory(Path file) throws FaultException {
    Path directory = file.toAbsolutePath().normalize().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new FaultException(
          ErrorCode.INVALID_REQUEST,
          "cannot write " + file,
          "there is no directory " + directory,
          new Remedy.Advice("make it, or name another file: --lock FILE"));
    }
  }

  /** Returns the versions of a component; empty where it is not in the file. */
  public Optional<List<LockedPackage>> versions(ComponentName component) {
    return Optional.ofNullable(entries.get(component.name())).map(Entry::packages);
  }

  /** Adds a component, or replaces its versions. */
  public void put(ComponentName component, List<LockedPackage> packages) {
    entries.put(component.name(), new Entry(component, packages));
  }

  /** Replaces the file atomically: a crash leaves the old one or the new one. */
  public void write() throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    AtomicFile.write(target, text());
  }

  private String text() {
    StringBuilder text =
        new StringBuilder(
            "# Versions of the packages that images are made of, written by cm-image --lock.\n");
    text.append("format: ").append(LockFileReader.FORMAT).append("\ncomponents:\n");
    for (Entry entry : entries.values()) {
      ComponentName component = entry.component();
      text.append("  - component: ").append(component.kind().verb());
      text.append("\n    distro: ").append(quoted(component.archOs().distribution().id()));
      text.append("\n    arch: ").append(component.archOs().architecture().unameName());
      text.append("\n    packages:\n");
      for (LockedPackage each : entry.packages()) {
        text.append("      - {name: ").append(quoted(each.name()));
        text.append(", version: ").append(quoted(each.version()));
        text.append(", architecture: ").append(quoted(each.architecture()));
        text.append(", sha256: ").append(quoted(each.sha256()));
        if (!each.suite().isEmpty()) {
          text.append(", suite: ").append(quoted(each.suite()));
        }
        text.append("}\n");
      }
    }
    return text.toString();
  }

  private static String quoted(String text) {
    return YamlFile.quoted(text);
  }
}
