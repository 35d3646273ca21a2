package org.cmimage.core.fault;

/** The stable name of an error. Its {@link Category} determines the exit code of the commands. */
public enum ErrorCode {
  UNKNOWN_DISTRIBUTION(Category.USER_INPUT),
  UNKNOWN_ARCHITECTURE(Category.USER_INPUT),
  ARCHITECTURE_NOT_OFFERED(Category.USER_INPUT),
  INVALID_REQUEST(Category.USER_INPUT),
  INVALID_CONFIGURATION(Category.USER_INPUT),
  ALREADY_EXISTS(Category.USER_INPUT),
  IN_USE(Category.USER_INPUT),
  NO_SUCH_IMAGE(Category.USER_INPUT),
  NO_SUCH_CLUSTER(Category.USER_INPUT),
  PACKAGE_ESSENTIAL(Category.USER_INPUT),
  PACKAGE_HELD(Category.USER_INPUT),
  NOT_ROOT(Category.ENVIRONMENT),
  DISK_FULL(Category.ENVIRONMENT),
  LOCKED(Category.ENVIRONMENT),
  PROGRAM_MISSING(Category.ENVIRONMENT),
  EMULATION_UNAVAILABLE(Category.ENVIRONMENT),
  HOST_UNSUITABLE(Category.ENVIRONMENT),
  STORE_UNUSABLE(Category.ENVIRONMENT),
  INPUT_OUTPUT(Category.ENVIRONMENT),
  MIRROR_UNREACHABLE(Category.SOURCE),
  SIGNATURE_INVALID(Category.SOURCE),
  INDEX_EXPIRED(Category.SOURCE),
  CHECKSUM_MISMATCH(Category.SOURCE),
  SOURCE_CORRUPT(Category.SOURCE),
  PACKAGE_UNKNOWN(Category.SOURCE),
  DEPENDENCY_CONFLICT(Category.SOURCE),
  SCRIPT_FAILED(Category.PROVISIONING),
  GUEST_FAILED(Category.PROVISIONING),
  ARCH_OS_MISMATCH(Category.MISMATCH),
  IMAGE_INCOMPLETE(Category.MISMATCH),
  INTERRUPTED(Category.INTERRUPTED),
  INTERNAL(Category.INTERNAL);

  /**
   * The category of an error, by who can correct it. Exit codes are part of the commands' contract.
   */
  public enum Category {
    /** Usage error. */
    USER_INPUT(2),
    /** Host requirement not met. */
    ENVIRONMENT(3),
    /** A repository or archive is unreachable, damaged or not trusted. */
    SOURCE(4),
    /** A program inside the image failed. */
    PROVISIONING(5),
    /** The tree does not match the request. */
    MISMATCH(6),
    /** Bug in this program. */
    INTERNAL(70),
    /** Stopped by a signal; the shell's 128 + SIGINT. */
    INTERRUPTED(130);

    private final int exitCode;

    Category(int exitCode) {
      this.exitCode = exitCode;
    }

    /** Returns the exit code of a command that failed with this category. */
    public int exitCode() {
      return exitCode;
    }
  }

  private final Category category;

  ErrorCode(Category category) {
    this.category = category;
  }

  /** Returns the category. */
  public Category category() {
    return category;
  }
}
