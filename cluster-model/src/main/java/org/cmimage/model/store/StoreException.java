package org.cmimage.model.store;

import java.io.Serial;
import java.util.List;
import org.cmimage.model.rule.Finding;
import org.jspecify.annotations.Nullable;

/**
 * A failure of a store, or a change it refuses. Nothing was changed. The message is complete
 * without the cause.
 */
public final class StoreException extends Exception {
  /** The kind of failure. */
  public enum Kind {
    /** The store cannot be opened, read or written. */
    UNUSABLE,
    /** Its file system has no space or inodes left, or a quota is used up. */
    NO_SPACE,
    /** Its file system is mounted read-only. */
    READ_ONLY,
    /** Its directory is on a network file system, where locks are not reliable. */
    NETWORK_FILE_SYSTEM,
    /** A newer program wrote it. */
    NEWER,
    /** Its content is not in the format that programs write. */
    CORRUPT,
    /** Another process held the lock for too long. */
    BUSY,
    /** The changes were not made from the newest version. */
    STALE,
    /** The cluster would not be valid after the changes; see {@link #findings}. */
    INVALID
  }

  @Serial private static final long serialVersionUID = 1;

  private final Kind kind;
  private final transient List<Finding> findings;

  /** Makes a failure with its cause, if any. */
  public StoreException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.findings = List.of();
  }

  /** Makes a refusal, of kind {@code INVALID}, with all findings. */
  public StoreException(String message, List<Finding> findings) {
    super(message);
    this.kind = Kind.INVALID;
    this.findings = List.copyOf(findings);
  }

  /** Returns the kind of failure. */
  public Kind kind() {
    return kind;
  }

  /** Returns for {@link Kind#INVALID} all findings about the cluster, else an empty list. */
  public List<Finding> findings() {
    return findings;
  }
}
