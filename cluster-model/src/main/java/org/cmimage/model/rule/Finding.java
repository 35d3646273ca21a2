package org.cmimage.model.rule;

import com.google.common.collect.ComparisonChain;
import org.cmimage.model.entity.EntityKey;

/**
 * Something wrong with one property of one entity. Ordered by severity, then entity, property and
 * message.
 *
 * @param severity whether a store refuses it
 * @param entity the entity
 * @param property the {@linkplain org.cmimage.model.entity.Property#name name} of the property
 * @param message one sentence without its full stop
 */
public record Finding(Severity severity, EntityKey entity, String property, String message)
    implements Comparable<Finding> {
  /** How bad it is. */
  public enum Severity {
    /** No store takes a cluster with it. */
    ERROR,
    /** The cluster can be kept so, for example half way through an administrator's work. */
    WARNING
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
