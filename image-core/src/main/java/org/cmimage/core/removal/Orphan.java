package org.cmimage.core.removal;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.host.Hindrance;
import org.cmimage.core.rootfs.TreeExtent;
import org.cmimage.model.ComponentName;

/**
 * A tree or file on the disk that no entity of the cluster refers to.
 *
 * @param kind the kind
 * @param path the path
 * @param inode the inode number, to recognise a different node at the same path
 * @param component the component by its name, if it is one
 * @param seems the presumed content, for display
 * @param ours whether there is evidence that this program made it
 * @param extent its size
 * @param mounts the mount points at or below it
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
  /** The kind of an orphan. */
  public enum Kind {
    /** An unfinished or outgoing tree in staging. */
    STAGING,
    /** A tree at a component's place. */
    TREE,
    /** A record of a tree that does not exist. */
    RECORD
  }

  public Orphan {
    mounts = ImmutableList.copyOf(mounts);
  }
}
