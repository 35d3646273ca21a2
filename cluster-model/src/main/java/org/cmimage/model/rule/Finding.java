package org.cmimage.model.rule;

import com.google.common.collect.ComparisonChain;
import org.cmimage.model.entity.EntityKey;

/**
 * Something wrong with one property of one entity. Ordered by severity, then entity, property and
 * message.
 *
 * @param severity whether a store refuses it
 * @param rule what does not hold
 * @param entity the entity
 * @param property the {@linkplain org.cmimage.model.entity.Property#name name} of the property
 * @param message one sentence without its full stop
 */
public record Finding(
    Severity severity, Rule rule, EntityKey entity, String property, String message)
    implements Comparable<Finding> {
  /** How bad it is. */
  public enum Severity {
    /** No store takes a cluster with it. */
    ERROR,
    /** The cluster can be kept so, for example half way through an administrator's work. */
    WARNING
  }

  /** What has to hold. */
  public enum Rule {
    /** What is required is set. */
    REQUIRED(1),
    /** References lead somewhere. */
    REFERENCE(2),
    /** What is to be unique is. */
    UNIQUE(3),
    /** What belongs to an entity does not stand alone. */
    OWNER(4),
    /** Images have their parts, and parts their image. */
    PARTS(5),
    /** A tree that is to be deleted belongs to nothing that stays. */
    TREE_IN_USE(6),
    /** Addresses are addresses of hosts in their network. */
    ADDRESS(7);

    private final int code;

    Rule(int code) {
      this.code = code;
    }

    /** The number tables show; it never changes. */
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
