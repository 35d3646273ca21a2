package org.cmimage.model.store;

import java.io.Serial;
import java.util.List;
import org.cmimage.model.rule.Finding;
import org.jspecify.annotations.Nullable;

/**
 * A store that cannot be used, or a change it refuses. Nothing was changed. The message is complete
 * without the cause.
 */
public final class StoreException extends Exception {
  /** What went wrong. */
  public enum Kind {
    /** The store cannot be opened, read or written. */
    UNUSABLE,
    /** Its file system has no space or inodes left, or a quota is used up. */
    NO_SPACE,
    /** Its file system is mounted read-only. */
    READ_ONLY,
    /** Its directory is on a network file system, where locks cannot be trusted. */
    NETWORK_FILE_SYSTEM,
    /** A newer program wrote it. */
    NEWER,
    /** What it holds is not what a program wrote. */
    CORRUPT,
    /** Another process held it for too long. */
    BUSY,
    /** The changes were made from a version that is not the newest one. */
    STALE,
    /** The cluster would not be valid after the changes; see {@link #findings}. */
    INVALID
  }

  @Serial private static final long serialVersionUID = 1;

  private final Kind kind;
  private final transient List<Finding> findings;

  /** A failure with the fault that caused it, if another did. */
  public StoreException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.findings = List.of();
  }

  /** A refusal, of kind {@code INVALID}, for everything that would be wrong. */
  public StoreException(String message, List<Finding> findings) {
    super(message);
    this.kind = Kind.INVALID;
    this.findings = List.copyOf(findings);
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** For {@link Kind#INVALID} everything that would be wrong with the cluster, else empty. */
  public List<Finding> findings() {
    return findings;
  }
}
