package org.cmimage.core.verify;

import java.io.IOException;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.model.ComponentName;

/** Examines a tree without running anything of it. */
public final class TreeVerifier {
  private TreeVerifier() {}

  /**
   * Compares a tree with what it is to be. Reports every deviation, not the first.
   *
   * @throws IOException only where the tree cannot be read; what is wrong with its content is a
   *     finding
   */
  public static VerificationReport verify(Rootfs tree, ComponentName component) throws IOException {
    throw new UnsupportedOperationException("skeleton");
  }
}
