package org.cmimage.core.write;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.core.tree.TreePath;

/**
 * The writer of a node's attributes, in an order in which no call resets an earlier attribute: the
 * owner first, as setting it clears setuid and capabilities; the mode before ACLs, whose mask it
 * would change; times last.
 */
public final class AttributeWriter {
  /** The number of attribute names reported, as an archive may have any number of them. */
  private static final int REPORTED = 100;

  /** The free space in bytes that is enough for any attribute. */
  private static final long ROOM = 1 << 20;

  private final HostCalls calls;
  private final ConcurrentMap<String, LostAttribute> lost = new ConcurrentHashMap<>();

  /** Makes a writer that uses these calls. */
  public AttributeWriter(HostCalls calls) {
    this.calls = calls;
  }

  /**
   * Sets attributes of an open file or directory.
   *
   * @return its status before: attributes that are right already are not set again, as reading
   *     costs less than a change
   */
  public FileStatus apply(Handle node, TreePath path, Attributes attributes) throws IOException {
    FileStatus before = calls.status(node);
    if (before.uid() != attributes.uid() || before.gid() != attributes.gid()) {
      calls.setOwner(node, attributes.uid(), attributes.gid());
    }
    if (before.mode() != attributes.mode() || hasSpecialBits(attributes.mode())) {
      calls.setMode(node, attributes.mode());
    }
    for (Map.Entry<String, byte[]> xattr : attributes.xattrs().entrySet()) {
      String name = xattr.getKey();
      requireHarmless(name, path);
      try {
        calls.setXattr(node, name, xattr.getValue());
      } catch (HostCallException e) {
        if (isEssential(name) && e.is("EINVAL")) {
          throw WriteFault.badAttribute(path, name, "has a value that the kernel does not accept");
        }
        leaveOut(name, path, e, isEssential(name) || isFull(node, e));
      }
    }
    calls.setTimes(node, attributes.mtimeSeconds(), attributes.mtimeNanos());
    return before;
  }

  /** Returns whether the mode has bits that a change of owner may have cleared. */
  private static boolean hasSpecialBits(int mode) {
    return (mode & ~0777) != 0;
  }

  /**
   * Sets attributes of a node that is not opened: a link, which has no mode of its own, or a
   * device, FIFO or socket.
   */
  public void applyByName(
      Handle directory, byte[] name, TreePath path, Attributes attributes, boolean isLink)
      throws IOException {
    calls.setOwner(directory, name, attributes.uid(), attributes.gid());
    if (!isLink) {
      calls.setMode(directory, name, attributes.mode());
    }
    for (Map.Entry<String, byte[]> xattr : attributes.xattrs().entrySet()) {
      String attribute = xattr.getKey();
      requireHarmless(attribute, path);
      try {
        calls.setXattr(directory, name, attribute, xattr.getValue());
      } catch (HostCallException e) {
        leaveOut(attribute, path, e, isFull(directory, e));
      }
    }
    calls.setTimes(directory, name, attributes.mtimeSeconds(), attributes.mtimeNanos());
  }

  private static void requireHarmless(String attribute, TreePath path) throws IOException {
    if (attribute.startsWith("trusted.overlay.")) {
      // an overlay mount over the tree would obey it: redirects out of the tree, whiteouts
      throw WriteFault.badAttribute(path, attribute, "would control an overlay mount");
    }
  }

  /**
   * Returns whether losing the attribute changes a file's function: without it, it has fewer
   * privileges, or is less protected.
   */
  private static boolean isEssential(String attribute) {
    return switch (attribute) {
      case "security.capability", "system.posix_acl_access", "system.posix_acl_default" -> true;
      default -> false;
    };
  }

  /**
   * Returns whether the file system is full, rather than this one attribute too large: ext4 reports
   * both with the same error.
   */
  private boolean isFull(Handle node, HostCallException e) throws IOException {
    return e.is("EDQUOT")
        || e.is("EIO")
        || e.is("EROFS")
        || e.is("ENOSPC") && calls.availableBytes(node) < ROOM;
  }

  private void leaveOut(String attribute, TreePath path, HostCallException e, boolean fails)
      throws HostCallException {
    if (fails) {
      throw e;
    }
    String name = LostAttribute.shown(attribute);
    if (lost.size() < REPORTED || lost.containsKey(name)) {
      lost.merge(
          name, new LostAttribute(name, 1, path, e.reason()), (before, now) -> before.again());
    }
  }

  /** Returns the attributes left out, by name. */
  List<LostAttribute> lost() {
    return lost.values().stream().sorted(Comparator.comparing(LostAttribute::name)).toList();
  }
}
