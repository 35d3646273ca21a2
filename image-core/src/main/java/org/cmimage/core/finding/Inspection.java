package org.cmimage.core.finding;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.cmimage.core.codec.Decompression;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentName;

/**
 * The input of every check: the tree, the component it is to become, and the collection of
 * findings.
 */
public record Inspection(
    Rootfs tree, ComponentName component, Decompression decompression, Findings findings) {
  /** Returns the required architecture of the tree. */
  public Architecture architecture() {
    return component.archOs().architecture();
  }

  /** Returns whether a check is made for this kind of component. */
  public boolean applies(Check check) {
    return check.appliesTo(component.kind());
  }

  /** Returns a copy for another thread, with an empty collection of findings. */
  public Inspection apart(Origin origin) {
    return new Inspection(tree, component, decompression, new Findings(origin, component.kind()));
  }

  /** Returns whether a path is a regular file, links inside the tree followed. */
  public boolean hasFile(TreePath path) throws IOException {
    Optional<InputStream> file = tree.openFile(path);
    if (file.isPresent()) {
      file.get().close();
    }
    return file.isPresent();
  }

  /**
   * Returns the first bytes of a regular file; all of a shorter one; empty if there is no such
   * file.
   */
  public Optional<byte[]> head(TreePath path, int length) throws IOException {
    Optional<InputStream> file = tree.openFile(path);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = file.get()) {
      return Optional.of(in.readNBytes(length));
    }
  }
}
