package org.cmimage.core.finding;

import org.cmimage.model.ComponentKind;

/** Who made a tree, which decides how much may be missing from it. */
public enum Origin {
  /** This program, which leaves nothing out. */
  MADE_HERE,
  /**
   * Somebody else, in an archive or a directory. What it is has to be right, and nodes have to be
   * able to start it. What is merely unlike a tree of ours is a warning: no marker, no modulefiles,
   * packages not wholly installed or not listed, no accounts yet, no initramfs, and in a
   * node-installer no kernel.
   */
  MADE_ELSEWHERE;

  /** Whether what is incomplete is a warning only. */
  boolean forgives(Check check, ComponentKind kind) {
    return this == MADE_ELSEWHERE
        && switch (check) {
          case MARKER, MODULEFILES, PACKAGE_DATABASE, INITRAMFS, ACCOUNTS -> true;
          case KERNEL, LOADER -> kind == ComponentKind.NODE_INSTALLER;
          case COMPONENT,
              NO_SYSTEM,
              OS_RELEASE,
              MACHINE_TYPE,
              INIT,
              DANGLING,
              LINKS,
              DEVICES,
              WRITABLE,
              RESIDUE,
              PRIVATE_KEYS,
              LEFTOVERS ->
              false;
        };
  }
}
