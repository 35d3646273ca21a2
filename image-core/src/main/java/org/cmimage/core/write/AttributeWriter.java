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
 * Sets what Linux keeps about a node in the order in which the kernel undoes nothing: the owner
 * first, as it clears setuid and capabilities; the mode before ACLs, whose mask it would change;
 * times last.
 */
public final class AttributeWriter {
  /** An archive may invent names without end; so many are reported. */
  private static final int REPORTED = 100;

  /** So many bytes left on a file system are room for any attribute. */
  private static final long ROOM = 1 << 20;

  private final HostCalls calls;
  private final ConcurrentMap<String, LostAttribute> lost = new ConcurrentHashMap<>();

  /** A writer by these calls. */
  public AttributeWriter(HostCalls calls) {
    this.calls = calls;
  }

  /**
   * Attributes of an open file or directory.
   *
   * @return its status before: what is right already is not set again, as asking costs less than a
   *     change
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
        leaveOut(name, path, e, isEssential(name) || isFull(node, e));
      }
    }
    calls.setTimes(node, attributes.mtimeSeconds(), attributes.mtimeNanos());
    return before;
  }

  /** A change of owner may have cleared them. */
  private static boolean hasSpecialBits(int mode) {
    return (mode & ~0777) != 0;
  }

  /**
   * Attributes of something that is not opened: a link, which has no mode of its own, or a device
   * and its like.
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
      throw WriteFault.badEntry(
          path,
          "extended attribute " + LostAttribute.shown(attribute) + " would steer an overlay mount");
    }
  }

  /** Returns whether a file without the attribute is another one: less able, or more open. */
  private static boolean isEssential(String attribute) {
    return switch (attribute) {
      case "security.capability", "system.posix_acl_access", "system.posix_acl_default" -> true;
      default -> false;
    };
  }

  /**
   * Returns whether nothing has room, rather than this one attribute: ext4 says the same of both.
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
