package org.cmimage.cli.option;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The converter of {@code --root}, with checks whether the directory contains a cluster. */
public final class RootDirectory implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("expected a directory, found nothing");
    }
    try {
      Path path = Path.of(text);
      if (Files.exists(path) && !Files.isDirectory(path)) {
        throw new TypeConversionException(
            "expected a directory, found something else: \"" + text + "\"");
      }
      return path;
    } catch (InvalidPathException e) {
      throw new TypeConversionException("not a path: \"" + text + "\"");
    }
  }

  /**
   * Refuses a root, other than that of this machine, without any part of a cluster below it: it is
   * probably misspelt.
   *
   * @throws ImageException with code {@code NO_SUCH_CLUSTER}
   */
  static void requireCluster(ClusterLayout layout) throws ImageException {
    if (layout.equals(ClusterLayout.ofHeadNode()) || layout.hasCluster()) {
      return;
    }
    refuse(
        layout,
        Files.isDirectory(layout.root())
            ? "it has none of /cm, /etc/cm-image and /var/lib/cm-image"
            : "there is no such directory");
  }

  /**
   * Refuses a root that does not exist.
   *
   * @throws ImageException as {@link #requireCluster}
   */
  public static void requireDirectory(ClusterLayout layout) throws ImageException {
    if (!Files.isDirectory(layout.root())) {
      refuse(layout, "there is no such directory");
    }
  }

  private static void refuse(ClusterLayout layout, String fact) throws ImageException {
    throw new ImageException(
        ErrorCode.NO_SUCH_CLUSTER,
        "cannot find a cluster in " + layout.root(),
        fact,
        new Remedy.Advice(
            "give the --root that the cluster was made with; cm-image create and import make a new"
                + " one"));
  }
}
