package org.cmimage.core.finding;

import java.util.EnumSet;
import java.util.Set;
import org.cmimage.model.ComponentKind;

/**
 * The subjects of a tree's examination, with the components that have them. In the order of
 * reports: findings about the whole tree come first.
 */
public enum Check {
  COMPONENT("component", EnumSet.allOf(ComponentKind.class)),
  MARKER("marker", EnumSet.of(ComponentKind.CM_SHARED)),
  NO_SYSTEM("content", EnumSet.of(ComponentKind.CM_SHARED)),
  OS_RELEASE(
      "distribution", EnumSet.of(ComponentKind.SOFTWARE_IMAGE, ComponentKind.NODE_INSTALLER)),
  MACHINE_TYPE("machine type", EnumSet.allOf(ComponentKind.class)),
  LOADER("dynamic loader", EnumSet.of(ComponentKind.SOFTWARE_IMAGE, ComponentKind.NODE_INSTALLER)),
  PACKAGE_DATABASE(
      "package database", EnumSet.of(ComponentKind.SOFTWARE_IMAGE, ComponentKind.NODE_INSTALLER)),
  KERNEL("kernel", EnumSet.of(ComponentKind.SOFTWARE_IMAGE, ComponentKind.NODE_INSTALLER)),
  INITRAMFS("initramfs", EnumSet.of(ComponentKind.SOFTWARE_IMAGE, ComponentKind.NODE_INSTALLER)),
  INIT("init program", EnumSet.of(ComponentKind.SOFTWARE_IMAGE)),
  ACCOUNTS("accounts", EnumSet.of(ComponentKind.SOFTWARE_IMAGE, ComponentKind.NODE_INSTALLER)),
  MODULEFILES("modulefiles", EnumSet.of(ComponentKind.CM_SHARED)),
  DANGLING("links to nowhere", EnumSet.of(ComponentKind.CM_SHARED)),
  LINKS("symbolic links", EnumSet.allOf(ComponentKind.class)),
  DEVICES("device nodes", EnumSet.allOf(ComponentKind.class)),
  WRITABLE("permissions", EnumSet.allOf(ComponentKind.class)),
  RESIDUE("residue", EnumSet.of(ComponentKind.SOFTWARE_IMAGE, ComponentKind.NODE_INSTALLER)),
  PRIVATE_KEYS(
      "private keys", EnumSet.of(ComponentKind.SOFTWARE_IMAGE, ComponentKind.NODE_INSTALLER)),
  LEFTOVERS("leftovers", EnumSet.of(ComponentKind.CM_SHARED));

  private final String label;
  private final Set<ComponentKind> kinds;

  Check(String label, Set<ComponentKind> kinds) {
    this.label = label;
    this.kinds = kinds;
  }

  /** Returns the name used in findings. */
  public String label() {
    return label;
  }

  /** Returns whether components of this kind have the subject. */
  boolean appliesTo(ComponentKind kind) {
    return kinds.contains(kind);
  }
}
