package org.cmimage.core.removal;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.host.Hindrance;
import org.cmimage.model.ComponentName;

/**
 * Something on the disk that nothing in the cluster refers to.
 *
 * @param kind what it is
 * @param path where
 * @param inode what tells it from another one of the same path
 * @param component the component that it is or was to be, as far as its name tells
 * @param seems what it seems to be, for people
 * @param ours whether there is a sign that this program made it
 * @param extent how large it is
 * @param mounts what is mounted at or below it
 * @param hindrance why it cannot be erased now, such as a mount or a process in it
 */
public record Orphan(
    Kind kind,
    Path path,
    long inode,
    Optional<ComponentName> component,
    String seems,
    boolean ours,
    TreeExtent extent,
    List<String> mounts,
    Optional<Hindrance> hindrance) {
  /** What an orphan is. */
  public enum Kind {
    /** A tree in the making, or on its way out. */
    STAGING,
    /** A tree where components stand. */
    TREE,
    /** A file that tells of a tree that is not there. */
    RECORD
  }

  public Orphan {
    mounts = ImmutableList.copyOf(mounts);
  }
}
