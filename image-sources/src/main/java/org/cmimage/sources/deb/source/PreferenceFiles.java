package org.cmimage.sources.deb.source;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.cmimage.core.PackageSources;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.catalog.PinSpec;
import org.cmimage.sources.deb.pin.Pin;
import org.cmimage.sources.deb.pin.PreferencesReader;
import org.cmimage.sources.location.VfsLocation;

/**
 * The sources of preferences: a file or directory that a user names, then the catalog. The head
 * node's own are not used, because they concern the head node.
 */
public final class PreferenceFiles {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_FILES = 200;

  /** The files of a directory that apt reads (apt_preferences(5)). */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*");

  private PreferenceFiles() {}

  /** Returns the records for a distribution, in order of precedence. */
  public static List<Pin> pins(PackageSources sources, DistributionSpec distribution)
      throws IOException {
    List<Pin> pins = new ArrayList<>();
    if (sources.preferences().isPresent()) {
      pins.addAll(read(sources.preferences().get()));
    }
    for (PinSpec pin : distribution.pins()) {
      pins.add(PreferencesReader.pin(pin.packages(), pin.pin(), pin.priority(), pin.place()));
    }
    return pins;
  }

  private static List<Pin> read(String location) throws IOException {
    Optional<Path> directory = VfsLocation.directory(location);
    if (directory.isEmpty()) {
      return PreferencesReader.read(
          VfsLocation.read(location, MAX_BYTES), VfsLocation.shown(location));
    }
    TreeSet<Path> files = new TreeSet<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory.get(), PreferenceFiles::isRead)) {
      entries.forEach(files::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    List<Pin> pins = new ArrayList<>();
    for (Path file : files.stream().limit(MAX_FILES).toList()) {
      pins.addAll(
          PreferencesReader.read(VfsLocation.read(file.toString(), MAX_BYTES), file.toString()));
    }
    return pins;
  }

  /** Returns whether apt reads a file: without a suffix, or with that of preferences. */
  private static boolean isRead(Path file) {
    String name = String.valueOf(file.getFileName());
    return NAME.matcher(name).matches()
        && (name.indexOf('.') < 0 || name.endsWith(".pref"))
        && Files.isRegularFile(file);
  }
}
