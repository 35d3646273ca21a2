package org.cmimage.architecture;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;

/** The modules, and where they are. */
final class Modules {
  /** Their names, the lowest first. */
  static final ImmutableList<String> NAMES =
      ImmutableList.of("cluster-model", "image-core", "image-sources", "image-qemu", "cli");

  /** The directory that they are in. */
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private Modules() {}
}
