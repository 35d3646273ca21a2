package org.cmimage.model.rule;

import com.google.common.collect.ComparisonChain;
import org.cmimage.model.entity.EntityKey;

/**
 * A broken rule for one property of one entity. Ordered by severity, then entity, property and
 * message.
 *
 * @param severity whether a store refuses it
 * @param rule the broken rule
 * @param entity the entity
 * @param property the {@linkplain org.cmimage.model.entity.Property#name name} of the property
 * @param message one sentence without its full stop
 */
public record Finding(
    Severity severity, Rule rule, EntityKey entity, String property, String message)
    implements Comparable<Finding> {
  /** The severity of a finding. */
  public enum Severity {
    /** Stores refuse a cluster with this finding. */
    ERROR,
    /**
     * The cluster can be stored with this finding, for example half way through an administrator's
     * work.
     */
    WARNING
  }

  /** The rules of a cluster. */
  public enum Rule {
    /** Required properties are set. */
    REQUIRED(1),
    /** References have targets. */
    REFERENCE(2),
    /** Unique values are unique. */
    UNIQUE(3),
    /** Entities that need an owner have one. */
    OWNER(4),
    /** Images have their parts, and parts their image. */
    PARTS(5),
    /** A tree to delete belongs to no remaining entity. */
    TREE_IN_USE(6),
    /** Addresses and names are those of hosts, addresses in their network. */
    ADDRESS(7),
    /** What runs on a node is of one architecture. */
    ARCHITECTURE(8),
    /** Disk set-ups can be understood. */
    DISK_SETUP(9);

    private final int code;

    Rule(int code) {
      this.code = code;
    }

    /** Returns the number shown in tables; it never changes. */
    public int code() {
      return code;
    }
  }

  @Override
  public int compareTo(Finding other) {
    return ComparisonChain.start()
        .compare(severity, other.severity)
        .compare(entity, other.entity)
        .compare(property, other.property)
        .compare(message, other.message)
        .result();
  }

  @Override
  public String toString() {
    return entity + ": " + property + ": " + message;
  }
}
