package org.cmimage.cli.shell.trees;

import com.google.common.collect.ImmutableSet;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;

/** Keeps directories of the head node itself from being deleted as trees of images. */
final class DeletionChecks {
  /** Below these the head node itself lives, whatever an entity says. */
  private static final ImmutableSet<String> SYSTEM =
      ImmutableSet.of(
          "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "proc", "root", "run",
          "sbin", "sys", "usr");

  private DeletionChecks() {}

  /** Refuses directories at the top, and what is below those of a system. */
  static void refuseSystem(String path) throws FaultException {
    String[] steps = path.replaceFirst("^/+", "").split("/", -1);
    if (steps.length < 2 || SYSTEM.contains(steps[0]) || path.equals("/cm/images")) {
      throw new FaultException(
          ErrorCode.IN_USE,
          "cannot delete \""
              + path
              + "\": expected the tree of an image, found a directory of the"
              + " head node itself",
          new Remedy.Advice("remove the entity alone, without its data"));
    }
  }
}
