package org.cmimage.core.finding;

import org.cmimage.model.ComponentKind;

/** The origin of a tree, which determines how much may be missing from it. */
public enum Origin {
  /** This program, which leaves nothing out. */
  MADE_HERE,
  /**
   * An archive or a directory made elsewhere. Its architecture and distribution have to be right,
   * and nodes have to be able to boot it. Mere differences from a tree of this program are
   * warnings: no marker, no modulefiles, packages not wholly installed or not listed, no accounts
   * yet, no initramfs, and in a node-installer no kernel.
   */
  MADE_ELSEWHERE;

  /** Returns whether incompleteness is only a warning. */
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
